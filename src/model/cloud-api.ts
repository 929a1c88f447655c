// SPDX-License-Identifier: Apache-2.0
// A cloud beside OpenStack and Kubernetes as the gateway reaches it: one API that speaks JSON over HTTP.
import type { HeaderField } from './http.ts';
import type { Principal } from './identity.ts';

/** Where a cloud's API is, and how the gateway proves a caller to it. */
export interface CloudApi {
  /** Without trailing slash. */
  readonly url: string;
  /** PEM: who signed its certificate. The system's authorities where absent. */
  readonly ca?: string;
  /**
   * Header fields, names in lower case. Asked for at each request, and again after a 401: cache what is dear. Throws
   * `GatewayError` `forbidden` where this caller has no part in the cloud. May run many times at once.
   */
  credential(principal: Principal): Promise<readonly HeaderField[]>;
  /** The API answered 401 to the last credential of this caller: forget it. */
  refused?(principal: Principal): void;
}

// SPDX-License-Identifier: Apache-2.0
// A cloud beside OpenStack and Kubernetes as the gateway reaches it: one API that speaks JSON over HTTP.
import type { HeaderField } from './http.ts';
import type { Principal } from './identity.ts';
import type { MemberTransport } from './member.ts';

/** Where a cloud's API is, and how the gateway authenticates a caller to it. */
export interface CloudApi {
  /** Without trailing slash. */
  readonly url: string;
  /** PEM: who signed its certificate. The system's authorities where absent. */
  readonly ca?: string;
  /**
   * Header fields, names in lower case. Called for each request, and again after a 401: cache what is expensive.
   * `transport` is for a login at the cloud itself. Throws `GatewayError`: `forbidden` if this caller has no access to the cloud,
   * `memberRefused` if the cloud refuses the gateway's own account. May run many times at once.
   */
  credential(principal: Principal, transport: Pick<MemberTransport, 'call'>): Promise<readonly HeaderField[]>;
  /** The API answered 401 to this credential: drop it. A newer one may have been obtained meanwhile. */
  refused?(credential: readonly HeaderField[], principal: Principal): void;
}

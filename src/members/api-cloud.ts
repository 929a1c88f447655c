// SPDX-License-Identifier: Apache-2.0
// The way to one cloud of a further kind for one caller: the same port as for an OpenStack region.
import type { Principal } from '../model/identity.ts';
import type { ReferenceCache } from '../model/reference-cache.ts';
import type { NativeConnection } from '../model/scs/adapter.ts';
import { createApiConnection } from './api-connection.ts';
import type { ApiCloud } from './fleet.ts';
import { createHideAddress } from './hide-address.ts';

export interface ApiCloudDeps {
  readonly references: ReferenceCache;
  readonly publicUrl: string;
}

export interface ApiCloudOptions {
  readonly cloud: ApiCloud;
  readonly principal: Principal;
  /** Before each request; throws if the cloud's limit is reached. */
  readonly admit?: () => void;
}

export function createApiCloudConnection(
  { references, publicUrl }: ApiCloudDeps,
  { cloud: { id, kind, api, transport, origin, prefix }, principal, ...options }: ApiCloudOptions,
): NativeConnection {
  return createApiConnection({
    place: {
      cloud: id,
      region: id,
      offers: (service) => Object.values(kind.resources).some((one) => one.service === service),
      // It has no surface of its own at the gateway.
      endpoint: () => undefined,
    },
    transport,
    origin,
    prefix,
    credential: () => api.credential(principal, transport),
    by: { key: principal.id },
    refused: (credential) => api.refused?.(credential, principal),
    user: principal.id,
    hidden: createHideAddress(api.url, publicUrl, id),
    // Only the kind knows whether its answers depend on the caller.
    cache: { references, name: id, varyBy: [api.url, principal.id, ...principal.groups.toSorted()] },
    ...options,
  });
}

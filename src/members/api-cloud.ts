// SPDX-License-Identifier: Apache-2.0
// The way to one cloud of a further kind for one caller: the same port as for an OpenStack region.
import type { Principal } from '../model/identity.ts';
import type { ReferenceCache } from '../model/reference-cache.ts';
import type { NativeConnection } from '../model/scs/adapter.ts';
import { createApiConnection } from './api-connection.ts';
import type { ApiCloud } from './fleet.ts';

export interface ApiCloudDeps {
  readonly references: ReferenceCache;
  readonly publicUrl: string;
}

export interface ApiCloudOptions {
  readonly cloud: ApiCloud;
  readonly principal: Principal;
  /** Before each request; throws where the cloud takes no more. */
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
    refused: (credential) => api.refused?.(credential, principal),
    hidden: (text) => text.replaceAll(api.url, publicUrl).replaceAll(new URL(origin).host, id),
    // Whether it answers by who asks, only the kind knows.
    cache: { references, name: id, varyBy: [api.url, principal.id, ...principal.groups.toSorted()] },
    ...options,
  });
}

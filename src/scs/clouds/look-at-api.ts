// SPDX-License-Identifier: Apache-2.0
// Inspects a cloud of a further kind as one caller sees it, by the probe of its kind.
import { knock, type Reach } from '../../adapters/reach.ts';
import { createApiCloudConnection } from '../../members/api-cloud.ts';
import type { ApiCloud } from '../../members/fleet.ts';
import type { Clock } from '../../model/clock.ts';
import type { GatewayError } from '../../model/errors.ts';
import type { ReferenceCache } from '../../model/reference-cache.ts';
import type { ScsCaller } from '../caller.ts';
import type { ApiPart, CloudItem, Declared } from './cloud-schema.ts';
import { circuitOf } from './cloud-services.ts';

export interface LookAtApiDeps {
  readonly references: ReferenceCache;
  readonly publicUrl: string;
  readonly now: Clock;
}

export interface ApiLook extends Pick<CloudItem, 'latencyMs' | 'error'> {
  readonly part: ApiPart;
  /** Whether it accepts this caller. */
  readonly takes: Declared;
  /** Of the resources that its kind has. */
  readonly services: ReadonlySet<string>;
}

export async function lookAtApi(
  deps: LookAtApiDeps,
  cloud: ApiCloud,
  { caller, signal }: { readonly caller: ScsCaller; readonly signal: AbortSignal },
): Promise<ApiLook> {
  const { resources, probe } = cloud.kind;
  const { principal } = caller.caller;
  const api = createApiCloudConnection(deps, { cloud, principal }).api({ signal });
  const began = deps.now();
  // Only an abort or a fault of the gateway is thrown: neither says anything about the cloud.
  const asked = await knock(api, () => probe(api)).catch(() => UNPROVABLE);
  const took = deps.now() - began;
  const status = statusOf(asked.reach, asked.error);
  return {
    part: { status, circuit: circuitOf(cloud, cloud.api.url) },
    latencyMs: status === 'up' ? took : null,
    error: status === 'down' && asked.error ? { code: asked.error.code, detail: asked.error.message } : null,
    takes: takesOf(asked.reach, asked.error),
    services: new Set(Object.values(resources).map(({ service }) => service)),
  };
}

const UNPROVABLE: { readonly reach: Reach; readonly error?: GatewayError } = { reach: 'unprovable' };

function statusOf(reach: Reach, error: GatewayError | undefined): ApiPart['status'] {
  if (reach === 'unprovable') return 'unknown';
  // A front end that answers for a dead API says 502, 503 or 504.
  return reach === 'away' || error?.code === 'nativeFailed' ? 'down' : 'up';
}

function takesOf(reach: Reach, error: GatewayError | undefined): Declared {
  if (reach === 'refused' || reach === 'unprovable' || error?.code === 'nativeForbidden') return false;
  return error === undefined ? true : null;
}

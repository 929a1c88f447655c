// SPDX-License-Identifier: Apache-2.0
// One object by its id alone: where it was seen last is asked first, then every cloud.

import { orInterrupted } from '../../members/call.ts';
import { GatewayError, toGatewayError } from '../../model/errors.ts';
import type { ResourceDefinition } from '../../model/scs/resource.ts';
import type { ScsCall } from '../call.ts';
import { words } from '../names.ts';
import { type IdIndex, isOwn } from '../sources/id-index.ts';
import type { LocateDeps } from '../sources/locate.ts';
import type { Located } from '../sources/source.ts';
import { DEFAULT_TIMEOUT } from './list-schemas.ts';

export interface LookupDeps extends LocateDeps {
  readonly ids: IdIndex;
}

const ABSENT = new Set(['notFound', 'nativeNotFound', 'notOffered']);

export async function lookup(
  deps: LookupDeps,
  definition: ResourceDefinition,
  call: ScsCall,
  id: string,
): Promise<Located> {
  const clouds = deps.clouds().map((cloud) => cloud.id);
  const at = (cloud: string, signal: AbortSignal): Promise<Located> => {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(DEFAULT_TIMEOUT * 1000)]);
    return orInterrupted(deps.sources.find(definition, call.caller, { cloud, id }, limited), limited, cloud);
  };
  const hint = await deps.ids.owner(definition.plural, id);
  const owner = hint !== undefined && clouds.includes(hint) ? hint : undefined;
  let atOwner: GatewayError | undefined;
  if (owner !== undefined)
    try {
      return await at(owner, call.signal);
    } catch (cause) {
      atOwner = toGatewayError(cause);
    }

  const rest = new AbortController();
  const signal = AbortSignal.any([call.signal, rest.signal]);
  const asked = clouds.filter((cloud) => cloud !== owner).map((cloud) => at(cloud, signal));
  try {
    // An id that only one cloud can have given is found when the first one says so.
    if (isOwn(id)) return await Promise.any(asked);
  } catch {
    // None has it: what each one said is told below.
  } finally {
    if (isOwn(id)) rest.abort(new GatewayError('clientTimeout', { detail: 'found elsewhere' }));
  }
  const outcomes = await Promise.allSettled(asked);
  call.signal.throwIfAborted();
  const there = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const [only, ...others] = there;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined)
    throw new GatewayError('conflict', {
      message: `Several clouds have this id: name one, as in /scs/v1/${definition.plural}/{cloud}/{id}.`,
      faults: there.map(({ source }) => ({ where: source.where.cloud, reason: 'has it' })),
    });
  const errors = [
    ...(atOwner === undefined ? [] : [atOwner]),
    ...outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [toGatewayError(outcome.reason)] : [])),
  ];
  // A cloud that did not answer may well have it.
  const failed = errors.find(({ code }) => !ABSENT.has(code));
  throw (
    failed ??
    new GatewayError('notFound', {
      message: `No cloud has this id among the ${words(definition.plural)} that you may see.`,
    })
  );
}

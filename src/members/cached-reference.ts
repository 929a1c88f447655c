// SPDX-License-Identifier: Apache-2.0
// What an adapter asks through the reference cache: fetched for everybody who waits for it, waited for by each as long as
// each likes.
import type { Intake } from '../model/intake.ts';
import type { ReferenceCache, ReferenceKey } from '../model/reference-cache.ts';
import type { CallOptions } from '../model/scs/adapter.ts';
import { orInterrupted } from './call.ts';
import { leased } from './native-answer.ts';
import { FETCH_PATIENCE, REFERENCE_LIVES } from './reference-lives.ts';

export interface ReferenceSource {
  readonly references: ReferenceCache;
  readonly intake: Intake;
  readonly cloud: string;
}

/** `load` is called with the fetch's own time and memory, not with those of the request that happened to ask first. */
export async function cachedReference<T>(
  { references, intake, cloud }: ReferenceSource,
  key: ReferenceKey,
  { signal, onCached }: CallOptions,
  load: (options: CallOptions) => Promise<T>,
): Promise<T> {
  const own = (): Promise<T> =>
    leased(intake, cloud, (lease) => load({ signal: AbortSignal.timeout(FETCH_PATIENCE), onCached, lease }));
  const asked = references.get(key, REFERENCE_LIVES[key.kind], own);
  const { value, state, at } = await orInterrupted(asked, signal, cloud);
  onCached?.({ state, at });
  return value;
}

// SPDX-License-Identifier: Apache-2.0
// Whether a cloud or cluster answers one caller at this moment. It never fails because of the cloud: an unreachable one is
// a result.
import { GatewayError } from '../model/errors.ts';
import { inTime } from '../model/in-time.ts';
import type { NativeApi } from '../model/scs/adapter.ts';

/**
 * `refused`: it does not accept the gateway's credential. `unprovable`: there is no credential for this caller at all.
 */
export type Reach = 'answers' | 'away' | 'refused' | 'unprovable';

export interface Attempt<T> {
  readonly value?: T;
  readonly error?: GatewayError;
}

/** Timeout of each query in milliseconds. */
const PATIENCE = 5_000;

/**
 * Throws only what is not the cloud's fault: an abort, or a fault of the gateway. A cloud that hangs must not fail the
 * others of a list.
 */
export async function attempt<T>(api: NativeApi, work: () => Promise<T>): Promise<Attempt<T>> {
  const { cloud } = api;
  try {
    return { value: await inTime(work(), PATIENCE, () => new GatewayError('memberTimeout', { cloud })) };
  } catch (cause) {
    // An unreadable response most likely comes from something other than the API.
    const error = cause instanceof GatewayError ? cause : new GatewayError('memberGarbage', { cloud, cause });
    if (api.signal.aborted || error.code === 'internal') throw cause;
    return { error };
  }
}

/** By its answer to one cheap query. */
export async function knock<T>(
  api: NativeApi,
  work: () => Promise<T>,
): Promise<Attempt<T> & { readonly reach: Reach }> {
  const asked = await attempt(api, work);
  return { ...asked, reach: asked.error === undefined ? 'answers' : reachOf(asked.error) };
}

function reachOf({ code }: GatewayError): Reach {
  // It has answered, though not to this query.
  if (code.startsWith('native')) return 'answers';
  if (code === 'memberRefused' || code === 'unauthorized') return 'refused';
  return code === 'forbidden' ? 'unprovable' : 'away';
}

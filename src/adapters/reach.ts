// SPDX-License-Identifier: Apache-2.0
// Whether a cloud or cluster answers one caller at this moment. It is known of one that is away as well: nothing fails.
import { GatewayError } from '../model/errors.ts';
import { inTime } from '../model/in-time.ts';
import type { NativeApi } from '../model/scs/adapter.ts';

/** `refused`: it does not take the gateway's proof. `unprovable`: this caller cannot be proven to it at all. */
export type Reach = 'answers' | 'away' | 'refused' | 'unprovable';

export interface Attempt<T> {
  readonly value?: T;
  readonly error?: GatewayError;
}

/** Milliseconds, for each question. */
const PATIENCE = 5_000;

/**
 * Only what is no fault of the cloud is thrown: nobody waits any more, or a fault of ours. One that hangs must not take
 * the others of a list with it.
 */
export async function attempt<T>(api: NativeApi, work: () => Promise<T>): Promise<Attempt<T>> {
  const { cloud } = api;
  try {
    return { value: await inTime(work(), PATIENCE, () => new GatewayError('memberTimeout', { cloud })) };
  } catch (cause) {
    // An answer that cannot be read: somebody else's than the API's, most likely.
    const error = cause instanceof GatewayError ? cause : new GatewayError('memberGarbage', { cloud, cause });
    if (api.signal.aborted || error.code === 'internal') throw cause;
    return { error };
  }
}

/** By its answer to one question, a cheap one. */
export async function knock<T>(
  api: NativeApi,
  work: () => Promise<T>,
): Promise<Attempt<T> & { readonly reach: Reach }> {
  const asked = await attempt(api, work);
  return { ...asked, reach: asked.error === undefined ? 'answers' : reachOf(asked.error) };
}

function reachOf({ code }: GatewayError): Reach {
  // It has answered, though not to this question.
  if (code.startsWith('native')) return 'answers';
  if (code === 'memberRefused' || code === 'unauthorized') return 'refused';
  return code === 'forbidden' ? 'unprovable' : 'away';
}

// SPDX-License-Identifier: Apache-2.0
// `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a request that is sent again, to whatever replica, is
// answered with what the first one got. Two clouds must not be charged for one server because an answer got lost.
import { createHash } from 'node:crypto';
import { type ErrorCode, GatewayError, toGatewayError } from '../../model/errors.ts';
import type { Seal } from '../../model/seal.ts';
import type { Store } from '../../model/store.ts';

/** As long as a client may reasonably come back. */
const LIFE = 24 * 60 * 60_000;

/** After these the member surely has not done it: the key is free again. After any other failure nobody knows. */
const NOTHING_DONE = new Set<ErrorCode>([
  'badRequest',
  'forbidden',
  'unauthorized',
  'notFound',
  'notOffered',
  'unprocessable',
  'memberUnreachable',
  'memberBusy',
  'memberRefused',
  'nativeBadRequest',
  'nativeForbidden',
  'nativeQuota',
  'nativeNotFound',
  'nativeConflict',
  'nativeLimited',
]);

interface Kept {
  /** Of what the request asks for: its body, and where. */
  readonly digest: string;
  /** Absent: under way, or broken off without an outcome. */
  readonly answer?: unknown;
}

export interface IdempotencyDeps {
  readonly store: Store;
  readonly seal: Seal;
}

export interface OneRequest {
  /** The principal's id: keys of different people never meet. */
  readonly user: string;
  /** What the token works in: what was done in one project is not told in another. */
  readonly scope?: unknown;
  readonly method: string;
  readonly path: string;
  readonly key: string;
  /** All that must be the same when it comes again. */
  readonly body: unknown;
}

/** What `work` gives must survive JSON. */
export type Idempotent = <A>(request: OneRequest, work: () => Promise<A>) => Promise<Answered<A>>;

interface Answered<A> {
  readonly answer: A;
  /** It was done before, and this is what came of it then. */
  readonly replayed: boolean;
}

export function createIdempotency({ store, seal }: IdempotencyDeps): Idempotent {
  return async <A>({ user, scope, method, path, key, body }: OneRequest, work: () => Promise<A>) => {
    const place = `idempotency:${digest(user, JSON.stringify(scope) ?? '', method, path, key)}`;
    const mine = digest(JSON.stringify(body) ?? '');
    const keep = (kept: Kept): string => seal.close(JSON.stringify(kept), place);
    let first: boolean;
    try {
      first = await store.add(place, keep({ digest: mine }), LIFE);
    } catch (cause) {
      // Doing it all the same could do it twice, which is what the client has asked us to rule out.
      throw new GatewayError('stateUnavailable', {
        cause,
        retryAfter: 5,
        message: 'The shared state that Idempotency-Key requires is not available. Nothing was changed.',
      });
    }
    if (!first) return { answer: again(await read(place), mine) as A, replayed: true };
    try {
      const answer = await work();
      await store.set(place, keep({ digest: mine, answer }), LIFE).catch(() => undefined);
      return { answer, replayed: false };
    } catch (cause) {
      if (NOTHING_DONE.has(toGatewayError(cause).code)) await store.delete(place).catch(() => undefined);
      throw cause;
    }
  };

  async function read(place: string): Promise<Kept | undefined> {
    const sealed = await store.get(place).catch(() => undefined);
    const plain = sealed === undefined ? undefined : seal.open(sealed, place);
    return plain === undefined ? undefined : (JSON.parse(plain) as Kept);
  }
}

function again(kept: Kept | undefined, mine: string): unknown {
  if (kept !== undefined && kept.digest !== mine)
    throw new GatewayError('unprocessable', {
      message: 'This Idempotency-Key was used with another request body.',
      faults: [{ where: 'idempotency-key', reason: 'belongs to another request' }],
    });
  if (kept?.answer === undefined)
    throw new GatewayError('conflict', {
      retryAfter: 2,
      message:
        'A request with this Idempotency-Key is in progress, or was aborted without a known outcome: check whether the object exists before you use a new key.',
    });
  return kept.answer;
}

const digest = (...parts: string[]): string => createHash('sha256').update(parts.join('\0')).digest('base64url');

// SPDX-License-Identifier: Apache-2.0
// Where a list goes on, as a text for clients: sealed, so that one that was tampered with, or that belongs to another
// query or another caller, is refused and not misread. It fits into any URL: where hundreds of places are behind at once, the
// replicas keep it, and clients get its digest.
import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { GatewayError } from '../../model/errors.ts';
import type { Seal } from '../../model/seal.ts';
import type { Store } from '../../model/store.ts';
import type { Key } from './order.ts';
import type { Position } from './page.ts';

const VERSION = 2;

const packed = (text: string): string => deflateRawSync(text).toString('base64');

/** Bytes: a sealed cursor is the gateway's own, and none is longer. */
const LARGEST = 1024 * 1024;

/** Undefined for one of a gateway before or after this. */
function unpacked(text: string): Written | undefined {
  try {
    return JSON.parse(inflateRawSync(Buffer.from(text, 'base64'), { maxOutputLength: LARGEST }).toString('utf8'));
  } catch {
    return undefined;
  }
}

interface Written {
  readonly v: number;
  readonly m: Key | null;
  readonly b: Readonly<Record<string, Key | null>>;
}

/** Proxies take a request line of 8 KB (nginx, Apache), and the query itself stands there as well. */
const LONGEST = 4_096;
/** Where nothing can be kept: what most proxies take just so, with a short query beside it. */
export const LONGEST_TAKEN = 7_000;
/** Bytes: thousands of places. */
const MOST_KEPT = 128 * 1024;
/** Milliseconds. Who reads a page for longer begins anew. */
const KEPT = 60 * 60_000;
const MARK = '~';

export interface Cursors {
  write(position: Position): Promise<string>;
  read(cursor: string): Promise<Position>;
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** `query`: everything that decides which objects are in the list and in which order. */
export function createCursors(
  { seal, store }: { readonly seal: Seal; readonly store: Pick<Store, 'get' | 'set'> },
  query: unknown,
  clouds: readonly string[],
): Cursors {
  const context = `scs:cursor:${digestOf(JSON.stringify(query))}`;
  const kept = (digest: string): Promise<string | undefined> =>
    store.get(keyOf(digest)).catch((cause: unknown) => {
      throw new GatewayError('stateUnavailable', { cause });
    });
  return {
    async write({ main, behind }) {
      // Names of many places, most of them alike.
      const plain = packed(JSON.stringify({ v: VERSION, m: main, b: behind } satisfies Written));
      const text = seal.close(plain, context);
      if (text.length <= LONGEST) return text;
      // The same place is the same key, however often it is asked for.
      const digest = digestOf(`${context} ${plain}`);
      const isKept =
        text.length <= MOST_KEPT &&
        (await store.set(keyOf(digest), text, KEPT).then(
          () => true,
          () => false,
        ));
      if (isKept) return `${MARK}${digest}`;
      if (text.length <= LONGEST_TAKEN) return text;
      throw new GatewayError('stateUnavailable', {
        message: 'Too many clouds fail at once to remember where each is.',
      });
    },
    async read(cursor) {
      const text = cursor.startsWith(MARK) ? await kept(cursor.slice(MARK.length)) : cursor;
      // What is kept is sealed as well: whoever knows a digest knows no more than what is his.
      const plain = text === undefined ? undefined : seal.open(text, context);
      const written = plain === undefined ? undefined : unpacked(plain);
      // A cloud that has left the configuration since has no place in the order.
      if (written?.v === VERSION && (written.m === null || clouds.includes(written.m.c)))
        return { main: written.m, behind: written.b };
      throw new GatewayError('badRequest', {
        message: 'This cursor does not belong to this query: start the list again without it.',
        faults: [{ where: 'cursor', reason: 'does not belong to this query, or is older than an hour' }],
      });
    },
  };
}

const keyOf = (digest: string): string => `cursor:${digest}`;

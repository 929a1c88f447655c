// SPDX-License-Identifier: Apache-2.0
// Where a list goes on, as a text for clients: sealed, so that one that was tampered with, or that belongs to another
// query or another caller, is refused and not misread.
import { createHash } from 'node:crypto';
import { GatewayError } from '../../model/errors.ts';
import type { Seal } from '../../model/seal.ts';
import type { Key } from './order.ts';
import type { Position } from './page.ts';

const VERSION = 1;

interface Written {
  readonly v: number;
  readonly m: Key | null;
  readonly b: Readonly<Record<string, Key | null>>;
}

export interface Cursors {
  write(position: Position): string;
  read(cursor: string): Position;
}

/** `query`: everything that decides which objects are in the list and in which order. */
export function createCursors(seal: Seal, query: unknown, clouds: readonly string[]): Cursors {
  const digest = createHash('sha256').update(JSON.stringify(query)).digest('base64url');
  const context = `scs:cursor:${digest}`;
  return {
    write: ({ main, behind }) =>
      seal.close(JSON.stringify({ v: VERSION, m: main, b: behind } satisfies Written), context),
    read(cursor) {
      const plain = seal.open(cursor, context);
      const written = plain === undefined ? undefined : (JSON.parse(plain) as Written);
      // A cloud that has left the configuration since has no place in the order.
      if (written?.v === VERSION && (written.m === null || clouds.includes(written.m.c)))
        return { main: written.m, behind: written.b };
      throw new GatewayError('badRequest', {
        message: 'This cursor does not belong to this query: start the list again without it.',
        faults: [{ where: 'cursor', reason: 'does not belong to this query' }],
      });
    },
  };
}

// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSeal } from '../../../../src/federation/seal.ts';
import { createCursors } from '../../../../src/scs/lists/cursor.ts';
import { type Position, START } from '../../../../src/scs/lists/page.ts';

const seal = createSeal({ sealing: () => [{ kid: 'k1', created: 0, secret: randomBytes(32) }] });
const secret = randomBytes(32);
const same = createSeal({ sealing: () => [{ kid: 'k1', created: 0, secret }] });
const query = ['servers', 'alice', { kind: 'unscoped' }];
const cursors = (clouds: readonly string[], of: unknown = query) => createCursors(same, of, clouds);
const AFTER_A: Position = { main: { c: 'a', r: 'a', i: '1' } as never, behind: { b: null } };
const REFUSED = expect.objectContaining({
  code: 'badRequest',
  message: expect.stringContaining('start the list again'),
  faults: [{ where: 'cursor', reason: 'does not belong to this query' }],
});

describe('a cursor of a list', () => {
  it('leads to where it was written, also where nothing has been given yet', () => {
    const { write, read } = cursors(['a', 'b']);
    for (const position of [AFTER_A, { ...START, behind: { a: null } }])
      expect(read(write(position))).toEqual(position);
  });

  it('is refused where its last object is of a cloud that has left the configuration', () => {
    expect(() => cursors(['b']).read(cursors(['a', 'b']).write(AFTER_A))).toThrow(REFUSED);
  });

  it('before the first object is good whichever clouds there are', () => {
    expect(cursors(['b']).read(cursors(['a']).write(START))).toEqual(START);
  });

  it.each([
    ['another query', () => cursors(['a'], ['servers', 'bob']).write(AFTER_A)],
    ['another key', () => createCursors(seal, query, ['a']).write(AFTER_A)],
    ['nobody: it is no cursor', () => 'x'],
    ['another version', () => same.close(JSON.stringify({ v: 2, m: null, b: {} }), context())],
  ])('of %s is refused', (_whose, write) => {
    expect(() => cursors(['a']).read(write())).toThrow(REFUSED);
  });
});

/** What the cursor above is bound to. */
function context(): string {
  let seen = '';
  const spy = {
    close(_plain: string, bound: string) {
      seen = bound;
      return bound;
    },
    open: () => undefined,
  };
  createCursors(spy, query, ['a']).write(START);
  expect(seen).toMatch(/^scs:cursor:[\w-]{43}$/);
  return seen;
}

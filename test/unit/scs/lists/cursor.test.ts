// SPDX-License-Identifier: Apache-2.0
import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSeal } from '../../../../src/federation/seal.ts';
import { createCursors } from '../../../../src/scs/lists/cursor.ts';
import { type Position, START } from '../../../../src/scs/lists/page.ts';
import { createMemoryStore } from '../../../../src/store/memory.ts';

const seal = createSeal({ sealing: () => [{ kid: 'k1', created: 0, secret: randomBytes(32) }] });
const secret = randomBytes(32);
const same = createSeal({ sealing: () => [{ kid: 'k1', created: 0, secret }] });
const query = ['servers', 'alice', { kind: 'unscoped' }];
const store = createMemoryStore({ now: Date.now });
const cursors = (clouds: readonly string[], of: unknown = query) => createCursors({ seal: same, store }, of, clouds);
const AFTER_A: Position = { main: { c: 'a', r: 'a', i: '1' } as never, behind: { b: null } };
const REFUSED = expect.objectContaining({
  code: 'badRequest',
  message: expect.stringContaining('start the list again'),
  faults: [{ where: 'cursor', reason: expect.stringContaining('does not belong to this query') }],
});

describe('a cursor of a list', () => {
  it('leads to where it was written, also where nothing has been given yet', async () => {
    const { write, read } = cursors(['a', 'b']);
    for (const position of [AFTER_A, { ...START, behind: { a: null } }])
      expect(await read(await write(position))).toEqual(position);
  });

  it('is refused where its last object is of a cloud that has left the configuration', async () => {
    const cursor = await cursors(['a', 'b']).write(AFTER_A);
    await expect(cursors(['b']).read(cursor)).rejects.toThrow(REFUSED);
  });

  it('before the first object is good whichever clouds there are', async () => {
    expect(await cursors(['b']).read(await cursors(['a']).write(START))).toEqual(START);
  });

  it('fits into a URL though thirty places are behind at once', async () => {
    const clouds = Array.from({ length: 30 }, (_, n) => `cloud-${n}`);
    const key = (c: string) => ({ v: [`web-${c}.shop.example.org`], c, r: c, i: randomUUID() });
    const behind = Object.fromEntries(clouds.map((c) => [`${c}|${c}|${randomUUID().replaceAll('-', '')}`, key(c)]));
    const { write, read } = cursors(clouds);
    const position: Position = { main: key('cloud-3'), behind };
    expect((await write(position)).length).toBeLessThan(4_096);
    expect(await read(await write(position))).toEqual(position);
  });

  it.each([
    ['another query', () => cursors(['a'], ['servers', 'bob']).write(AFTER_A)],
    ['another key', () => createCursors({ seal, store }, query, ['a']).write(AFTER_A)],
    ['nobody: it is no cursor', () => 'x'],
    ['nobody: it is nothing that was kept', () => `~${'x'.repeat(43)}`],
    ['another version', () => same.close(JSON.stringify({ v: 2, m: null, b: {} }), context())],
  ])('of %s is refused', async (_whose, write) => {
    await expect(cursors(['a']).read(await write())).rejects.toThrow(REFUSED);
  });
});

describe('a cursor of a thousand places that are behind at once', () => {
  const clouds = Array.from({ length: 1_000 }, (_, n) => `cloud-${n}`);
  const key = (c: string) => ({ v: [`web-${c}.shop.example.org`], c, r: c, i: randomUUID() });
  const behind = Object.fromEntries(clouds.map((c) => [`${c}|${c}|${randomUUID().replaceAll('-', '')}`, key(c)]));
  const position: Position = { main: key('cloud-3'), behind };

  it('is short enough for every proxy, and leads to where it was written on another replica', async () => {
    const cursor = await cursors(clouds).write(position);
    expect(cursor).toMatch(/^~[\w-]{43}$/);
    expect(await cursors(clouds).read(cursor)).toEqual(position);
  });

  it('is kept once, however often the page before it is read', async () => {
    const { write } = cursors(clouds);
    expect(await write(position)).toBe(await write(position));
  });

  it('is of no use to anybody else, and of none once it has been forgotten', async () => {
    const cursor = await cursors(clouds).write(position);
    await expect(cursors(clouds, ['servers', 'bob']).read(cursor)).rejects.toThrow(REFUSED);
    await store.delete(`cursor:${cursor.slice(1)}`);
    await expect(cursors(clouds).read(cursor)).rejects.toThrow(REFUSED);
  });

  it('that cannot be kept is said not to be, instead of one that nobody would take', async () => {
    const away = { get: () => Promise.reject(new Error('away')), set: () => Promise.reject(new Error('away')) };
    const { write, read } = createCursors({ seal: same, store: away }, query, clouds);
    await expect(write(position)).rejects.toMatchObject({ code: 'stateUnavailable' });
    const some: Position = { main: position.main, behind: Object.fromEntries(Object.entries(behind).slice(0, 60)) };
    const long = await write(some);
    expect(long.length).toBeGreaterThan(4_096);
    expect(await read(long)).toEqual(some);
    await expect(read(`~${'x'.repeat(43)}`)).rejects.toMatchObject({ code: 'stateUnavailable' });
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
  void createCursors({ seal: spy, store }, query, ['a']).write(START);
  expect(seen).toMatch(/^scs:cursor:[\w-]{43}$/);
  return seen;
}

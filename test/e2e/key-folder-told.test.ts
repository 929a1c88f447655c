// SPDX-License-Identifier: Apache-2.0
// What is said of a key folder that a running gateway goes on without, and that its next start would fail with.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Keys, lookAtKeys, openKeys, rotateKeys } from '../../src/federation/keys.ts';

/** A file system that becomes read-only: root, as which tests may run, is let in by every permission. */
const refuseAfter = vi.hoisted(() => ({ left: undefined as number | undefined }));
vi.mock('node:fs/promises', async (actual) => {
  const real = await actual<typeof import('node:fs/promises')>();
  const write = (async (...args: Parameters<typeof real.writeFile>) => {
    if (refuseAfter.left === 0) throw Object.assign(new Error('EROFS'), { code: 'EROFS' });
    if (refuseAfter.left !== undefined) refuseAfter.left -= 1;
    return real.writeFile(...args);
  }) as typeof real.writeFile;
  return { ...real, writeFile: write };
});

let now = Date.parse('2026-11-26T12:00:00Z');
let home: string;
let folder: string;
let keys: Keys;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'scs-keys-told-'));
  folder = join(home, 'keys');
  keys = await openKeys(folder, { now: () => now });
});
afterEach(async () => {
  keys.close();
  await rm(home, { recursive: true, force: true });
});

/** An unknown id has it look. */
async function looked() {
  now += 2_000;
  await keys.find('unknown');
  return keys.condition();
}

it.each<[string, () => Promise<unknown>, string, RegExp]>([
  [
    'is gone',
    () => rename(folder, `${folder}-away`),
    'keysGone',
    /there is no key in .*keys: the next start makes new ones/,
  ],
  [
    'is another, empty one, as of a volume that is not mounted',
    async () => {
      await rename(folder, `${folder}-away`);
      await mkdir(folder);
    },
    'keysGone',
    /there is no key in/,
  ],
  [
    'has a junk file in it',
    () => writeFile(join(folder, 'junk.json'), 'junk'),
    'keysUnreadable',
    /junk\.json is not a key of the gateway;.*its next start fails/,
  ],
  [
    'has a named pipe in it',
    async () => execFileSync('mkfifo', [join(folder, 'pipe.json')]),
    'keysUnreadable',
    /pipe\.json cannot be read: it is no regular file/,
  ],
  [
    'has become a file',
    async () => {
      await rm(folder, { recursive: true });
      await writeFile(folder, '');
    },
    'keysUnreadable',
    /cannot be read: a part of the path is not a folder/,
  ],
])(
  'a key folder that %s is told by a running gateway, which keeps its keys, and by check, in the same words',
  async (_case, harm, name, words) => {
    const { kid } = keys.signing();
    const sealing = keys.sealing().map((key) => key.kid);
    expect(await looked()).toBeUndefined();
    await harm();
    const told = await looked();
    expect(told).toMatchObject({ name, subject: 'keys', words: expect.stringMatching(words) });
    expect(await lookAtKeys(folder)).toEqual(told);
    expect([keys.signing().kid, keys.sealing().map((key) => key.kid)]).toEqual([kid, sealing]);
    // The start that is foreseen.
    const start = openKeys(folder, { now: () => now });
    if (name === 'keysUnreadable') await expect(start).rejects.toThrow();
    else {
      const next = await start;
      next.close();
      expect([next.signing().kid, ...next.sealing().map((key) => key.kid)]).not.toEqual([kid, ...sealing]);
    }
  },
);

it.each([
  ['sign', /no key that signs in/],
  ['seal', /no key that seals in/],
])(
  'the last key to %s, removed from the folder itself, is no longer in use: whoever removes one means it',
  async (kind, words) => {
    const { kid } = keys.signing();
    for (const name of await readdir(folder)) if (name.startsWith(kind)) await rm(join(folder, name));
    const told = await looked();
    expect(told).toMatchObject({ name: 'keysGone', words: expect.stringMatching(words) });
    expect(await lookAtKeys(folder)).toEqual(told);
    expect([keys.has(kid), keys.sealing().length]).toEqual(kind === 'sign' ? [false, 1] : [true, 0]);
  },
);

it('a key folder that is right again is no longer told', async () => {
  await writeFile(join(folder, 'junk.json'), 'junk');
  expect(await looked()).toBeDefined();
  await rm(join(folder, 'junk.json'));
  expect(await looked()).toBeUndefined();
});

it('a key folder below /proc is refused at once, by start, rotation and check', async () => {
  const nowhere = '/proc/scs-gateway/keys';
  await expect(openKeys(nowhere, { now: () => now })).rejects.toThrow(/cannot be made/);
  await expect(rotateKeys(nowhere, { now, tokenLifetime: 1 })).rejects.toThrow(/cannot be made/);
  expect(await lookAtKeys('/proc/keys')).toMatchObject({ name: 'keysUnreadable' });
});

it('a rotation that can write the first key and not the second leaves none of them', async () => {
  const before = await readdir(folder);
  refuseAfter.left = 1;
  await expect(rotateKeys(folder, { now: now + 60_000, tokenLifetime: 1 })).rejects.toThrow(
    /no key can be written to .*: the file system is read-only; nothing was changed/,
  );
  refuseAfter.left = undefined;
  expect((await readdir(folder)).toSorted()).toEqual(before.toSorted());
});

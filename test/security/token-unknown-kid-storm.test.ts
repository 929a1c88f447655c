// SPDX-License-Identifier: Apache-2.0
// The hole: a token with a key id that nobody knows makes the gateway look into its key folder, since another replica may
// have made a key just now. Anybody can send such tokens; were each one a look, a small stream of them would be a storm
// of file reads (on a network volume at that), and would delay everybody's logins.
import * as fs from 'node:fs/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { rotateKeys } from '../../src/federation/keys.ts';
import { createRevocations } from '../../src/federation/revocations.ts';
import { createTokens } from '../../src/federation/tokens.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { ALICE, clock, ISSUER, type KeyFolder, makeKeys, T0 } from '../contract/world.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  return { ...real, readdir: vi.fn(real.readdir) };
});
const looks = vi.mocked(fs.readdir);

let folder: KeyFolder;
beforeAll(async () => {
  clock.now = T0;
  folder = await makeKeys();
});
afterAll(() => folder.remove());

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const stranger = (kid: string): string =>
  `${encode({ alg: 'ES256', kid, typ: 'scs-token+jwt' })}.${encode({ sub: 'x' })}.${Buffer.alloc(64).toString('base64url')}`;
const open = () =>
  createTokens(
    {
      keys: folder.keys,
      revocations: createRevocations({ store: createMemoryStore({ now: clock.read }), now: clock.read }),
      now: clock.read,
    },
    () => ({ issuer: ISSUER, lifetime: 3_600_000 }),
  );

it('looks once a second at most, in a storm, after it, and with the folder gone', async () => {
  const tokens = open();
  const storm = async (): Promise<void> => {
    const all = Array.from({ length: 200 }, (_, i) => tokens.verify(stranger(`kid-${i}`)));
    expect((await Promise.allSettled(all)).every(({ status }) => status === 'rejected')).toBe(true);
  };
  looks.mockClear();
  await storm();
  expect(looks).toHaveBeenCalledTimes(0);
  for (let second = 1; second <= 3; second++) {
    clock.now += 1_000;
    await storm();
    await storm();
    clock.now += 999;
    await storm();
    clock.now -= 999;
    expect(looks).toHaveBeenCalledTimes(second);
  }
  await fs.rename(folder.folder, `${folder.folder}-away`);
  clock.now += 1_000;
  await storm();
  await storm();
  expect(looks).toHaveBeenCalledTimes(4);
  await fs.rename(`${folder.folder}-away`, folder.folder);
});

it('finds a new key all the same, a second later at most, while good tokens pass', async () => {
  const tokens = open();
  const good = (await tokens.issue({ principal: ALICE, scope: { kind: 'unscoped' }, methods: ['openid'] })).token;
  const { made } = await rotateKeys(folder.folder, { now: clock.now, tokenLifetime: 3_600_000 });
  clock.now += 1_000;
  await Promise.allSettled(Array.from({ length: 50 }, (_, i) => tokens.verify(stranger(`other-${i}`))));
  expect(folder.keys.has(made[0] ?? '')).toBe(true);
  expect(await open().verify(good)).toMatchObject({ principal: ALICE });
});

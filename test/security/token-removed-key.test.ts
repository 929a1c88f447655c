// SPDX-License-Identifier: Apache-2.0
// The hole: a signing key is stolen; the operator takes its file out of the folder. Tokens that the thief made were
// verified before and stand in the caches of running processes. Did those caches not ask for the key, the thief would
// stay in for as long as the forged tokens say they live; and so would whatever they have opened.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openKeys, rotateKeys } from '../../src/federation/keys.ts';
import { createRevocations } from '../../src/federation/revocations.ts';
import { createTokens, type Tokens } from '../../src/federation/tokens.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { ALICE, clock, ISSUER, type KeyFolder, makeKeys, T0 } from '../contract/world.ts';

let folder: KeyFolder;
let tokens: Tokens;
beforeEach(async () => {
  clock.now = T0;
  folder = await makeKeys();
  const revocations = createRevocations({ store: createMemoryStore({ now: clock.read }), now: clock.read });
  tokens = createTokens({ keys: folder.keys, revocations, now: clock.read }, () => ({
    issuer: ISSUER,
    lifetime: 30 * 24 * 3_600_000,
  }));
});
afterEach(() => folder.remove());

it('a token of a removed key is refused, also where it was known, and a new start refuses it too', async () => {
  const { token, caller } = await tokens.issue({ principal: ALICE, scope: { kind: 'unscoped' }, methods: ['openid'] });
  const stolen = folder.keys.signing().kid;
  clock.now += 1_000;
  await rotateKeys(folder.folder, { now: clock.now, tokenLifetime: 3_600_000 });
  clock.now += 1_000;
  await folder.keys.find('unknown');
  expect([tokens.known(token), tokens.isRevoked(caller)]).toEqual([caller, false]);
  for (const name of await readdir(folder.folder))
    if (name.startsWith('sign-') && name.includes(stolen.slice(0, 8))) await rm(join(folder.folder, name));
  clock.now += 1_000;
  await folder.keys.find('unknown');
  // What it has begun ends too.
  expect([tokens.known(token), tokens.isRevoked(caller)]).toEqual([undefined, true]);
  await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'unauthorized' });
  const fresh = await openKeys(folder.folder, { now: clock.read });
  expect([fresh.has(stolen), fresh.jwks().keys.some(({ kid }) => kid === stolen)]).toEqual([false, false]);
  fresh.close();
  // The next key signs at once: the only one left.
  const next = await tokens.issue({ principal: ALICE, scope: { kind: 'unscoped' }, methods: ['openid'] });
  expect(await tokens.verify(next.token)).toBe(next.caller);
});

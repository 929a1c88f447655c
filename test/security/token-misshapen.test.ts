// SPDX-License-Identifier: Apache-2.0
// The hole: a token comes from anybody. One that is huge, cut off or no token at all must cost next to nothing and must
// fail as any other, never as a fault of the gateway (whose text and log would tell what was parsed how far).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRevocations } from '../../src/federation/revocations.ts';
import { createTokens, type Tokens } from '../../src/federation/tokens.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { ALICE, clock, ISSUER, type KeyFolder, makeKeys, T0 } from '../contract/world.ts';

let folder: KeyFolder;
let tokens: Tokens;
let good: string;
beforeAll(async () => {
  clock.now = T0;
  folder = await makeKeys();
  const revocations = createRevocations({ store: createMemoryStore({ now: clock.read }), now: clock.read });
  tokens = createTokens({ keys: folder.keys, revocations, now: clock.read }, () => ({
    issuer: ISSUER,
    lifetime: 3_600_000,
  }));
  good = (await tokens.issue({ principal: ALICE, scope: { kind: 'unscoped' }, methods: ['openid'] })).token;
});
afterAll(() => folder.remove());

const refuse = (token: string) =>
  expect(tokens.verify(token)).rejects.toMatchObject({
    code: 'unauthorized',
    message: 'The request you have made requires authentication.',
  });

describe('refuses', () => {
  it('a token cut off at any place', async () => {
    for (let length = 0; length < good.length; length += 7) await refuse(good.slice(0, length));
    await refuse(good.slice(0, -1));
    await refuse(good.slice(1));
  });

  it.each<[string, (token: string) => string]>([
    ['a part more', (token) => `${token}.x`],
    ['a dot more', (token) => `${token}.`],
    ['blanks around', (token) => ` ${token} `],
    ['a line break', (token) => `${token}\n`],
    ['itself twice', (token) => `${token}, ${token}`],
    ['padding', (token) => `${token}==`],
    ['other spare bits', (token) => token.slice(0, -1) + String.fromCharCode(token.charCodeAt(token.length - 1) + 1)],
    ['NUL', (token) => `${token}\0`],
    ['another alphabet', (token) => token.replaceAll('-', '+').replaceAll('_', '/').replace(/^e/, 'ä')],
    ['a fernet token', () => 'gAAAAABlabcdef-0123456789_ABCDEF'],
    ['nothing', () => ''],
    ['dots', () => '..'],
    ['JSON', () => '{"alg":"none"}'],
    ['deep nesting', () => `${Buffer.from('['.repeat(2_500)).toString('base64url')}.e30.x`],
    ['__proto__', () => `${Buffer.from('{"__proto__":{"alg":"ES256"}}').toString('base64url')}.e30.x`],
  ])('a token misshapen by %s', async (_name, change) => refuse(change(good)));

  it('what is larger than any token of ours, before it looks into it', async () => {
    await refuse(`${good}${'A'.repeat(4096)}`);
    const huge = `${good.split('.')[0]}.${'A'.repeat(20_000_000)}.x`;
    // Of this process: what else the machine does is not counted.
    const since = process.cpuUsage();
    await refuse(huge);
    const { user, system } = process.cpuUsage(since);
    // Decoding twenty megabytes alone takes longer than that.
    expect((user + system) / 1_000).toBeLessThan(250);
  });
});

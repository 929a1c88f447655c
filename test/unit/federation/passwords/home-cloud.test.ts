// SPDX-License-Identifier: Apache-2.0
// A member's Keystone as the home of a user domain, over the real transport.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GroupProof } from '../../../../src/federation/group-memory.ts';
import type { CheckOutcome } from '../../../../src/federation/identity/index.ts';
import { createHomeCloud, type HomeDomain } from '../../../../src/federation/passwords/home-cloud.ts';
import type { Member } from '../../../../src/model/member.ts';
import { makeMember } from '../../../contract/world.ts';
import { type HomeKeystone, startHomeKeystone } from '../../../security/home-keystone.ts';

let keystone: HomeKeystone;
let member: Member;
let checks: CheckOutcome[];
let proofs: GroupProof[];
const BY = { key: '203.0.113.9', stranger: true } as const;
const HOME: HomeDomain = { domain: 'acme', cloudDomain: 'customer-42' };

beforeEach(async () => {
  keystone = await startHomeKeystone();
  keystone.users.set('zoe', {
    password: 'pw-zoe',
    groups: [
      { name: 'acme-research', domain_id: 'd42' },
      { name: 'acme-admins', domain_id: 'another' },
      { name: 'JSON:[]', domain_id: 'd42' },
    ],
  });
  member = makeMember(keystone.authUrl, { kind: 'native', holder: () => '', login: async () => never() });
  checks = [];
  proofs = [];
});
afterEach(async () => {
  await member.transport.close();
  await keystone.close();
});

const never = (): never => {
  throw new Error('not asked');
};
const home = (change: Partial<HomeDomain> = {}) =>
  createHomeCloud(
    member,
    { ...HOME, ...change },
    {
      now: Date.now,
      onCheck: (outcome) => checks.push(outcome),
      onProven: async (proof) => void proofs.push(proof),
    },
  );
const check = (user: { name: string } | { id: string }, password: string, change?: Partial<HomeDomain>) =>
  home(change).check(user, password, BY);

describe('a home cloud', () => {
  it.each([[{ name: 'zoe' }], [{ id: 'id-zoe' }]])('makes its account the principal (%j)', async (user) => {
    const { principal, found } = await check(user, 'pw-zoe');
    expect(principal).toMatchObject({
      issuer: keystone.authUrl,
      subject: 'id-zoe',
      name: 'zoe',
      domain: 'acme',
      groups: ['acme-research'],
      identityProvider: 'cloud-a',
      protocol: 'password',
      homeCloud: true,
    });
    expect(principal).not.toHaveProperty('email');
    expect(found).toEqual({ id: 'id-zoe' });
    expect(proofs.map(({ principal: { groups } }) => groups)).toEqual([['acme-research']]);
    expect(checks.map(({ outcome }) => outcome)).toEqual(['ok', 'dropped']);
  });

  it('is asked unscoped, and its token is ended', async () => {
    await check({ name: 'zoe' }, 'pw-zoe');
    expect(JSON.parse(keystone.seen[0]?.body ?? '').auth.scope).toBe('unscoped');
    await vi.waitFor(() => expect(keystone.tokens.size).toBe(0));
  });

  it('ends its token too where the login fails afterwards', async () => {
    keystone.fault = { groups: 403 };
    await expect(check({ name: 'zoe' }, 'pw-zoe')).rejects.toMatchObject({ code: 'issuerUnavailable', retryAfter: 5 });
    await vi.waitFor(() => expect(keystone.tokens.size).toBe(0));
  });

  it('is not asked for groups where none are kept', async () => {
    keystone.fault = { groups: 403 };
    const { principal } = await check({ name: 'zoe' }, 'pw-zoe', { groups: [] });
    expect(principal.groups).toEqual([]);
    expect(keystone.seen.some(({ what }) => what.endsWith('/groups'))).toBe(false);
  });

  it('keeps the groups that its entry names', async () => {
    expect((await check({ name: 'zoe' }, 'pw-zoe', { groups: [/^none-/] })).principal.groups).toEqual([]);
    expect((await check({ name: 'zoe' }, 'pw-zoe', { groups: [/^acme-/] })).principal.groups).toEqual([
      'acme-research',
    ]);
  });

  it.each([
    ['a wrong password', 'zoe', 'wrong'],
    ['no such user', 'nobody', 'pw-zoe'],
    ['a locked account', 'locked', 'x'],
    ['a disabled account', 'disabled', 'x'],
    ['a user of another domain by id', 'id-elsewhere', 'x'],
  ])('refuses %s with one and the same answer', async (_what, name, password) => {
    keystone.users.set('locked', { password: 'x', always: 'locked' });
    keystone.users.set('disabled', { password: 'x', always: 'disabled' });
    keystone.users.set('elsewhere', { password: 'x', domain: 'Default' });
    const user = name.startsWith('id-') ? { id: name } : { name };
    await expect(check(user, password)).rejects.toMatchObject({
      code: 'unauthorized',
      reason: undefined,
      message: 'The request you have made requires authentication.',
    });
    expect(checks.map(({ outcome }) => outcome)).toEqual(['refused']);
  });

  it.each([
    ['expired', /password has expired\. Change it at the cloud cloud-a itself/],
    ['totp', /needs a second factor/],
  ] as const)(
    'says what to do about a password that is right while something else is missing: %s',
    async (state, said) => {
      keystone.users.set('zoe', { password: 'pw-zoe', state });
      const error = await check({ name: 'zoe' }, 'pw-zoe').catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'methodNotOffered', status: 401, message: expect.stringMatching(said) });
      expect(JSON.stringify([error, (error as Error).message, checks])).not.toMatch(/gAAAA|pw-zoe|id-zoe/);
    },
  );

  it.each([
    [500, '{}'],
    [502, '<html>'],
    [404, 'nothing'],
    [429, '{}'],
    [201, '{"token":{}}'],
    [200, 'x'],
    [302, ''],
    [403, '<html>a proxy</html>'],
  ])('that answers %i has not judged the password: 503 with Retry-After', async (status, body) => {
    keystone.fault = { status, body };
    await expect(check({ name: 'zoe' }, 'pw-zoe')).rejects.toMatchObject({
      code: 'issuerUnavailable',
      status: 503,
      retryAfter: expect.any(Number),
    });
    expect(checks).toMatchObject([{ outcome: 'unavailable', reason: 'passwordCheck' }]);
  });

  it('that is away has not judged the password', async () => {
    await keystone.close();
    await expect(check({ name: 'zoe' }, 'pw-zoe')).rejects.toMatchObject({
      status: 503,
      retryAfter: expect.any(Number),
    });
  });

  it.each([
    ['a name that would not arrive', 'zoe;admin'],
    ['a reserved name', 'system:masters'],
  ])('whose account has %s gives no login', async (_what, name) => {
    keystone.users.set(name, { password: 'x' });
    await expect(check({ name }, 'x')).rejects.toMatchObject({ code: 'methodNotOffered' });
  });

  it('with too many groups for a token says who can change that', async () => {
    const groups = Array.from({ length: 65 }, (_, at) => ({ name: `g${at}`, domain_id: 'd42' }));
    keystone.users.set('zoe', { password: 'pw-zoe', groups });
    await expect(check({ name: 'zoe' }, 'pw-zoe')).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('homeDomains'),
    });
  });
});

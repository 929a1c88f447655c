// SPDX-License-Identifier: Apache-2.0
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRevocations } from '../../../src/federation/revocations.ts';
import { createTokens, type Tokens } from '../../../src/federation/tokens.ts';
import { credentialAuditId } from '../../../src/model/application-credential.ts';
import type { Caller, Scope } from '../../../src/model/identity.ts';
import { domainRef, projectRef } from '../../../src/model/ids.ts';
import type { Store } from '../../../src/model/store.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { ALICE, clock, ISSUER, type KeyFolder, makeKeys, T0 } from '../../contract/world.ts';

const LIFETIME = 3_600_000;
const unscoped: Scope = { kind: 'unscoped' };
const research: Scope = { kind: 'project', project: projectRef('acme', 'research') };
const login = { principal: ALICE, scope: unscoped, methods: ['openid'] };

let folder: KeyFolder;
let store: Store;
beforeAll(async () => {
  folder = await makeKeys();
});
afterAll(() => folder.remove());
beforeEach(() => {
  clock.now = T0;
  store = createMemoryStore({ now: clock.read });
});

/** One process of the gateway. */
const replica = (over: Store = store, lifetime = LIFETIME): Tokens =>
  createTokens(
    { keys: folder.keys, revocations: createRevocations({ store: over, now: clock.read }), now: clock.read },
    () => ({ issuer: ISSUER, lifetime }),
  );
it('what goes on without showing its token again is looked at by its application credential too', async () => {
  const revocations = createRevocations({ store, now: clock.read });
  let there = true;
  const credentials = async (id: string) => {
    if (!there) await revocations.add(credentialAuditId(id), clock.now + LIFETIME);
    return there ? { id, name: 'c', restricted: true } : undefined;
  };
  const tokens = createTokens({ keys: folder.keys, revocations, now: clock.read, credentials }, () => ({
    issuer: ISSUER,
    lifetime: LIFETIME,
  }));
  const { caller } = await tokens.issue({ ...login, credential: { id: 'c1', name: 'c', restricted: true } });
  await tokens.recheck([caller]);
  expect(tokens.isRevoked(caller)).toBe(false);
  there = false;
  await tokens.recheck([caller]);
  expect(tokens.isRevoked(caller)).toBe(true);
});

it('a login whose user was revoked after it was looked up gets no token, and the next one does', async () => {
  const tokens = replica();
  const revokedUntil = tokens.revokedUntil(ALICE);
  await tokens.revokeUser(ALICE.id);
  await expect(tokens.issue({ ...login, revokedUntil })).rejects.toMatchObject({ code: 'unauthorized' });
  const next = await tokens.issue({ ...login, revokedUntil: tokens.revokedUntil(ALICE) });
  expect(await tokens.verify(next.token)).toMatchObject({ principal: ALICE });
});

const SENTENCE = 'The request you have made requires authentication.';
const refused = { code: 'unauthorized', message: expect.stringContaining(SENTENCE) };
/** Of what was never good, nobody learns more. */
const nothing = { code: 'unauthorized', message: SENTENCE, reason: undefined };
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a gateway token', () => {
  it.each<[string, Scope]>([
    ['unscoped', unscoped],
    ['a project', research],
    ['a domain', { kind: 'domain', domain: domainRef('acme') }],
    ['odd names', { kind: 'project', project: projectRef('Ünï/x', 'a "b" \\ 😀') }],
  ])('means the same to another process: %s', async (_name, scope) => {
    const issued = await replica().issue({ ...login, scope });
    expect(await replica().verify(issued.token)).toEqual(issued.caller);
    expect(issued.caller).toMatchObject({ principal: ALICE, scope, issuedAt: T0, expiresAt: T0 + LIFETIME });
  });

  it('carries no e-mail where there is none', async () => {
    const { email: _none, ...principal } = ALICE;
    const { token } = await replica().issue({ ...login, principal });
    expect(await replica().verify(token)).toMatchObject({ principal });
    expect(Object.keys((await replica().verify(token)).principal)).not.toContain('email');
  });

  it('is small, typed, and holds no catalogue', async () => {
    const { token } = await replica().issue({ ...login, scope: research });
    expect(token.length).toBeLessThan(1024);
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', typ: 'scs-token+jwt' });
    expect(decodeJwt(token)).toMatchObject({ iss: ISSUER, aud: ISSUER, sub: ALICE.id, exp: (T0 + LIFETIME) / 1000 });
  });

  it('is good until its end, cached or not', async () => {
    const tokens = replica();
    const { token, caller } = await tokens.issue(login);
    clock.now = caller.expiresAt - 1;
    expect(tokens.known(token)).toBe(caller);
    expect(await replica().verify(token)).toEqual(caller);
    clock.now = caller.expiresAt;
    expect(tokens.known(token)).toBeUndefined();
    for (const one of [tokens, replica()]) await expect(one.verify(token)).rejects.toMatchObject(refused);
  });

  it('is its own on a connection that brings several, and no longer once it is revoked', async () => {
    const tokens = replica();
    const [one, other] = [await tokens.issue(login), await tokens.issue(login)];
    const connection = {};
    for (const { token, caller } of [one, one, other, one]) expect(tokens.known(token, connection)).toBe(caller);
    expect(tokens.known(`${one.token}x`, connection)).toBeUndefined();
    await tokens.revoke(one.caller);
    expect(tokens.known(one.token, connection)).toBeUndefined();
    expect(tokens.known(other.token, connection)).toBe(other.caller);
  });

  it('is refused with what it was: ended, revoked, or nothing at all, of which nothing more is told', async () => {
    const tokens = replica();
    const { token, caller } = await tokens.issue(login);
    const forged = `${token.slice(0, -9)}AAAAAAAAA`;
    await expect(tokens.verify(forged)).rejects.toMatchObject(nothing);
    clock.now = caller.expiresAt;
    const ended = { message: `${SENTENCE} The token has expired: log in again to get a new one.` };
    await expect(tokens.verify(token)).rejects.toMatchObject({ ...ended, reason: 'expired' });
    // An end that nobody has signed is no end.
    await expect(tokens.verify(forged)).rejects.toMatchObject(nothing);
    clock.now = T0;
    await tokens.revoke(caller);
    for (const one of [tokens, replica()])
      await expect(one.verify(token)).rejects.toMatchObject({ ...refused, reason: 'revoked' });
    await expect(tokens.issue({ ...login, parent: caller })).rejects.toMatchObject({ reason: 'revoked' });
    await expect(tokens.issue({ ...login, notAfter: T0 })).rejects.toMatchObject({ reason: 'expired' });
  });

  it('is the same caller object as long as it is known, so that what hangs on it stays', async () => {
    const { token } = await replica().issue(login);
    const tokens = replica();
    expect(tokens.known(token)).toBeUndefined();
    const caller = await tokens.verify(token);
    expect(await tokens.verify(token)).toBe(caller);
    expect(tokens.known(token)).toBe(caller);
  });

  it('is refused with its size where the groups do not fit into 4 KiB', async () => {
    const groups = Array.from({ length: 60 }, (_, i) => `acme-group-with-a-quite-long-name-that-does-not-end-${i}`);
    await expect(replica().issue({ ...login, principal: { ...ALICE, groups } })).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('too many groups'),
    });
    const { token } = await replica().issue({ ...login, principal: { ...ALICE, groups: groups.slice(0, 35) } });
    expect(token.length).toBeLessThanOrEqual(4096);
  });

  it.each([
    [undefined, LIFETIME],
    [T0 + 90_500, 90_000],
    [T0 + 2 * LIFETIME, LIFETIME],
  ])('ends with the IdP’s token where that caps it (%s)', async (notAfter, lives) => {
    const { caller } = await replica().issue({ ...login, ...(notAfter === undefined ? {} : { notAfter }) });
    expect(caller.expiresAt).toBe(T0 + lives);
  });

  it('is not made where nothing would be left of its life', async () => {
    await expect(replica().issue({ ...login, notAfter: T0 + 999 })).rejects.toMatchObject(refused);
  });

  it.each([
    ['itself', (token: string) => token, true],
    ['behind Bearer', (token: string) => `Bearer ${token}`, true],
    ['sent twice', (token: string) => `gAAAA, ${token}`, true],
    ['with a broken signature', (token: string) => `${token.slice(0, -9)}AAAAAAAAA`, true],
    ['of a member', () => 'gAAAAABk-fernet-token', false],
    ['of an IdP', () => `${Buffer.from('{"alg":"ES256","typ":"JWT"}').toString('base64url')}.e30.x`, false],
    ['null', () => `${Buffer.from('null').toString('base64url')}.e30.x`, false],
    ['empty', () => '', false],
  ])('is told by its looks: %s', async (_name, change, ours) => {
    const { token } = await replica().issue(login);
    expect(replica().claimsToBeOurs(change(token))).toBe(ours);
  });
});

describe('a re-scoped token', () => {
  const rescope = (tokens: Tokens, parent: Caller, scope: Scope = research) =>
    tokens.issue({ principal: parent.principal, scope, methods: ['openid', 'token'], parent });

  it('ends with its parent, however often and whatever the lifetime is by then', async () => {
    let { caller } = await replica().issue(login);
    for (let i = 1; i <= 3; i++) {
      clock.now += 600_500;
      ({ caller } = await rescope(replica(store, 24 * LIFETIME), caller));
      expect(caller.expiresAt).toBe(T0 + LIFETIME);
    }
    clock.now = T0 + LIFETIME;
    await expect(rescope(replica(), caller)).rejects.toMatchObject(refused);
  });

  it('names itself, then the login that it descends from', async () => {
    const first = (await replica().issue(login)).caller;
    const second = (await rescope(replica(), first)).caller;
    const third = await rescope(replica(), second, unscoped);
    expect(first.auditIds).toHaveLength(1);
    expect([second.auditIds[1], third.caller.auditIds[1]]).toEqual([first.auditIds[0], first.auditIds[0]]);
    expect(new Set([first, second, third.caller].map(({ auditIds }) => auditIds[0])).size).toBe(3);
    expect(await replica().verify(third.token)).toEqual(third.caller);
  });

  it('is over with its login, not with its sister', async () => {
    const tokens = replica();
    const first = await tokens.issue(login);
    const [one, sister] = [await rescope(tokens, first.caller), await rescope(tokens, first.caller)];
    await tokens.revoke(one.caller);
    await expect(tokens.verify(one.token)).rejects.toMatchObject(refused);
    for (const other of [first, sister]) await tokens.verify(other.token);
    await tokens.revoke(first.caller);
    for (const other of [first, sister]) await expect(tokens.verify(other.token)).rejects.toMatchObject(refused);
  });
});

describe('a revocation of a user', () => {
  const another = { ...ALICE, id: 'f'.repeat(64), subject: 'another' };
  const rescope = (tokens: Tokens, parent: Caller) =>
    tokens.issue({ principal: parent.principal, scope: research, methods: ['openid', 'token'], parent });

  it('ends every token of theirs on every replica, and nobody else’s', async () => {
    const [here, there] = [replica(), replica()];
    const one = await here.issue(login);
    clock.now += 5_000;
    const theirs = [one, await there.issue(login), await rescope(there, one.caller)];
    const other = await here.issue({ ...login, principal: another });
    for (const { token } of theirs) await there.verify(token);
    clock.now += 5_000;
    await here.revokeUser(ALICE.id);
    for (const tokens of [here, there, replica()]) {
      for (const { token } of theirs) {
        expect(tokens.known(token)).toBeUndefined();
        await expect(tokens.verify(token)).rejects.toMatchObject(refused);
      }
      await tokens.verify(other.token);
    }
  });

  it('leaves a new login alone, even one of the same second', async () => {
    clock.now = T0 + 300;
    const tokens = replica();
    const before = await tokens.issue(login);
    await tokens.revokeUser(ALICE.id);
    clock.now += 100;
    const after = await tokens.issue(login);
    await expect(tokens.verify(before.token)).rejects.toMatchObject(refused);
    for (const each of [tokens, replica()]) await each.verify(after.token);
    await replica().verify((await rescope(tokens, after.caller)).token);
  });

  it('ends what was re-scoped after it by a replica that had not heard of it, by the login behind it', async () => {
    const deaf = replica({ ...store, subscribe: () => undefined });
    const first = await deaf.issue(login);
    clock.now += 60_000;
    await replica().revokeUser(ALICE.id);
    clock.now += 60_000;
    const { token, caller } = await rescope(deaf, first.caller);
    expect(caller).toMatchObject({ issuedAt: T0 + 120_000, loggedInAt: T0 });
    await expect(replica().verify(token)).rejects.toMatchObject(refused);
    const again = await deaf.issue({ ...login, parent: caller });
    await expect(replica().verify(again.token)).rejects.toMatchObject(refused);
  });

  it('stops a re-scope that was under way', async () => {
    const tokens = replica();
    const first = await tokens.issue(login);
    await tokens.revokeUser(ALICE.id);
    await expect(rescope(tokens, first.caller)).rejects.toMatchObject(refused);
  });
});

describe('a revocation', () => {
  it('is in force at once: here, in processes that know the token, and in those that start later', async () => {
    const [here, there] = [replica(), replica()];
    const { token, caller } = await here.issue(login);
    await there.verify(token);
    await here.revoke(caller);
    for (const tokens of [here, there]) {
      expect(tokens.known(token)).toBeUndefined();
      await expect(tokens.verify(token)).rejects.toMatchObject(refused);
    }
    await expect(replica().verify(token)).rejects.toMatchObject(refused);
    await here.revoke(caller);
  });

  it('whose message was missed is found within half a minute of use', async () => {
    const deaf = replica({ ...store, subscribe: () => undefined });
    const { token, caller } = await replica().issue(login);
    await deaf.verify(token);
    await replica().revoke(caller);
    clock.now += 30_000;
    expect(deaf.known(token)).toBeDefined();
    clock.now += 1;
    deaf.known(token);
    await settled();
    expect(deaf.known(token)).toBeUndefined();
  });

  it('is in force here with the store away, and told to the others once it is back', async () => {
    let away = true;
    const fails =
      <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
      (...args: A): Promise<R> =>
        away ? Promise.reject(new Error('away')) : work(...args);
    const shaky: Store = {
      ...store,
      get: fails(store.get),
      set: fails(store.set),
      publish: fails(store.publish),
    };
    const [here, there] = [replica(shaky), replica()];
    const { token, caller } = await here.issue(login);
    await there.verify(token);
    // Not told as done: a restart of this replica would forget it.
    await expect(here.revoke(caller)).rejects.toMatchObject({ code: 'stateUnavailable', status: 503 });
    await expect(here.verify(token)).rejects.toMatchObject(refused);
    expect(there.known(token)).toBeDefined();
    away = false;
    // Tried once a second, whatever is asked meanwhile.
    await expect.poll(() => there.known(token), { timeout: 10_000 }).toBeUndefined();
    await expect(replica().verify(token)).rejects.toMatchObject(refused);
  });

  it('that the store lost is put back by whoever knows it, and doubt asks before the next use', async () => {
    const listeners: (() => void)[] = [];
    const signalling: Store = {
      ...store,
      subscribe(channel, listener, missed) {
        store.subscribe(channel, listener);
        if (missed) listeners.push(missed);
      },
    };
    const [here, there] = [
      replica(signalling),
      replica({ ...signalling, subscribe: (_c, _l, missed) => listeners.push(missed ?? (() => undefined)) }),
    ];
    const { token, caller } = await here.issue(login);
    await there.verify(token);
    await here.revoke(caller);
    await store.delete(`revoked:${caller.auditIds[0]}`);
    expect(there.known(token)).toBeDefined();
    for (const missed of listeners) missed();
    await settled();
    expect(there.known(token)).toBeUndefined();
    await expect(there.verify(token)).rejects.toMatchObject(refused);
  });

  it('is kept no longer than the token would have lived', async () => {
    const writes: [string, number][] = [];
    const noting: Store = {
      ...store,
      async set(key, _value, ttl) {
        writes.push([key, ttl]);
      },
    };
    const tokens = replica(noting);
    const { caller } = await tokens.issue(login);
    clock.now += 600_000;
    await tokens.revoke(caller);
    clock.now = caller.expiresAt;
    await tokens.revoke(caller);
    expect(writes).toEqual([[`revoked:${caller.auditIds[0]}`, LIFETIME - 600_000]]);
  });

  it('is forgotten here some time after its end, so that memory stays bounded', async () => {
    const revocations = createRevocations({ store, now: clock.read });
    for (let i = 0; i < 999; i++) await revocations.add(`id-${i}`, T0 + 1_000);
    clock.now = T0 + 1_000;
    expect(revocations.has('id-0')).toBe(true);
    await revocations.add('last', T0 + 5_000);
    expect([revocations.has('id-0'), revocations.has('last')]).toEqual([false, true]);
  });
});

// SPDX-License-Identifier: Apache-2.0
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultOf, ownersIn, type RevokeDeps, revoke } from '../../../src/cli/revoke.ts';
import { KINDS, writeOwner } from '../../../src/federation/credentials/records.ts';
import { createKnownUsers } from '../../../src/federation/known-users.ts';
import { createRevocations } from '../../../src/federation/revocations.ts';
import { createSeal } from '../../../src/federation/seal.ts';
import { createSealedDurable } from '../../../src/federation/sealed-durable.ts';
import { createTokens, type Tokens } from '../../../src/federation/tokens.ts';
import { credentialAuditId } from '../../../src/model/application-credential.ts';
import type { CredentialClaims, Principal } from '../../../src/model/identity.ts';
import { userId } from '../../../src/model/ids.ts';
import { createFileStore } from '../../../src/store/file.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { makeKeys } from '../../contract/world.ts';

const USER = 'a'.repeat(64);
const TOKEN_ID = '6PwQvZk1TNmWb0sY3xRj9A';
const CREDENTIAL = 'b'.repeat(32);
const NOW = Date.parse('2026-11-23T13:00:00Z');

/** A shared state that is there, or not, or goes away at the first command. */
function world(state: 'there' | 'away' | 'going' = 'there') {
  const done: unknown[][] = [];
  const note =
    (what: string) =>
    async (...args: unknown[]): Promise<void> => {
      done.push([what, ...args]);
    };
  const deps: RevokeDeps = {
    revocations: {
      add: note('add'),
      addUser: note('addUser'),
      unsent: () => (state === 'going' ? done.length : 0),
    },
    store: {
      get: async () => '1',
      health: () => ({ ok: state !== 'away', detail: 'Redis 127.0.0.1:1: ECONNREFUSED' }),
    },
    durable: {
      list: async (_kind, owner) => (owner === USER ? [{ id: CREDENTIAL, owner, value: '', version: 1 }] : []),
      remove: async (kind, id) => {
        done.push(['remove', kind, id]);
        return true;
      },
    },
    now: () => NOW,
    longestLife: 1_000,
  };
  return { deps, done };
}

describe('scs-gateway revoke', () => {
  it.each([
    ['nothing', undefined, undefined, 'revoke needs one of --user ID'],
    ['both', USER, TOKEN_ID, 'revoke needs one of --user ID'],
    ['a name for a user', 'alice', undefined, '64 hex digits'],
    ['a token for its id', undefined, 'eyJ0eXAi.e30.x', 'never the token itself'],
    ['a user id in capitals', 'A'.repeat(64), undefined, '64 hex digits'],
  ])('takes not %s, and says what it takes', (_what, user, tokenId, says) => {
    expect(faultOf({ user, tokenId })).toContain(says);
  });

  it('takes the id of a user, or of a token', () => {
    expect(faultOf({ user: USER, tokenId: undefined })).toBeUndefined();
    expect(faultOf({ user: undefined, tokenId: TOKEN_ID })).toBeUndefined();
  });

  it('ends all of a user’s tokens and application credentials until now, and says that the account is another matter', async () => {
    const { deps, done } = world();
    const said = await revoke({ user: USER, tokenId: undefined }, deps);
    expect(done).toEqual([
      ['addUser', USER],
      ['remove', 'application-credential', CREDENTIAL],
      ['remove', 'owner-refresh-token', USER],
      ['remove', 'credential-owner', USER],
      ['add', credentialAuditId(CREDENTIAL), NOW + 1_000],
    ]);
    expect(said).toContain(`${USER} that was issued until 2026-11-23T13:00:00.000Z`);
    expect(said).toContain('block the account at the identity provider');
  });

  it('ends one application credential with all of its tokens', async () => {
    const { deps, done } = world();
    const what = { user: undefined, tokenId: undefined, credential: CREDENTIAL };
    expect(await revoke(what, deps)).toContain(CREDENTIAL);
    expect(done).toEqual([
      ['remove', 'application-credential', CREDENTIAL],
      ['add', credentialAuditId(CREDENTIAL), NOW + 1_000],
    ]);
    expect(faultOf(what)).toBeUndefined();
    expect(faultOf({ ...what, credential: 'scs_secret' })).toContain('never its secret');
  });

  it('ends one token for as long as any token may live', async () => {
    const { deps, done } = world();
    expect(await revoke({ user: undefined, tokenId: TOKEN_ID }, deps)).toContain(TOKEN_ID);
    expect(done).toEqual([['add', TOKEN_ID, NOW + 1_000]]);
  });

  it('does nothing where the shared state is away, and says why', async () => {
    const { deps, done } = world('away');
    await expect(revoke({ user: USER, tokenId: undefined }, deps)).rejects.toThrow(
      'nothing is revoked: Redis 127.0.0.1:1: ECONNREFUSED',
    );
    expect(done).toEqual([]);
  });

  it('never says that something is revoked which the store was not told', async () => {
    const { deps } = world('going');
    await expect(revoke({ user: USER, tokenId: undefined }, deps)).rejects.toThrow('it may not be revoked, try again');
  });
});

describe('scs-gateway revoke by name, domain, group or provider', () => {
  const WORLD = Date.parse('2026-11-23T13:00:00Z');
  const principalOf = (changes: Partial<Principal>): Principal => ({
    ...{ id: userId('https://idp', 'alice'), issuer: 'https://idp', subject: 'alice', name: 'alice', domain: 'acme' },
    ...{ groups: ['acme-ops'], identityProvider: 'keycloak', protocol: 'openid' },
    ...changes,
  });
  const ALICE = principalOf({});
  const BOB = principalOf({ id: userId('https://idp', 'bob'), subject: 'bob', name: 'bob', groups: [] });
  const EVE = principalOf({
    id: userId('https://x', 'eve'),
    issuer: 'https://x',
    name: 'eve',
    domain: 'x',
    groups: [],
    identityProvider: 'dex',
  });

  /** What logins have left, and a replica's view of it. */
  async function replicas() {
    let now = WORLD;
    const store = createMemoryStore({ now: () => now });
    const folder = await makeKeys();
    const replica = () => {
      const revocations = createRevocations({ store, now: () => now });
      return createTokens({ keys: folder.keys, revocations, now: () => now }, () => ({
        issuer: 'https://gateway.example',
        lifetime: 3_600_000,
      }));
    };
    const tokens = replica();
    const seen = createKnownUsers({ store, now: () => now });
    const logIn = async (principal: Principal): Promise<string> => {
      seen(principal);
      return (await tokens.issue({ principal, scope: { kind: 'unscoped' }, methods: ['openid'] })).token;
    };
    const removed: string[] = [];
    const deps: RevokeDeps = {
      revocations: createRevocations({ store, now: () => now }),
      store,
      durable: {
        list: async (_kind, owner) => (owner === ALICE.id ? [{ id: CREDENTIAL, owner, value: '', version: 1 }] : []),
        remove: async (_kind, id) => {
          removed.push(id);
          return true;
        },
      },
      now: () => now,
      longestLife: 3_600_000,
      async *owners() {
        yield* [ALICE, BOB, EVE];
      },
      providers: ['keycloak', 'dex'],
    };
    const good = (at: Tokens, all: readonly string[]) =>
      Promise.all(
        all.map((token) =>
          at.verify(token).then(
            () => true,
            () => false,
          ),
        ),
      );
    return { deps, logIn, tokens, replica, removed, good, wait: () => (now += 5_000), end: () => folder.remove() };
  }

  it.each([
    [{ name: 'alice', domain: 'acme' }, [false, true, true], 1],
    [{ domain: 'acme' }, [false, false, true], 1],
    [{ group: 'acme-ops' }, [false, true, true], 1],
    [{ provider: 'keycloak' }, [false, false, true], 1],
    [{ provider: 'dex' }, [true, true, false], 0],
  ])(
    '%j ends exactly theirs, here, elsewhere and at replicas that start later, and they log in again',
    async (what, left, credentials) => {
      const { deps, logIn, tokens, replica, removed, good, wait, end } = await replicas();
      const all = [await logIn(ALICE), await logIn(BOB), await logIn(EVE)];
      const other = replica();
      expect(await good(other, all)).toEqual([true, true, true]);
      wait();
      const said = await revoke({ user: undefined, tokenId: undefined, ...what }, deps);
      expect(said).toContain(`${credentials} application credentials`);
      for (const at of [tokens, other, replica()]) expect(await good(at, all)).toEqual(left);
      expect(removed.includes(CREDENTIAL)).toBe(credentials === 1);
      // In the very second of the revocation, too.
      for (const principal of [ALICE, BOB, EVE]) expect(await good(tokens, [await logIn(principal)])).toEqual([true]);
      await end();
    },
  );

  it.each([{ name: 'alice', domain: 'acme' }, { domain: 'acme' }, { group: 'acme-ops' }, { provider: 'keycloak' }])(
    '%j ends a login that is under way, and those of earlier revocations go on',
    async (what) => {
      const { deps, logIn, tokens, good, wait, end } = await replicas();
      const issue = (revokedUntil: number, principal = ALICE) =>
        tokens.issue({ principal, scope: { kind: 'unscoped' }, methods: ['openid'], revokedUntil });
      await logIn(ALICE);
      wait();
      const before = [tokens.revokedUntil(ALICE), tokens.revokedUntil(EVE)] as const;
      await revoke({ user: undefined, tokenId: undefined, ...what }, deps);
      await expect(issue(before[0])).rejects.toMatchObject({ code: 'unauthorized', reason: 'revoked' });
      expect((await issue(before[1], EVE)).caller.principal).toBe(EVE);
      wait();
      expect(await good(tokens, [(await issue(tokens.revokedUntil(ALICE))).token])).toEqual([true]);
      const credential = { id: CREDENTIAL, name: 'c', restricted: true } as unknown as CredentialClaims;
      const byCredential = { principal: ALICE, scope: { kind: 'unscoped' }, methods: ['x'], credential } as const;
      expect((await tokens.issue({ ...byCredential, revokedUntil: 0 })).caller.principal).toBe(ALICE);
      await end();
    },
  );

  it.each([
    [{ name: 'Alice', domain: 'acme' }, 'the user Alice of the domain acme'],
    [{ domain: 'acmee' }, 'the domain acmee'],
    [{ group: 'nobody' }, 'the group nobody'],
    [{ provider: 'okta' }, 'the provider okta'],
  ])('%j, whom nobody knows, is told as unknown', async (what, who) => {
    const { deps, logIn, end } = await replicas();
    await logIn(ALICE);
    await expect(revoke({ user: undefined, tokenId: undefined, ...what }, deps)).rejects.toThrow(`${who} within a day`);
    await end();
  });

  it('tells an id of a user, or of a credential, that nobody knows', async () => {
    const { deps, logIn, end } = await replicas();
    await logIn(ALICE);
    const nobody = { ...deps, durable: { list: async () => [], remove: async () => false } };
    await expect(revoke({ user: USER, tokenId: undefined }, nobody)).rejects.toThrow(/^unknown: nobody is known/);
    await expect(revoke({ user: undefined, tokenId: undefined, credential: CREDENTIAL }, nobody)).rejects.toThrow(
      `there is no application credential ${CREDENTIAL}`,
    );
    expect(await revoke({ user: ALICE.id, tokenId: undefined }, nobody)).toContain(ALICE.id);
    await end();
  });

  it('does not say that all application credentials are gone where the keys of the gateway are not at hand', async () => {
    const { deps, end } = await replicas();
    const place = await mkdtemp(join(tmpdir(), 'scs-revoke-'));
    const durable = createFileStore({ folder: place });
    const [theirs, others] = [await makeKeys(), await makeKeys()];
    const owner = {
      id: ALICE.id,
      owner: ALICE.id,
      value: writeOwner({ principal: ALICE, seenAt: WORLD }),
    };
    await createSealedDurable({ store: durable, seal: createSeal(theirs.keys) }).put(KINDS.owner, owner, 0);
    const at = (folder: string) =>
      revoke(
        { user: undefined, tokenId: undefined, group: 'acme-ops' },
        { ...deps, owners: () => ownersIn(durable, folder) },
      );
    const none = join(place, 'none');
    await mkdir(none);
    await expect(at(others.folder)).rejects.toThrow(
      /is revoked, .* whether these were all is not known: .* 1 of their owners/,
    );
    await expect(at(none)).rejects.toThrow(/is revoked, .* does not have the keys of the gateway/);
    expect(await readdir(none)).toEqual([]);
    expect(await at(theirs.folder)).toContain('1 application credentials');
    await durable.close();
    await Promise.all([end(), theirs.remove(), others.remove(), rm(place, { recursive: true })]);
  });

  it('takes one of them, and a name with its domain alone', () => {
    const given = { user: undefined, tokenId: undefined };
    expect(faultOf({ ...given, name: 'alice' })).toContain('--name needs --domain');
    expect(faultOf({ ...given, domain: 'acme', group: 'g' })).toContain('needs one of');
    expect(faultOf({ ...given, name: 'alice', domain: 'acme' })).toBeUndefined();
  });
});

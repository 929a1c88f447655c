// SPDX-License-Identifier: Apache-2.0
// What the gateway keeps of application credentials and their owners, and how it judges secrets: without any HTTP.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApplicationCredentials, type NewCredential } from '../../../../src/federation/credentials/index.ts';
import { createSecrets, generateSecret, isGenerated } from '../../../../src/federation/credentials/secrets.ts';
import { createTurns } from '../../../../src/federation/credentials/turns.ts';
import type { DurableStore } from '../../../../src/model/durable-store.ts';
import type { Principal } from '../../../../src/model/identity.ts';
import { projectRef, userId } from '../../../../src/model/ids.ts';
import { createFileStore } from '../../../../src/store/file.ts';
import { createMemoryStore } from '../../../../src/store/memory.ts';

const DAY = 24 * 60 * 60_000;
const START = Date.parse('2026-11-26T00:00:00Z');
let now = START;

const ALICE: Principal = {
  id: userId('https://idp', 'alice'),
  issuer: 'https://idp',
  subject: 'alice',
  name: 'alice',
  domain: 'acme',
  groups: ['research', 'teaching'],
  identityProvider: 'demo',
  protocol: 'openid',
};

const request = (more: Partial<NewCredential> = {}): NewCredential => ({
  principal: ALICE,
  loggedInAt: now,
  name: 'terraform',
  description: null,
  project: projectRef('acme', 'research'),
  roles: ['member'],
  limited: false,
  unrestricted: false,
  ...more,
});

/** So that tests of other things take no time. */
const quick = createSecrets(async (secret, salt) => Buffer.alloc(32, `${secret}${salt.toString('hex')}`));

function over(durable: DurableStore, secrets = quick) {
  const revoked = new Set<string>();
  const credentials = createApplicationCredentials({
    durable,
    secrets,
    store: createMemoryStore({ now: () => now }),
    revocations: {
      has: (id) => revoked.has(id),
      add: async (id) => void revoked.add(id),
      addUser: async () => undefined,
      revokedUntil: () => 0,
    },
    now: () => now,
    options: () => ({ perUser: 3, ownerUnseen: 90 * DAY }),
    log: {
      notNoted(error) {
        throw error;
      },
    },
  });
  return { credentials, revoked };
}

let durable: DurableStore;
let { credentials, revoked } = {} as ReturnType<typeof over>;
beforeEach(() => {
  now = START;
  durable = createFileStore({ folder: ':memory:', now: () => now });
  ({ credentials, revoked } = over(durable));
});
afterEach(() => durable.close());

async function make(more: Partial<NewCredential> = {}) {
  const made = await credentials.create(request(more));
  if (made.outcome !== 'done') throw new Error(made.outcome);
  return { id: made.credential.id, secret: made.secret };
}

const logIn = ({ id, secret }: { id: string; secret: string }, from = '192.0.2.1') =>
  credentials.authenticate({ by: { id }, secret }, from);
const refused = expect.objectContaining({ code: 'unauthorized', reason: undefined });

describe('the owner of a credential', () => {
  it('is who the last login has shown, with the groups of then', async () => {
    const made = await make();
    now += DAY;
    await credentials.seen({ ...ALICE, groups: ['research'] }, now);
    expect((await logIn(made)).principal.groups).toEqual(['research']);
  });

  it('keeps the groups where a token says nothing of groups, and loses them where it says that there are none', async () => {
    const made = await make();
    now += DAY;
    await credentials.seen({ ...ALICE, groups: [], noGroups: 'missing' }, now);
    expect((await logIn(made)).principal.groups).toEqual(ALICE.groups);
    now += DAY;
    await credentials.seen({ ...ALICE, groups: [], noGroups: 'empty' }, now);
    expect((await logIn(made)).principal.groups).toEqual([]);
  });

  it('is not shown by a login of long ago', async () => {
    const made = await make({ principal: { ...ALICE, groups: ['research'] } });
    await credentials.seen(ALICE, START - DAY);
    expect((await logIn(made)).principal.groups).toEqual(['research']);
  });

  it('must have been seen lately, and each login counts, but not the credential’s own', async () => {
    const made = await make();
    now += 89 * DAY;
    await logIn(made);
    now += 2 * DAY;
    await expect(logIn(made)).rejects.toEqual(refused);
    await credentials.seen(ALICE, now);
    await expect(logIn(made)).resolves.toBeDefined();
  });

  it('leaves nothing with the last credential, and nothing where there is none', async () => {
    await credentials.seen(ALICE, now);
    const made = await make();
    await credentials.remove(ALICE.id, made.id);
    await credentials.seen(ALICE, now);
    const left = [];
    for await (const item of durable.all()) left.push(item);
    expect(left).toEqual([]);
  });

  it('is found by name and domain; a second one of that name by id only', async () => {
    const made = await make();
    const twin = { ...ALICE, issuer: 'https://other', id: userId('https://other', 'alice') };
    const other = await make({ principal: twin });
    const by = { name: 'terraform', user: { name: 'alice', domain: { name: 'acme' } } };
    expect((await credentials.authenticate({ by, secret: made.secret }, '')).principal.id).toBe(ALICE.id);
    await expect(credentials.authenticate({ by, secret: other.secret }, '')).rejects.toEqual(refused);
    const byId = { name: 'terraform', user: { id: twin.id } };
    expect((await credentials.authenticate({ by: byId, secret: other.secret }, '')).principal.id).toBe(twin.id);
  });
});

describe('a credential', () => {
  it('outlives the process, and its deletion does', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'credentials-'));
    try {
      const first = createFileStore({ folder, now: () => now });
      const made = await over(first).credentials.create(request());
      const gone = await over(first).credentials.create(request({ name: 'gone' }));
      if (made.outcome !== 'done' || gone.outcome !== 'done') throw new Error('not made');
      await over(first).credentials.remove(ALICE.id, gone.credential.id);
      await first.close();
      const second = createFileStore({ folder, now: () => now });
      const after = over(second).credentials;
      const by = (id: string, secret: string) => after.authenticate({ by: { id }, secret }, '');
      expect((await by(made.credential.id, made.secret)).credential).toMatchObject({
        name: 'terraform',
        restricted: true,
      });
      await expect(by(gone.credential.id, gone.secret)).rejects.toEqual(refused);
      await second.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('of which the deletion failed half-way opens nothing', async () => {
    const made = await make();
    const broken = { ...durable, remove: () => Promise.reject(new Error('disk full')) };
    const other = over(broken);
    await expect(other.credentials.remove(ALICE.id, made.id)).rejects.toThrow('disk full');
    expect(other.revoked.size).toBe(1);
    await expect(other.credentials.authenticate({ by: { id: made.id }, secret: made.secret }, '')).rejects.toEqual(
      refused,
    );
  });

  it('that somebody has removed beside the gateway ends its tokens at the next look', async () => {
    const made = await make();
    expect(await credentials.claimsOf(made.id, ALICE.id)).toMatchObject({ id: made.id });
    await durable.remove('application-credential', made.id);
    now += 60_000;
    expect(await credentials.claimsOf(made.id, ALICE.id)).toBeUndefined();
    expect(revoked.size).toBe(1);
  });

  it('whose kept text lacks a bound is none, and not one without bounds', async () => {
    const made = await make();
    const kept = await durable.get('application-credential', made.id);
    if (kept === undefined) throw new Error('not kept');
    for (const spoilt of ['limited', 'unrestricted', 'roles', 'where', 'secretHash']) {
      const { version, ...item } = (await durable.get('application-credential', made.id)) ?? kept;
      const value = JSON.stringify({ ...JSON.parse(kept.value), [spoilt]: undefined });
      await durable.put('application-credential', { ...item, value }, version);
      await expect(logIn(made)).rejects.toEqual(refused);
    }
  });

  it('shares its access rules with others of its owner, and of nobody else', async () => {
    const rule = { service: 'compute', method: 'GET', path: '/v2.1/servers' };
    await make({ accessRules: [rule] });
    await make({ name: 'second', accessRules: [rule] });
    const [only, ...more] = await credentials.rules(ALICE.id);
    expect(more).toEqual([]);
    const bob = { ...ALICE, subject: 'bob', id: userId('https://idp', 'bob') };
    expect(await credentials.create(request({ principal: bob, accessRules: [{ id: only?.id ?? '' }] }))).toEqual({
      outcome: 'noRule',
      id: only?.id,
    });
    expect(await credentials.removeRule(bob.id, only?.id ?? '')).toBe('none');
    expect(await credentials.removeRule(ALICE.id, only?.id ?? '')).toBe('inUse');
  });
});

describe('secrets', () => {
  const by = { what: 'c', from: '192.0.2.1', known: false };

  it('are kept as hashes, slow ones of what people chose', async () => {
    const secrets = createSecrets();
    const generated = generateSecret();
    expect(isGenerated(generated)).toBe(true);
    const [fast, slow] = [await secrets.hashed(generated, ALICE.id), await secrets.hashed('chosen', ALICE.id)];
    expect(fast).toMatch(/^sha256:[\w-]{43}$/);
    expect(slow).toMatch(/^scrypt:[\w-]{22}:[\w-]{43}$/);
    expect([await secrets.isRight(generated, fast, by), await secrets.isRight('chosen', slow, by)]).toEqual([
      true,
      true,
    ]);
    const wrong = [
      [generated, slow],
      ['chosen', fast],
      [generateSecret(), fast],
      ['chosen ', slow],
      ['chosen', ''],
      ['', ''],
    ];
    for (const [secret = '', kept = ''] of wrong) expect(await secrets.isRight(secret, kept, by)).toBe(false);
    expect(await secrets.isRight('chosen', undefined, by)).toBe(false);
  });

  it('take the same time to refuse, whether or not there is such a credential, and no processor where there is none', async () => {
    let [derived, time] = [0, 0];
    const pauses: number[] = [];
    const pause = async (ms: number): Promise<void> => {
      pauses.push(ms);
      time += ms;
    };
    const turns = createTurns({ elapsed: () => time, pause });
    const counting = createSecrets(async () => {
      derived += 1;
      time += 100;
      return Buffer.alloc(32, 1);
    }, turns);
    const kept = await counting.hashed('chosen', ALICE.id);
    const ofNone = [undefined, `sha256:${'A'.repeat(43)}`, 'scrypt::'];
    for (const hash of [kept, ...ofNone]) {
      const began = time;
      derived = 0;
      await counting.isRight('a guess', hash, by);
      expect([time - began, derived]).toEqual([100, hash === kept ? 1 : 0]);
      await counting.isRight(generateSecret(), hash, by);
      expect(time - began).toBe(100);
    }
    // Once in a while it is looked at how long it takes by now.
    time += 61_000;
    await counting.isRight('a guess', undefined, by);
    await counting.isRight('a guess', undefined, by);
    expect([derived, pauses.length]).toEqual([1, 4]);
  });

  it('are guessed at a bounded rate, and whoever has used the right one before goes on', async () => {
    const made = await make({ secret: 'a chosen secret' });
    await logIn(made, '192.0.2.1');
    for (let i = 0; i < 20; i++)
      await logIn({ ...made, secret: `guess ${i}` }, `198.51.100.${i}`).catch(() => undefined);
    const limited = expect.objectContaining({ code: 'rateLimited' });
    await expect(logIn({ ...made, secret: 'one more' }, '198.51.100.99')).rejects.toEqual(limited);
    now += 11 * 60_000;
    for (let i = 0; i < 20; i++)
      await logIn({ ...made, secret: `guess ${i}` }, `198.51.100.${i}`).catch(() => undefined);
    await expect(logIn(made, '192.0.2.1')).resolves.toBeDefined();
    const unknown = { id: 'f'.repeat(32), secret: 'guess' };
    for (let i = 0; i < 20; i++) await logIn(unknown).catch(() => undefined);
    await expect(logIn(unknown)).rejects.toEqual(limited);
  });
});

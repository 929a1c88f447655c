// SPDX-License-Identifier: Apache-2.0
// Lists of projects and domains. What holds for every strategy stands in the contract suite.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createStrategy } from '../../../src/federation/create-strategy.ts';
import { createExchange, type Exchange } from '../../../src/federation/exchange.ts';
import { createProjectNames, type ProjectRename } from '../../../src/federation/mapping.ts';
import { createSeal } from '../../../src/federation/seal.ts';
import type { StrategyOptions } from '../../../src/federation/strategies/index.ts';
import { projectRef } from '../../../src/model/ids.ts';
import type { Member } from '../../../src/model/member.ts';
import { Secret } from '../../../src/model/secret.ts';
import type { Store } from '../../../src/model/store.ts';
import type { Subject } from '../../../src/model/strategy.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import {
  HUB_DOMAIN,
  type KeystoneProject,
  RESEARCH,
  startTinyKeystone,
  type TinyKeystone,
} from '../../contract/tiny-keystone.ts';
import { ALICE, clock, ISSUER, type KeyFolder, makeKeys, makeMember, T0 } from '../../contract/world.ts';

const ACME = { id: '1'.repeat(32), name: 'acme' };
const OTHER = { id: '2'.repeat(32), name: 'umbrella' };
const project = (id: string, name: string, domain = ACME, enabled = true): KeystoneProject => ({
  id: id.repeat(32),
  name,
  domain,
  enabled,
});
const alice: Subject = { kind: 'principal', principal: ALICE };
const LIST = 'GET /v3/auth/projects';
const TOKENS = 'POST /v3/auth/tokens';
const FEDERATION = 'POST /v3/OS-FEDERATION/identity_providers/hub/protocols/openid/auth';

let world: KeyFolder;
let keystone: TinyKeystone;
let store: Store;
let exchange: Exchange;
let member: Member;
beforeAll(async () => {
  world = await makeKeys();
});
afterAll(() => world.remove());
beforeEach(async () => {
  clock.now = T0;
  keystone = await startTinyKeystone(clock.read);
  store = createMemoryStore({ now: clock.read });
  exchange = replica();
  member = join({ kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid', audience: 'cloud-a' });
});
afterEach(async () => {
  await member.transport.close();
  await keystone.close();
});

const replica = (): Exchange =>
  createExchange({ store, seal: createSeal(world.keys), now: clock.read, onSession: () => undefined });
function join(options: StrategyOptions, renames: readonly ProjectRename[] = []): Member {
  const deps = { keys: world.keys, issuer: () => ISSUER, now: clock.read };
  return makeMember(
    keystone.authUrl,
    createStrategy(options, { authUrl: keystone.authUrl, projects: createProjectNames([]) }, deps),
    renames,
  );
}
const names = async (by = exchange, of = member): Promise<string[]> =>
  (await by.projects(of, alice)).projects.map(({ project: { domain, name } }) => `${domain.name}/${name}`);

describe('the projects of a federated user', () => {
  it('come with the names of domains that only scoping tells, each learnt once', async () => {
    keystone.state.projects = [RESEARCH, project('b', 'web'), project('c', 'db'), project('d', 'lab', OTHER)];
    expect(await exchange.projects(member, alice)).toEqual({
      stale: false,
      projects: keystone.state.projects.map(({ id, name, domain }) => ({
        project: projectRef(domain.name, name),
        memberId: id,
        memberDomainId: domain.id,
      })),
    });
    // The user's own domain stands in its token.
    expect(keystone.taken()).toEqual([FEDERATION, LIST, TOKENS, TOKENS]);
    clock.now += 60_000;
    await names();
    expect(keystone.taken()).toEqual([LIST]);
    expect(await names(replica())).toHaveLength(4);
    expect(keystone.taken()).toEqual([LIST]);
  });

  it('are one question for all who ask at once, and for a minute', async () => {
    await Promise.all(Array.from({ length: 20 }, () => names()));
    clock.now += 59_999;
    await names();
    expect(keystone.taken()).toEqual([FEDERATION, LIST]);
    clock.now += 1;
    await names();
    expect(keystone.taken()).toEqual([LIST]);
  });

  it('leave out what is disabled, and what is no project', async () => {
    keystone.state.projects = [RESEARCH, project('b', 'off', ACME, false), project('c', 'on')];
    expect(await names()).toEqual(['hub/research', 'acme/on']);
    keystone.state.override = ({ what }) =>
      what === LIST
        ? {
            status: 200,
            body: {
              projects: [
                null,
                7,
                {},
                { id: 'x', name: 'y', domain_id: null },
                { ...RESEARCH, domain_id: HUB_DOMAIN.id },
              ],
            },
          }
        : undefined;
    clock.now += 60_000;
    expect(await names()).toEqual(['hub/research']);
  });

  it('lose a domain that cannot be scoped to, and nothing else', async () => {
    keystone.state.projects = [project('b', 'web'), project('d', 'lab', OTHER)];
    keystone.state.override = ({ body }) =>
      body.includes('d'.repeat(32)) ? { status: 401, body: { error: { code: 401 } } } : undefined;
    expect(await names()).toEqual(['acme/web']);
  });

  it('bear the names of domains that the member has, whatever somebody wrote into the store', async () => {
    const kept = new Map<string, string>();
    const set = store.set.bind(store);
    store.set = async (key, value, ttl) => {
      kept.set(key, value);
      await set(key, value, ttl);
    };
    keystone.state.projects = [project('b', 'web')];
    expect(await names()).toEqual(['acme/web']);
    const [key = '', value = ''] = [...kept].find(([one]) => one.startsWith('domain:')) ?? [];
    expect([key.includes(ACME.id), value.includes('acme')]).toEqual([false, false]);
    for (const forged of ['umbrella', value.slice(0, -4), kept.get([...kept.keys()][0] ?? '') ?? '']) {
      await set(key, forged, 60_000);
      expect(await names(replica())).toEqual(['acme/web']);
    }
  });

  it('are not shown under names that hash like others', async () => {
    keystone.state.projects = [project('b', 'web'), project('c', 'a\0b'), project('d', 'a\ud800')];
    expect(await names()).toEqual(['acme/web']);
  });

  it('bear the names that the member’s map gives them, and none twice', async () => {
    await member.transport.close();
    member = join({ kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid', audience: 'cloud-a' }, [
      { gateway: { domain: 'acme', name: 'research' }, member: { domain: 'hub', name: 'research' } },
    ]);
    // Its own acme/research is another project: shown, it would be mixed up with the first.
    keystone.state.projects = [RESEARCH, project('b', 'research'), project('c', 'web')];
    const { projects } = await exchange.projects(member, alice);
    expect(projects.map(({ project: { domain, name }, memberId }) => `${domain.name}/${name} ${memberId[0]}`)).toEqual([
      'acme/research a',
      'acme/web c',
    ]);
  });

  it.each([
    ['is broken', { status: 500, body: {} }, 'memberRefused'],
    ['talks nonsense', { status: 200, body: { projects: 'all' } }, 'memberGarbage'],
  ])('are what they were, for an hour, while the member %s', async (_name, answer, code) => {
    const before = await names();
    keystone.state.override = ({ what }) => (what === LIST ? answer : undefined);
    clock.now += 3_599_999;
    expect(await exchange.projects(member, alice)).toMatchObject({ stale: true });
    expect(await names()).toEqual(before);
    clock.now += 1;
    await expect(exchange.projects(member, alice)).rejects.toMatchObject({ code });
    await expect(replica().projects(member, alice)).rejects.toMatchObject({ code });
  });

  it('are none where the member refuses the user, whatever it said before', async () => {
    await names();
    clock.now += 3_600_000;
    keystone.state.override = () => ({ status: 401, body: {} });
    expect(await exchange.projects(member, alice)).toEqual({ projects: [], stale: false });
  });

  it('survive a first token that the member revoked', async () => {
    await names();
    clock.now += 60_000;
    keystone.state.tokens.clear();
    keystone.taken();
    expect(await names()).toEqual(['hub/research']);
    expect(keystone.taken()).toEqual([LIST, FEDERATION, LIST]);
  });

  it('do not loop where every token is refused', async () => {
    keystone.state.override = ({ what }) => (what === LIST ? { status: 401, body: {} } : undefined);
    await expect(names()).rejects.toMatchObject({ code: 'memberRefused' });
    expect(keystone.taken()).toEqual([FEDERATION, LIST, FEDERATION, LIST]);
  });
});

describe('a member that no longer trusts the gateway', () => {
  const HTML = '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN"><html><h1>Unauthorized</h1></html>';
  const NOT_FOUND = { error: { code: 404, title: 'Not Found', message: 'Could not find identity provider: hub.' } };
  const UNMAPPED = {
    error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' },
  };
  const login = (answer: object | undefined): void => {
    keystone.state.override = ({ what }) => (what === FEDERATION ? (answer as never) : undefined);
  };

  it.each([
    ['whose proxy refuses the assertion in words of its own', { status: 401, body: HTML }, 'without Keystone’s words'],
    ['that forbids it so', { status: 403, body: HTML }, 'without Keystone’s words'],
    ['whose identity provider is gone', { status: 404, body: NOT_FOUND }, 'Could not find identity provider: hub.'],
  ])('%s is told from one that refuses a user, until a login goes through again', async (_how, answer, words) => {
    const told: unknown[] = [];
    exchange = createExchange({
      ...{ store, seal: createSeal(world.keys), now: clock.read },
      onSession: (_member, outcome, reason, detail) => told.push([outcome, reason, detail]),
    });
    login(answer);
    await expect(exchange.projects(member, alice)).rejects.toMatchObject({ code: 'memberRefused' });
    const detail = expect.stringMatching(/does not trust the gateway: 40[134] /);
    expect(told).toEqual([['failed', 'memberRefused', detail]]);
    expect(String((told[0] as unknown[])[2])).toContain(words);
    expect(exchange.distrustedSince(member)).toBe(new Date(T0).toISOString());
    clock.now += 60_000;
    await expect(exchange.projects(member, alice)).rejects.toMatchObject({ code: 'memberRefused' });
    expect(exchange.distrustedSince(member)).toBe(new Date(T0).toISOString());
    clock.now += 60_000;
    login(undefined);
    await names();
    expect(exchange.distrustedSince(member)).toBeUndefined();
  });

  it('writes no more than a line, and nothing that it was shown, into the log', async () => {
    const token = `eyJ${'a'.repeat(40)}.${'b'.repeat(40)}.${'c'.repeat(40)}`;
    const message = `no such protocol\u001b[2J\r\n{"level":60}\u202e${token} gAAAAA${'d'.repeat(80)}== ${'x'.repeat(9_000)}`;
    const told: string[] = [];
    exchange = createExchange({
      ...{ store, seal: createSeal(world.keys), now: clock.read },
      onSession: (_member, _outcome, _reason, detail) => void told.push(detail ?? ''),
    });
    login({
      status: 404,
      body: { error: { message } },
      headers: { 'x-openstack-request-id': `req-${'9'.repeat(9_000)}` },
    });
    await expect(exchange.projects(member, alice)).rejects.toMatchObject({ code: 'memberRefused' });
    expect(told[0]?.length).toBeLessThan(600);
    expect(told[0]).not.toMatch(/[\p{Cc}\p{Cf}]|aaaa|bbbb|cccc|dddd/u);
    expect(told[0]).toContain('no such protocol [2J {"level":60} [token] [token] xxx');
  });

  it('is none that knows no such user, or that is away', async () => {
    // The second: Keystone's cache still has the user of an identity provider that was deleted and made anew.
    const FORGOTTEN = { error: { code: 404, title: 'Not Found', message: 'Could not find user: 2ef52584910f43.' } };
    for (const answer of [
      { status: 401, body: UNMAPPED },
      { status: 404, body: FORGOTTEN },
    ]) {
      login(answer);
      expect(await exchange.projects(member, alice)).toEqual({ projects: [], stale: false });
      expect(exchange.distrustedSince(member)).toBeUndefined();
      clock.now += 60_000;
    }
    login({ status: 404, body: NOT_FOUND });
    clock.now += 60_000;
    await expect(exchange.projects(member, alice)).rejects.toThrow();
    const since = exchange.distrustedSince(member);
    login({ status: 503, body: HTML });
    clock.now += 60_000;
    await expect(exchange.projects(member, alice)).rejects.toMatchObject({ code: 'memberUnreachable' });
    expect([since, exchange.distrustedSince(member)]).toEqual([since, since]);
  });
});

describe('a member whose Keystone fails whoever logs in', () => {
  const failing = (status: number | undefined): void => {
    keystone.state.override = ({ what }) =>
      what === FEDERATION && status !== undefined ? ({ status, body: '<html>' } as never) : undefined;
  };

  it('is told with its latest status, since the first failure, until a login gets another answer', async () => {
    const words = (status: number): object => ({
      code: 'memberUnreachable',
      words: `its Keystone answers every login with ${status}, since ${new Date(T0).toISOString()}`,
    });
    expect(exchange.loginTrouble(member)).toBeUndefined();
    for (const status of [503, 500]) {
      failing(status);
      await expect(names()).rejects.toMatchObject({ code: 'memberUnreachable' });
      expect(exchange.loginTrouble(member)).toEqual(words(status));
      clock.now += 60_000;
    }
    // It refuses somebody: it works.
    failing(401);
    await expect(names()).rejects.toMatchObject({ code: 'memberRefused' });
    expect(exchange.loginTrouble(member)).toMatchObject({ code: 'memberRefused' });
    clock.now += 60_000;
    failing(undefined);
    await names();
    expect(exchange.loginTrouble(member)).toBeUndefined();
  });
});

describe('a user whom the member’s Keystone is making already (409)', () => {
  const message = 'Conflict occurred attempting to store federated_user - Duplicate entry.';
  const conflict = { status: 409, body: { error: { code: 409, title: 'Conflict', message } } };

  it('is logged in once more: the other of two first logins at once has made it', async () => {
    const answers = [conflict];
    keystone.state.override = ({ what }) => (what === FEDERATION ? answers.shift() : undefined);
    expect(await names()).toEqual([`${RESEARCH.domain.name}/${RESEARCH.name}`]);
    expect(keystone.taken().filter((what) => what === FEDERATION)).toHaveLength(2);
  });

  it('and goes on to be so, is of a provider that was deleted: the log says what its operator has to do', async () => {
    const told: unknown[] = [];
    exchange = createExchange({
      ...{ store, seal: createSeal(world.keys), now: clock.read },
      onSession: (_member, outcome, reason, detail) => told.push([outcome, reason, detail]),
    });
    keystone.state.override = ({ what }) => (what === FEDERATION ? conflict : undefined);
    await expect(exchange.projects(member, alice)).rejects.toMatchObject({ code: 'memberRefused' });
    await expect(exchange.projects(member, alice)).rejects.toMatchObject({ code: 'memberRefused' });
    expect(told).toEqual([['failed', 'memberRefused', expect.stringMatching(/delete the user there: 409 "Conflict/)]]);
    expect(keystone.taken()).toEqual([FEDERATION, FEDERATION]);
    expect(exchange.distrustedSince(member)).toBeUndefined();
  });
});

describe('domains', () => {
  it('are named by the member, disabled ones left out', async () => {
    keystone.state.domains = [{ ...HUB_DOMAIN, enabled: true }, { ...ACME, enabled: false }, null, { name: 7 }];
    expect(await exchange.domains(member, alice)).toEqual(['hub']);
  });

  it('are none where the list cannot be read', async () => {
    keystone.state.domains = 'x' as never;
    await expect(exchange.domains(member, alice)).rejects.toMatchObject({ code: 'memberGarbage' });
  });
});

describe('the projects of held credentials', () => {
  const credential = (name: string, groups = ['acme-research']) => ({
    project: { domain: 'acme', name },
    groups,
    username: `robot-${name}`,
    userDomain: 'Default',
    password: new Secret('x'),
  });
  beforeEach(async () => {
    await member.transport.close();
    keystone.state.projects = [project('b', 'web'), project('c', 'db')];
    member = join({ kind: 'password', credentials: [credential('web'), credential('db'), credential('no', ['x'])] });
  });
  const failing = (name: string, status: number): void => {
    keystone.state.override = ({ body }) =>
      body.includes(`robot-${name}`) ? { status, body: { error: {} } } : undefined;
  };

  it('are those whose groups the user is in, with the member’s ids', async () => {
    expect(await exchange.projects(member, alice)).toEqual({
      stale: false,
      projects: [
        { project: projectRef('acme', 'web'), memberId: 'b'.repeat(32), memberDomainId: ACME.id },
        { project: projectRef('acme', 'db'), memberId: 'c'.repeat(32), memberDomainId: ACME.id },
      ],
    });
    expect(await exchange.domains(member, alice)).toEqual([]);
  });

  it('lose one whose credential the member refuses', async () => {
    failing('db', 401);
    expect(await exchange.projects(member, alice)).toMatchObject({
      stale: false,
      projects: [{ memberId: 'b'.repeat(32) }],
    });
  });

  it('keep one that cannot be asked about now, are called stale, and are asked for again', async () => {
    failing('db', 500);
    // Never seen before: the list is not whole, and must not be taken for it.
    expect(await exchange.projects(member, alice)).toMatchObject({ stale: true, projects: [{}] });
    keystone.state.override = undefined;
    expect(await exchange.projects(member, alice)).toMatchObject({ stale: false, projects: [{}, {}] });
    clock.now += 3_550_000;
    failing('db', 500);
    expect(await exchange.projects(member, alice)).toMatchObject({ stale: true, projects: [{}, {}] });
  });

  it('fail where the only one cannot be asked about', async () => {
    await member.transport.close();
    member = join({ kind: 'password', credentials: [credential('db')] });
    failing('db', 500);
    await expect(names()).rejects.toMatchObject({ code: 'memberUnreachable' });
    keystone.state.override = undefined;
    expect(await names()).toEqual(['acme/db']);
  });

  it('are none for whoever is in no group', async () => {
    const nobody: Subject = { kind: 'principal', principal: { ...ALICE, groups: [] } };
    expect(await exchange.projects(member, nobody)).toEqual({ projects: [], stale: false });
    expect(keystone.taken()).toEqual([]);
  });
});

describe('what a member is asked on behalf of a subject', () => {
  /** On whose account each call went. */
  function watched(): { readonly of: Member; readonly by: unknown[] } {
    const by: unknown[] = [];
    const transport: Member['transport'] = {
      ...member.transport,
      call(asked) {
        by.push(asked.by);
        return member.transport.call(asked);
      },
    };
    return { of: { ...member, transport }, by };
  }

  it('is charged to that person: login, list, and every token made from another', async () => {
    const { of, by } = watched();
    keystone.state.projects = [RESEARCH, project('d', 'lab', OTHER)];
    await exchange.projects(of, alice);
    const { domain, id, name } = RESEARCH;
    await exchange.session(of, alice, { kind: 'project', project: { domain: domain.name, name }, id });
    expect(by.length).toBeGreaterThanOrEqual(4);
    for (const one of by) expect(one).toEqual({ key: ALICE.id });
  });

  it.each([
    [
      { key: '192.0.2.1', stranger: true },
      { key: '192.0.2.1', stranger: true },
    ],
    [undefined, { key: 'native', stranger: true }],
  ] as const)('a token that nobody has checked yet, to a stranger (%o)', async (from, charged) => {
    const { of, by } = watched();
    const native = { ...of, strategy: createStrategy({ kind: 'native' }, { ...of }, undefined as never) };
    const subject: Subject = { kind: 'native', token: 'guessed', ...(from === undefined ? {} : { from }) };
    await exchange.session(native, subject, { kind: 'unscoped' }).catch(() => undefined);
    expect(by).toEqual([charged]);
  });
});

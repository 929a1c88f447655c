// SPDX-License-Identifier: Apache-2.0
// The union over members, with members, sessions and tokens that this file makes up.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Exchange, ProjectList } from '../../../src/federation/exchange.ts';
import type { Tokens } from '../../../src/federation/tokens.ts';
import type { NoProjects } from '../../../src/gateway/identity-log.ts';
import { createIdentityService } from '../../../src/gateway/identity-service.ts';
import type { Fleet } from '../../../src/members/fleet.ts';
import type { LastKnown } from '../../../src/members/last-known.ts';
import type { MemberViews } from '../../../src/members/member-views.ts';
import type { Catalog } from '../../../src/model/catalog.ts';
import { GatewayError } from '../../../src/model/errors.ts';
import type { Caller, ScopeRequest } from '../../../src/model/identity.ts';
import type { IdentityService } from '../../../src/model/identity-service.ts';
import { domainRef, projectRef, roleRef } from '../../../src/model/ids.ts';
import type { Member } from '../../../src/model/member.ts';
import { ALICE } from '../../contract/world.ts';

interface Fake {
  projects: () => Promise<ProjectList> | ProjectList;
  domains: () => Promise<string[]> | string[];
  roles: string[];
  open: (() => Promise<void>) | undefined;
  alive: () => Promise<void>;
  lastKnown: boolean;
}

const LIMIT = 80;
const away = (): Promise<never> => Promise.reject(new GatewayError('memberUnreachable'));
const refuses = (): Promise<never> => Promise.reject(new GatewayError('unauthorized'));
const never = (): Promise<never> => new Promise(() => undefined);
const list = (...paths: string[]): ProjectList => ({
  stale: false,
  projects: paths.map((path) => {
    const [domain = '', name = ''] = path.split('/');
    return { project: projectRef(domain, name), memberId: `m-${path}`, memberDomainId: `d-${domain}` };
  }),
});
const catalogOf = (cloud: string): Catalog => [
  {
    id: 'compute',
    type: 'compute',
    name: 'nova',
    endpoints: [
      {
        id: cloud,
        interface: 'public',
        region: cloud,
        region_id: cloud,
        url: `https://g.example/clouds/${cloud}/compute`,
      },
    ],
  },
];

let fakes: Record<string, Fake>;
let members: Map<string, Member>;
let degraded: string[];
let nowhere: NoProjects[];
let opened: string[];
let time = 0;
let identityService: IdentityService;
let issue: ReturnType<typeof vi.fn>;

const research = { kind: 'project', project: projectRef('acme', 'research') } as const;
const caller = (scope: Caller['scope'] = research): Caller => ({
  principal: ALICE,
  scope,
  methods: ['openid'],
  auditIds: ['audit'],
  issuedAt: 0,
  expiresAt: 1,
});
/** What comes of `work` once a member's whole limit has passed. Answers that are there already need no time. */
const inTime = async <T>(work: Promise<T>): Promise<T> => {
  await vi.advanceTimersByTimeAsync(LIMIT);
  return work;
};
const regions = (catalog: Catalog): string[] =>
  catalog.flatMap(({ endpoints }) => endpoints.map(({ region }) => region));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  degraded = [];
  nowhere = [];
  opened = [];
  fakes = {};
  members = new Map();
  for (const [id, kind] of [
    ['a', 'hub-oidc'],
    ['b', 'password'],
    ['c', 'hub-oidc'],
    ['n', 'native'],
  ] as const) {
    fakes[id] = {
      projects: () => list('acme/research'),
      domains: () => ['acme'],
      roles: ['member'],
      open: undefined,
      alive: async () => undefined,
      lastKnown: true,
    };
    members.set(id, { id, strategy: { kind }, transport: { limits: { login: LIMIT } } } as unknown as Member);
  }
  const fake = ({ id }: Member): Fake => {
    if (id === 'n') throw new Error('a native member has no part in the federation');
    return fakes[id] as Fake;
  };
  const exchange = {
    projects: async (member: Member) => fake(member).projects(),
    domains: async (member: Member) => fake(member).domains(),
  } as unknown as Exchange;
  const views = {
    known: () => undefined,
    async open(member: Member) {
      opened.push(member.id);
      await fake(member).open?.();
      return {
        published: { catalog: catalogOf(member.id) },
        session: { roles: fake(member).roles.map((name) => ({ id: `${member.id}-${name}`, name })) },
      };
    },
  } as unknown as MemberViews;
  const lastKnown = {
    catalog: async (cloud: string) => (fakes[cloud]?.lastKnown ? catalogOf(cloud) : undefined),
  } as unknown as LastKnown;
  issue = vi.fn(async (request: object) => ({ token: 't', caller: { ...caller(), ...request } }));
  const tokens = {
    verify: async () => caller({ kind: 'unscoped' }),
    issue,
    revokedUntil: () => 0,
  } as unknown as Tokens;
  identityService = createIdentityService({
    fleet: () => ({ members }) as unknown as Fleet,
    tokens,
    exchange,
    views,
    lastKnown,
    liveness: (member) =>
      fake(member)
        .alive()
        .then(() => 0),
    now: () => time,
    onDegraded: (cloud) => degraded.push(cloud),
    onNoProjects: (_principal, clouds) => nowhere.push(clouds),
  });
});
afterEach(() => {
  vi.useRealTimers();
});
const at = (id: string): Fake => fakes[id] as Fake;

describe('one region alone', () => {
  it('asks its own cloud only, and has what the catalogue gives there', async () => {
    at('b').projects = never;
    const one = identityService.at('a');
    expect(await one.projects(caller())).toEqual({ projects: [projectRef('acme', 'research')], degraded: [] });
    const view = await one.view(caller());
    expect(regions(view.catalog)).toEqual(regions(catalogOf('a')));
    expect({ opened, degraded }).toEqual({ opened: ['a'], degraded: [] });
  });

  it('has its last known catalogue while its cloud is away', async () => {
    at('b').projects = away;
    at('b').open = away;
    const view = await identityService.at('b').view(caller());
    expect(view.degraded).toEqual(['b']);
    expect(regions(view.catalog)).toEqual(regions(catalogOf('b')));
  });

  it('is none where its cloud’s catalogue lacks it', async () => {
    await expect(identityService.at('a.Nowhere').view(caller())).rejects.toMatchObject({ code: 'unknownRegion' });
  });

  it('of a cloud with accounts of its own is nobody’s here', async () => {
    expect(await identityService.at('n').projects(caller())).toEqual({ projects: [], degraded: [] });
  });

  it('takes a scope of its own cloud only', async () => {
    at('a').projects = () => list('acme/other');
    const request = { kind: 'project', id: projectRef('acme', 'research').id } as const;
    const proven = { principal: ALICE, methods: ['openid'] };
    await expect(identityService.at('a').issue(proven, request)).rejects.toMatchObject({
      code: 'unauthorized',
      message: 'The cloud of a does not give you access to this project.',
    });
    await identityService.at('b').issue(proven, request);
    expect(issue).toHaveBeenCalledOnce();
  });
});

describe('the projects of all members', () => {
  it('are one list, each once, sorted by domain and name', async () => {
    at('a').projects = () => list('umbrella/x', 'acme/research');
    at('b').projects = () => list('acme/research', 'acme/a');
    at('c').projects = refuses;
    expect(await identityService.projects(caller())).toEqual({
      projects: [projectRef('acme', 'a'), projectRef('acme', 'research'), projectRef('umbrella', 'x')],
      degraded: [],
    });
  });

  it.each([
    ['away', away],
    ['too slow', never],
    ['stale', () => ({ ...list('acme/research'), stale: true })],
    ['at fault in a way nobody thought of', () => Promise.reject(new TypeError('x'))],
  ])('say which member is %s, within its time', async (_name, projects) => {
    at('b').projects = projects;
    const asked = identityService.projects(caller());
    const answered = vi.fn();
    void asked.then(answered);
    await vi.advanceTimersByTimeAsync(LIMIT - 1);
    expect(answered).toHaveBeenCalledTimes(projects === never ? 0 : 1);
    expect(await inTime(asked)).toMatchObject({ projects: [{ name: 'research' }], degraded: ['b'] });
  });

  it('are asked for side by side', async () => {
    const waiting: (() => void)[] = [];
    const slow = (): Promise<ProjectList> =>
      new Promise((resolve) => waiting.push(() => resolve(list('acme/research'))));
    for (const id of ['a', 'b', 'c']) at(id).projects = slow;
    const asked = identityService.projects(caller());
    // Nobody has answered yet, and all three have been asked.
    expect(waiting).toHaveLength(3);
    for (const answer of waiting) answer();
    expect((await asked).degraded).toEqual([]);
  });

  it('that are none are told to the operator, with what each member has said', async () => {
    at('a').projects = () => list();
    at('b').projects = refuses;
    at('c').projects = away;
    await identityService.projects(caller());
    expect(nowhere).toEqual([{ a: 'none', b: 'refused', c: 'memberUnreachable' }]);
    at('c').projects = () => list('acme/research');
    await identityService.projects(caller());
    expect(nowhere).toHaveLength(1);
  });

  it('are not asked again at once from a member that has just let its whole limit pass', async () => {
    const never = vi.fn(() => new Promise<ProjectList>(() => undefined));
    at('b').projects = never;
    expect((await inTime(identityService.projects(caller()))).degraded).toEqual(['b']);
    expect((await identityService.projects(caller())).degraded).toEqual(['b']);
    expect(never).toHaveBeenCalledTimes(1);
    time += 2_001;
    await inTime(identityService.projects(caller()));
    expect(never).toHaveBeenCalledTimes(2);
  });
});

it('the domains of all members are one list, each once', async () => {
  at('a').domains = () => ['acme', 'Default'];
  at('b').domains = away;
  expect(await identityService.domains(caller())).toEqual({
    domains: [domainRef('acme'), { id: 'default', name: 'Default' }],
    degraded: ['b'],
  });
});

describe('the view of a scope', () => {
  it('is the union in the order of the configuration, whoever answers first', async () => {
    at('a').open = () => new Promise((resolve) => setTimeout(resolve, LIMIT / 4));
    at('a').roles = ['member', 'reader'];
    at('b').roles = ['reader', 'admin'];
    const { roles, catalog, degraded: away } = await inTime(identityService.view(caller()));
    expect(regions(catalog)).toEqual(['a', 'b', 'c']);
    expect(roles.map(({ name }) => name).sort()).toEqual(['admin', 'member', 'reader']);
    expect(roles).toContainEqual(roleRef('reader'));
    expect(away).toEqual([]);
  });

  it('of nothing is nothing, and asks nobody', async () => {
    expect(await identityService.view(caller({ kind: 'unscoped' }))).toEqual({ roles: [], catalog: [], degraded: [] });
    expect(opened).toEqual([]);
  });

  it('leaves a member out that has not the project, without asking it to open one', async () => {
    at('b').projects = () => list('acme/other');
    at('c').projects = refuses;
    const { catalog, degraded: away } = await identityService.view(caller());
    expect([regions(catalog), away, opened]).toEqual([['a'], [], ['a']]);
  });

  it.each([
    ['is away', { projects: away }, ['a', 'b', 'c']],
    ['opens no session', { open: away }, ['a', 'b', 'c']],
    ['is too slow', { open: never }, ['a', 'b', 'c']],
    ['answers nothing, whatever is cached', { alive: away }, ['a', 'b', 'c']],
    ['is away and was never seen', { projects: away, lastKnown: false }, ['a', 'c']],
  ])('goes on with the last known catalogue of a member that %s, and names it once', async (_name, spoil, expected) => {
    Object.assign(at('b'), spoil);
    const { catalog, degraded: left } = await inTime(identityService.view(caller()));
    expect([regions(catalog), left, degraded]).toEqual([expected, ['b'], ['b']]);
  });

  it('does not count a refusal as an outage', async () => {
    at('b').open = refuses;
    const { catalog, degraded: left } = await identityService.view(caller());
    expect([regions(catalog), left]).toEqual([['a', 'c'], []]);
  });

  it('is empty but no failure with every member away', async () => {
    for (const fake of Object.values(fakes)) {
      fake.projects = away;
      fake.lastKnown = false;
    }
    expect(await identityService.view(caller())).toEqual({ roles: [], catalog: [], degraded: ['a', 'b', 'c'] });
  });
});

describe('a re-scope', () => {
  const { id, name, domain } = research.project;
  const parent = caller({ kind: 'unscoped' });
  const rescope = (scope: ScopeRequest | undefined) =>
    identityService.issue({ principal: ALICE, methods: ['openid', 'token'], parent }, scope);

  it.each<[string, ScopeRequest | undefined, Caller['scope']]>([
    ['nothing', undefined, { kind: 'unscoped' }],
    ['unscoped', { kind: 'unscoped' }, { kind: 'unscoped' }],
    ['a project by id', { kind: 'project', id }, research],
    ['by name and domain name', { kind: 'project', name, domain: { name: 'acme' } }, research],
    ['by name and domain id', { kind: 'project', name, domain: { id: domain.id } }, research],
    ['by name and both', { kind: 'project', name, domain: { id: domain.id, name: 'acme' } }, research],
    ['by names that differ in case alone', { kind: 'project', name: 'Research', domain: { name: 'ACME' } }, research],
    ['a domain by name', { kind: 'domain', name: 'acme' }, { kind: 'domain', domain }],
    ['a domain by id', { kind: 'domain', id: domain.id }, { kind: 'domain', domain }],
  ])('to %s inherits from its parent', async (_name, scope, expected) => {
    await rescope(scope);
    expect(issue).toHaveBeenCalledWith({
      principal: ALICE,
      scope: expected,
      methods: ['openid', 'token'],
      parent,
    });
  });

  it('of whoever has just logged in has no parent, and ends with what it was proven by', async () => {
    await identityService.issue({ principal: ALICE, methods: ['openid'], notAfter: 5 }, { kind: 'project', id });
    // What is revoked while clouds are asked about the scope is told to whoever issues the token.
    const login = { scope: research, methods: ['openid'], notAfter: 5, revokedUntil: 0 };
    expect(issue).toHaveBeenCalledWith({ principal: ALICE, ...login });
  });

  const foreign: ScopeRequest[] = [
    { kind: 'project', id: 'f'.repeat(32) },
    { kind: 'project', name: 'other', domain: { name: 'acme' } },
    { kind: 'project', name, domain: { name: 'umbrella' } },
    { kind: 'project', name, domain: { id: domain.id, name: 'umbrella' } },
    { kind: 'domain', name: 'umbrella' },
    { kind: 'domain', id: domainRef('umbrella').id, name: 'acme' },
  ];
  it.each(foreign)('to what the user has not is 401: %j', async (scope) => {
    await expect(rescope(scope)).rejects.toMatchObject({
      code: 'unauthorized',
      status: 401,
      message: `None of the clouds gives you access to this ${scope.kind}.`,
    });
    expect(issue).not.toHaveBeenCalled();
  });

  it.each(foreign)('to what nobody knows while a member is away is 503, to come back: %j', async (scope) => {
    at('c').projects = away;
    at('c').domains = away;
    await expect(rescope(scope)).rejects.toMatchObject({
      status: 503,
      retryAfter: 5,
      message: expect.stringContaining('c does not answer'),
    });
  });

  it('to a project that one member has works with all others away', async () => {
    for (const other of ['b', 'c']) at(other).projects = away;
    await rescope({ kind: 'project', id });
    expect(issue).toHaveBeenCalled();
  });

  it('to the system is 401, since there is none over all members', async () => {
    at('c').projects = away;
    await expect(rescope({ kind: 'system' })).rejects.toMatchObject({ code: 'unauthorized' });
  });
});

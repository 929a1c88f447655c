// SPDX-License-Identifier: Apache-2.0
// What is told of a cloud when something is missing: time, an account, an answer.
import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../../../src/members/fleet.ts';
import { createIntake } from '../../../../src/members/intake.ts';
import { KeystoneFails } from '../../../../src/members/liveness.ts';
import type { Cluster } from '../../../../src/model/cluster.ts';
import { GatewayError } from '../../../../src/model/errors.ts';
import { projectRef } from '../../../../src/model/ids.ts';
import { failsAll, type LoginTrouble } from '../../../../src/model/login-trouble.ts';
import { NO_MAINTENANCE } from '../../../../src/model/maintenance.ts';
import type { Member } from '../../../../src/model/member.ts';
import { type CloudEntry, type LookDeps, lookAtCloud } from '../../../../src/scs/clouds/look-at-cloud.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const PROJECT = projectRef('acme', 'research');
const never = () => new Promise<never>(() => undefined);
const breakers = (states: Readonly<Record<string, string>>) => () =>
  new Map(Object.entries(states).map(([origin, state]) => [origin, { state }]));

interface Given {
  readonly strategy?: string;
  readonly alive?: () => Promise<number>;
  readonly projects?: () => Promise<unknown>;
  readonly open?: () => Promise<unknown>;
  readonly breakers?: Readonly<Record<string, string>>;
  readonly clusters?: readonly (() => Promise<never>)[];
  readonly openstack?: boolean;
  /** Of a further kind: what its API says to the question whether it is there. */
  readonly api?: { readonly probe: () => Promise<unknown>; readonly circuit?: string };
  readonly known?: boolean;
  readonly trouble?: LoginTrouble;
}

function look(given: Given, services = true, certificates?: CloudEntry['certificates']) {
  const member = {
    id: 'cloud-a',
    authUrl: 'http://k.example:5000/v3',
    strategy: { kind: given.strategy ?? 'hub-oidc' },
    transport: { intake: createIntake(), limits: { login: 20 }, breakers: breakers(given.breakers ?? {}) },
  } as unknown as Member;
  const clusters = (given.clusters ?? []).map(
    (credential, index) =>
      ({
        id: `c${index}`,
        name: `Cluster ${index}`,
        cloud: 'cloud-a',
        server: 'https://10.0.0.1:6443',
        strategy: { kind: 'passthrough', credential },
        transport: { intake: createIntake(), breakers: breakers({}) },
      }) as unknown as Cluster,
  );
  const fleet = {
    members: new Map(given.openstack === false ? [] : [['cloud-a', member]]),
    clusters: new Map(clusters.map((cluster) => [cluster.id, cluster])),
    apis: new Map(given.api === undefined ? [] : [['cloud-a', apiCloud(given.api)]]),
  } as unknown as Fleet;
  const deps = {
    fleet: () => fleet,
    maintenance: NO_MAINTENANCE,
    now: () => NOW,
    publicUrl: 'https://gateway.example.org',
    liveness: given.alive ?? (async () => 12),
    exchange: {
      projects: given.projects ?? (async () => ({ projects: [{ project: PROJECT }], stale: false })),
      loginTrouble: () => given.trouble,
    },
    views: { get: given.open ?? never },
    lastKnown: {
      routes: async () => (given.known ? [] : undefined),
      catalog: async () => (given.known ? [{ type: 'volumev3', name: 'cinder', endpoints: [] }] : undefined),
      learntAt: () => (given.known ? NOW - 60_000 : undefined),
    },
  } as unknown as LookDeps;
  const own = { principal: { id: 'p', groups: [] }, scope: { kind: 'unscoped' } };
  const caller = { caller: own, cluster: { principal: { id: 'p', groups: [] } }, in: () => ({ ...own }) };
  const looking = { caller, signal: new AbortController().signal, requestId: 'req-1', services };
  const entry = { id: 'cloud-a', name: 'Cloud A', ...(certificates === undefined ? {} : { certificates }) };
  return lookAtCloud(deps, entry, looking as never);
}

const apiCloud = ({ probe, circuit = 'closed' }: NonNullable<Given['api']>) => ({
  id: 'cloud-a',
  kind: { kind: 'breeze', resources: { servers: { service: 'compute' } }, probe },
  api: { url: 'https://b.example/v2' },
  origin: 'https://b.example',
  prefix: '/v2',
  transport: { intake: createIntake(), breakers: breakers({ 'https://b.example': circuit }) },
});

const AWAY = new GatewayError('memberUnreachable', { cloud: 'cloud-a', detail: 'connect ECONNREFUSED 10.0.0.1' });

describe('a cloud', () => {
  it('shows its certificates, and whether their last day is over', async () => {
    const of = (validUntil: string, url?: string) => ({
      scope: 'SCS-compatible IaaS',
      version: 'v5.1',
      validUntil,
      ...(url === undefined ? {} : { url }),
    });
    const { certificates } = await look({}, false, [of('2026-11-23', 'https://c.example'), of('2026-11-22')]);
    expect(certificates).toEqual([
      { ...of('2026-11-23'), valid: true, url: 'https://c.example' },
      { ...of('2026-11-22'), valid: false, url: null },
    ]);
    expect((await look({}, false)).certificates).toEqual([]);
  });

  it('whose sessions do not open in time is up, and what it offers is not known', async () => {
    const item = await look({});
    expect(item).toMatchObject({
      status: 'up',
      latencyMs: 12,
      access: true,
      projects: 1,
      regions: [{ id: 'cloud-a', services: null }],
      capabilities: { compute: null, 'volume-backup': null, kubernetes: false },
      lastSeenAt: '2026-11-23T12:00:00.000Z',
    });
  });

  it('whose Keystone fails whoever logs in is degraded, and says since when', async () => {
    const trouble = failsAll(503, '2026-11-23T11:00:00.000Z');
    expect(await look({ trouble })).toMatchObject({
      status: 'degraded',
      error: {
        code: 'memberUnreachable',
        detail: 'its Keystone answers every login with 503, since 2026-11-23T11:00:00.000Z',
      },
    });
    const fails = () => Promise.reject(new KeystoneFails('cloud-a', 503));
    expect(await look({ trouble, alive: fails })).toMatchObject({ status: 'down', error: { detail: trouble.words } });
    // That nobody answers is newer.
    expect((await look({ trouble, alive: () => Promise.reject(AWAY) })).error?.detail).toBe(AWAY.message);
  });

  it('that does not say the projects in time is up, and nobody knows who may work there', async () => {
    expect(await look({ projects: never })).toMatchObject({ status: 'up', access: null, projects: null });
    const failing = () => Promise.reject(new GatewayError('memberGarbage'));
    expect(await look({ projects: failing })).toMatchObject({ status: 'up', access: null, projects: null });
  });

  it('that is away is down, without its address, and seen when it was seen', async () => {
    const item = await look({ alive: () => Promise.reject(AWAY), known: true });
    expect(item).toMatchObject({
      status: 'down',
      latencyMs: null,
      error: { code: 'memberUnreachable', detail: 'The member cloud cloud-a cannot be reached.' },
      access: null,
      capabilities: { 'block-storage': true, 'volume-backup': null, compute: false },
      lastSeenAt: '2026-11-23T11:59:00.000Z',
    });
    expect(JSON.stringify(item)).not.toContain('10.0.0.1');
    expect(await look({ alive: () => Promise.reject(AWAY) })).toMatchObject({ status: 'down', lastSeenAt: null });
  });

  it("of accounts of its own is not asked for projects: those are not the federation's to know", async () => {
    const item = await look({ strategy: 'native', projects: () => Promise.reject(new Error('asked')) });
    expect(item).toMatchObject({ status: 'up', strategy: 'native', access: null, projects: null });
  });

  it('whose Keystone is held back is degraded', async () => {
    expect((await look({ breakers: { 'http://k.example:5000': 'half-open' } }, false)).status).toBe('degraded');
    expect((await look({ breakers: { 'http://elsewhere.example': 'open' } }, false)).status).toBe('up');
  });

  it('of clusters is as they are, together with its OpenStack', async () => {
    const away = () => Promise.reject(AWAY);
    const unprovable = () => Promise.reject(new GatewayError('forbidden'));
    const refused = () => Promise.reject(new GatewayError('memberRefused'));
    const of = async (given: Given) => {
      const { status, access } = await look({ ...given }, false);
      return [status, access];
    };
    expect(await of({ openstack: false, clusters: [away, away] })).toEqual(['down', null]);
    expect(await of({ openstack: false, clusters: [unprovable] })).toEqual(['unknown', false]);
    expect(await of({ openstack: false, clusters: [away, refused] })).toEqual(['degraded', null]);
    expect(await of({ openstack: false, clusters: [refused] })).toEqual(['up', false]);
    expect(await of({ clusters: [away] })).toEqual(['degraded', true]);
    expect(await of({ clusters: [unprovable] })).toEqual(['up', true]);
    expect(await of({ clusters: [refused], alive: away })).toEqual(['degraded', null]);
    expect(await of({ openstack: false })).toEqual(['unknown', false]);
  });

  describe('of a further kind', () => {
    const said = async (code: ConstructorParameters<typeof GatewayError>[0] | undefined, circuit?: string) => {
      const probe = () => (code === undefined ? Promise.resolve() : Promise.reject(new GatewayError(code)));
      const api = { probe, ...(circuit === undefined ? {} : { circuit }) };
      return look({ openstack: false, api }, false);
    };

    it('is as its own question says', async () => {
      const of = async (...given: Parameters<typeof said>) => {
        const { status, access, api, error } = await said(...given);
        return [status, access, api?.status, error?.code ?? null];
      };
      expect(await of(undefined)).toEqual(['up', true, 'up', null]);
      expect(await of('nativeForbidden')).toEqual(['up', false, 'up', null]);
      expect(await of('nativeLimited')).toEqual(['up', null, 'up', null]);
      expect(await of('memberRefused')).toEqual(['up', false, 'up', null]);
      expect(await of('forbidden')).toEqual(['unknown', false, 'unknown', null]);
      expect(await of('memberUnreachable')).toEqual(['down', null, 'down', 'memberUnreachable']);
      expect(await of('nativeFailed')).toEqual(['down', null, 'down', 'nativeFailed']);
      expect(await of('internal')).toEqual(['unknown', false, 'unknown', null]);
      expect(await of(undefined, 'half-open')).toEqual(['degraded', true, 'up', null]);
    });

    it('offers what its adapters have, in its one region', async () => {
      expect(await said(undefined)).toMatchObject({
        kinds: ['breeze'],
        regions: [{ id: 'cloud-a', services: null }],
        capabilities: { compute: true, image: false, 'volume-backup': false, kubernetes: false },
        lastSeenAt: '2026-11-23T12:00:00.000Z',
      });
      expect(await said('memberTimeout')).toMatchObject({ latencyMs: null, lastSeenAt: null });
    });
  });
});

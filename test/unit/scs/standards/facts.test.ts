// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../../src/model/errors.ts';
import type { Scope } from '../../../../src/model/identity.ts';
import type { Member } from '../../../../src/model/member.ts';
import { readCluster } from '../../../../src/scs/standards/cluster-facts.ts';
import { defaultRulesOf } from '../../../../src/scs/standards/default-rules.ts';
import { type FactKind, type FactsOf, readCloud } from '../../../../src/scs/standards/facts.ts';
import type { DefaultRuleFacts } from '../../../../src/standards/facts.ts';
import { checkDefaultRules } from '../../../../src/standards/scs-0115/default-rules.ts';
import { fakeApi } from '../../../contract/scs-native-api.ts';
import { callOf, fakeSources, flavorItem, type Place } from '../standards-fakes.ts';

const project = (name: string, domain = 'acme') => ({
  id: `id-of-${name}`,
  name,
  domain: { id: domain, name: domain },
});
const endpoint = (region: string) => ({ region, interface: 'public', url: 'https://gateway.example' });

/** As Neutron gives it since 2023.2. */
const RULES = {
  default_security_group_rules: [
    {
      id: '4ae8ea9a-1a2d-4b7f-a2a9-92a24a2fb9ba',
      direction: 'ingress',
      ethertype: 'IPv4',
      remote_group_id: 'PARENT',
      used_in_default_sg: true,
      used_in_non_default_sg: false,
    },
    {
      id: 'b4a6b0b5-2b8a-4d41-9a6a-ec53f56c62d2',
      direction: 'egress',
      ethertype: 'IPv6',
      remote_group_id: null,
      used_in_default_sg: true,
      used_in_non_default_sg: true,
    },
  ],
};

const PLACES: readonly Place[] = [
  {
    cloud: 'cloud-a',
    region: 'cloud-a',
    gives: {
      flavors: [flavorItem('SCS-2V-8'), flavorItem('gone', { disabled: true })],
      'volume-types': [],
      'security-groups': [],
    },
    answers: { 'GET network /default-security-group-rules': RULES },
  },
  {
    cloud: 'cloud-a',
    region: 'cloud-a.west',
    gives: { flavors: new GatewayError('memberTimeout', { cloud: 'cloud-a' }), 'security-groups': [] },
  },
];

const ALL: ReadonlySet<FactKind> = new Set(['flavors', 'volumeTypes', 'services', 'securityGroupDefaults']);

function read(options: { scope?: Scope; strategy?: string; of?: Partial<FactsOf>; places?: readonly Place[] } = {}) {
  const { scope = { kind: 'unscoped' }, strategy = 'hub-oidc', of = {}, places = PLACES } = options;
  const member = { id: 'cloud-a', strategy: { kind: strategy } } as Member;
  const caller = { principal: { id: 'u' }, scope };
  const view = {
    published: {
      routes: ['cloud-a', 'cloud-a.west'].map((regionSlug) => ({ regionSlug })),
      catalog: [
        { type: 'compute', endpoints: [endpoint('cloud-a'), endpoint('cloud-a.west')] },
        { type: 'volumev3', endpoints: [endpoint('cloud-a')] },
      ],
    },
  };
  const deps = {
    fleet: () => ({ members: new Map([['cloud-a', member]]) }),
    exchange: {
      projects: async () => ({ projects: ['research', 'teaching'].map((name) => ({ project: project(name) })) }),
    },
    views: { get: async () => view },
    sources: fakeSources(places),
    now: () => 0,
  } as unknown as Parameters<typeof readCloud>[0];
  const call = callOf({ caller: { caller, in: () => caller } });
  return readCloud(deps, call, { member, kinds: ALL, timeout: 60_000, ...of });
}

describe('the facts of a cloud', () => {
  it('are those of each region, in the words of the member', async () => {
    const { facts } = await read();
    expect(facts[0]).toMatchObject({
      cloud: 'cloud-a',
      region: 'cloud-a',
      flavors: [{ name: 'SCS-2V-8' }],
      volumeTypes: [],
      services: ['compute', 'volumev3'],
      securityGroupDefaults: [
        {
          direction: 'ingress',
          ethertype: 'IPv4',
          remoteGroupId: 'PARENT',
          usedInDefaultGroup: true,
          usedInOtherGroups: false,
        },
        { direction: 'egress', remoteGroupId: null, usedInOtherGroups: true },
      ],
    });
    expect(facts.map(({ region }) => region)).toEqual(['cloud-a', 'cloud-a.west']);
  });

  it('that cannot be read are unknown, each with its reason', async () => {
    const [, west] = (await read()).facts;
    expect(west).toEqual({
      cloud: 'cloud-a',
      region: 'cloud-a.west',
      flavors: { unknown: 'The member cloud cloud-a did not answer in time.' },
      images: { unknown: 'not checked' },
      volumeTypes: { unknown: 'this region does not offer it to you' },
      services: ['compute'],
      securityGroupDefaults: { unknown: 'the cloud does not have this API' },
      s3AtSwift: { unknown: 'not checked' },
    });
  });

  it('are those of the regions that are asked for', async () => {
    const { facts } = await read({ of: { regions: ['cloud-a.west'] } });
    expect(facts.map(({ region }) => region)).toEqual(['cloud-a.west']);
  });

  it.each<[string, Scope, string | undefined, string]>([
    ['the first one', { kind: 'unscoped' }, undefined, 'research'],
    ['the one asked for', { kind: 'unscoped' }, 'acme/teaching', 'teaching'],
    ['that of the token', { kind: 'project', project: project('teaching') }, undefined, 'teaching'],
    ['the first one of the domain', { kind: 'domain', domain: { id: 'acme', name: 'acme' } }, undefined, 'research'],
  ])('are read with a project: %s', async (_what, scope, wanted, name) => {
    const of = wanted === undefined ? {} : { project: wanted };
    expect((await read({ scope, of })).project.name).toBe(name);
  });

  it.each<[string, Parameters<typeof read>[0]]>([
    ['a token of a project that is not there', { scope: { kind: 'project', project: project('else') } }],
    ['a project that is not there', { of: { project: 'else' } }],
    ['a token of another domain', { scope: { kind: 'domain', domain: { id: 'x', name: 'x' } } }],
    ["a member's own accounts alone", { strategy: 'native' }],
  ])('are not read with %s', async (_what, options) => {
    await expect(read(options)).rejects.toMatchObject({ code: 'forbidden', cloud: 'cloud-a' });
  });
});

describe('the default rules of a Neutron without an API for them', () => {
  const at = '2026-11-20T10:00:00Z';
  const group = (rules: readonly object[]) => ({ id: 'sg', created_at: at, security_group_rules: rules });
  const own = { direction: 'ingress', remote_group_id: 'sg', created_at: at };
  const open = { direction: 'ingress', remote_group_id: null };
  const facts = (extensions: readonly string[], rules: readonly object[]) =>
    defaultRulesOf(
      fakeApi({
        'GET network /extensions': { extensions: extensions.map((alias) => ({ alias })) },
        'GET network /security-groups?name=default': { security_groups: [group(rules)] },
      }),
    );

  it.each([
    ['none but its own', [own]],
    ['one that was added later', [own, { ...open, created_at: '2026-11-20T10:05:00Z' }]],
    ['one of unknown age', [open]],
  ])('are those of its code, where the default group lets in %s', async (_what, rules) => {
    const found = await facts(['router', 'security-group'], rules);
    expect(found).toHaveLength(4);
    expect(checkDefaultRules(found as DefaultRuleFacts[]).result).toBe('pass');
  });

  it.each<[string, readonly string[], readonly object[], string]>([
    ['the default group was made open', ['security-group'], [own, { ...open, created_at: at }], 'let in others'],
    ['it has no groups', ['router'], [], 'does not have this API'],
    [
      'it says that it has the API',
      ['security-group', 'security-groups-default-rules'],
      [own],
      'does not have this API',
    ],
  ])('are unknown where %s', async (_what, extensions, rules, reason) => {
    expect(await facts(extensions, rules)).toEqual({ unknown: expect.stringContaining(reason) });
  });
});

describe('the facts of a cluster', () => {
  it('are what its API server says, and unknown where it says nothing', async () => {
    const api = fakeApi(
      {
        'GET kubernetes /version': { gitVersion: 'v1.34.2' },
        'GET kubernetes /api/v1/nodes': {
          metadata: {},
          items: [
            { metadata: { name: 'n1', labels: { 'topology.kubernetes.io/zone': 'z' } } },
            { metadata: { name: 'n2' } },
          ],
        },
        'GET kubernetes /apis/storage.k8s.io/v1/storageclasses': () => {
          throw new GatewayError('nativeForbidden', { cloud: 'cloud-a' });
        },
      },
      { cluster: 'prod' },
    );
    expect(await readCluster(api)).toEqual({
      id: 'prod',
      version: 'v1.34.2',
      nodes: [
        { name: 'n1', labels: { 'topology.kubernetes.io/zone': 'z' } },
        { name: 'n2', labels: {} },
      ],
      storageClasses: { unknown: 'The member cloud cloud-a does not allow this request.' },
      // No such API group: that is known.
      networkPolicies: false,
    });
  });

  it('that gives something else than an API server does are unknown', async () => {
    const api = fakeApi({ 'GET kubernetes /version': 'hello', 'GET kubernetes /api/v1/nodes': {} }, { cluster: 'x' });
    const { version, nodes } = await readCluster(api);
    expect(nodes).toHaveProperty('unknown');
    expect(version).toHaveProperty('unknown');
  });
});

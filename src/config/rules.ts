// SPDX-License-Identifier: Apache-2.0
// The rules that no single field can be judged by: uniqueness, what must not go in the clear, what a strategy demands of
// its own section. They run over what is sound in the file, so that one start reports these faults together with all others.

import type { CloudKinds } from '../adapters/cloud-kind.ts';
import { CLUSTER_STRATEGIES } from '../federation/cluster-strategies/index.ts';
import { STRATEGIES } from '../federation/strategies/index.ts';
import { isLoopback } from '../model/loopback.ts';
import { parseUrl } from '../schema/fields.ts';
import { ofKind } from '../schema/kinds.ts';
import { at, type Fault } from './faults.ts';
import { providerEntryFaults } from './rules-providers.ts';
import { trustFaults } from './rules-trust.ts';
import type { ConfigFile } from './schema.ts';
import { sectionFaults } from './strategy-faults.ts';
import type { Sound } from './validate.ts';

type File = Sound<ConfigFile>;
type Cloud = Sound<ConfigFile['clouds'][number]>;
type OpenStack = Sound<NonNullable<ConfigFile['clouds'][number]['openstack']>>;

export function crossFaults(file: File, kinds: CloudKinds): Fault[] {
  // A list item that is faulty as a whole keeps its place as undefined.
  const clouds: readonly (Cloud | undefined)[] = file.clouds ?? [];
  const providers = file.identityProviders ?? [];
  const each = <T>(
    items: readonly (T | undefined)[],
    path: string,
    rule: (item: T, path: string) => Fault[],
  ): Fault[] => items.flatMap((item, index) => (item === undefined ? [] : rule(item, at(path, index))));

  return [
    ...gatewayFaults(file),
    ...repeated(providers.map((provider, index) => [at(at('identityProviders', index), 'id'), provider?.id])),
    ...repeated(providers.map((provider, index) => [at(at('identityProviders', index), 'issuer'), provider?.issuer])),
    ...(file.identityProviders === undefined || file.clouds === undefined
      ? []
      : providerFaults(providers.length, clouds)),
    ...repeated(clouds.map((cloud, index) => [at(at('clouds', index), 'id'), cloud?.id])),
    ...(file.gateway?.consoleDomain === undefined
      ? []
      : each(clouds, 'clouds', ({ id }, path) =>
          id?.endsWith('-')
            ? [{ path: `${path}.id`, reason: 'must not end in a hyphen: with gateway.consoleDomain it is a host name' }]
            : [],
        )),
    ...repeated(
      clouds.flatMap((cloud, index) =>
        (cloud?.clusters ?? []).map((cluster, place): [string, string | undefined] => [
          `${at('clouds', index)}.${at('clusters', place)}.id`,
          cluster?.id,
        ]),
      ),
    ),
    ...each(providers, 'identityProviders', providerEntryFaults),
    ...each(file.gateway?.portal?.operators ?? [], 'gateway.portal.operators', ({ identityProvider }, path) =>
      providers.some((provider) => provider?.id === identityProvider)
        ? []
        : [{ path: `${path}.identityProvider`, reason: 'is no id of identityProviders[]' }],
    ),
    ...passedTokenFaults(providers, clouds),
    ...each(clouds, 'clouds', (cloud, path) => [
      ...cloudFaults(cloud, path, kinds),
      ...(cloud.openstack === undefined ? [] : openstackFaults(cloud.openstack, `${path}.openstack`)),
      ...sectionFaults(STRATEGIES, cloud.openstack?.strategy, `${path}.openstack.strategy`),
      ...each(cloud.clusters ?? [], `${path}.clusters`, ({ strategy }, place) =>
        sectionFaults(CLUSTER_STRATEGIES, strategy, `${place}.strategy`),
      ),
    ]),
    ...trustFaults(file),
  ];
}

function gatewayFaults({ gateway, state }: File): Fault[] {
  if (gateway === undefined) return [];
  const faults: Fault[] = [];
  const { size, memory } = gateway.limits?.answers ?? {};
  if (size !== undefined && memory !== undefined && memory < 16 * size)
    faults.push({
      path: 'gateway.limits.answers.memory',
      reason: 'must be at least 16 times gateway.limits.answers.size: that is what one answer may become',
    });
  const proxied = (gateway.trustedProxies ?? []).length > 0;
  const publicUrl = parseUrl(gateway.publicUrl ?? '');
  if (publicUrl?.protocol === 'http:' && !isLoopback(publicUrl.hostname) && !proxied) {
    faults.push({
      path: 'gateway.publicUrl',
      reason: 'must be https (plain http is for loopback hosts, or with gateway.trustedProxies set)',
    });
  }
  if (gateway.proxyProtocol === true && !proxied) {
    faults.push({
      path: 'gateway.proxyProtocol',
      reason: 'needs gateway.trustedProxies: nobody else may say whose connection it is',
    });
  }
  const { audit } = gateway;
  if (audit !== undefined && audit.stdout === false && !audit.file && !audit.http && !audit.syslog)
    faults.push({
      path: 'gateway.audit',
      reason:
        'must have at least one of stdout: true, file, http and syslog; without this section there is no audit stream',
    });
  const { listen, operations, workers } = gateway;
  if (listen?.host !== undefined && listen.tls === undefined && !isLoopback(listen.host) && !proxied) {
    faults.push({
      path: 'gateway.listen',
      reason: 'needs tls: without it only a loopback host is allowed, or gateway.trustedProxies must be set',
    });
  }
  if (listen?.port !== undefined && listen.port !== 0 && listen.port === operations?.port) {
    faults.push({ path: 'gateway.operations.port', reason: 'must differ from gateway.listen.port' });
  }
  const { consoleDomain, clusterDomain, s3Domain } = gateway;
  // A page may set cookies for its own host and every domain above it, below which all hosts get them (RFC 6265 §5.3).
  if (consoleDomain !== undefined && publicUrl !== undefined && overlap(consoleDomain, publicUrl.hostname)) {
    faults.push({
      path: 'gateway.consoleDomain',
      reason: `must be apart from the host of gateway.publicUrl, neither it nor above or below it: a cloud's console page could set cookies for ${publicUrl.hostname}`,
    });
  }
  const apart = [
    ['consoleDomain', consoleDomain, 'clusterDomain', clusterDomain],
    ['consoleDomain', consoleDomain, 's3Domain', s3Domain],
    ['s3Domain', s3Domain, 'clusterDomain', clusterDomain],
  ] as const;
  for (const [name, domain, otherName, other] of apart)
    if (domain !== undefined && other !== undefined && overlap(domain, other))
      faults.push({
        path: `gateway.${name}`,
        reason: `must be apart from gateway.${otherName}: one host name would be both`,
      });
  // A faulty reference has a fault of its own: it is there.
  if (workers !== undefined && workers > 1 && state !== undefined && !('redis' in state)) {
    faults.push({
      path: 'gateway.workers',
      reason: 'more than 1 requires state.redis: a revocation must reach all processes',
    });
  }
  return faults;
}

/** One is the other, or lies below it. */
const overlap = (a: string, b: string): boolean => a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);

/** A second entry with the same value is the faulty one. */
function repeated(entries: readonly (readonly [path: string, value: string | undefined])[]): Fault[] {
  const first = new Map<string, string>();
  return entries.flatMap(([path, value]) => {
    if (value === undefined) return [];
    const earlier = first.get(value);
    if (earlier === undefined) first.set(value, path);
    return earlier === undefined ? [] : [{ path, reason: `must be unique: the same as ${earlier}` }];
  });
}

function providerFaults(providers: number, clouds: readonly (Cloud | undefined)[]): Fault[] {
  if (clouds.some((cloud) => (cloud?.openstack?.homeDomains?.length ?? 0) > 0)) return [];
  const needsNone = clouds.every((cloud) => {
    const kind = cloud?.openstack?.strategy?.kind;
    return (
      kind !== undefined && ofKind<{ readonly kind: string; readonly ownAccounts?: true }>(STRATEGIES, kind).ownAccounts
    );
  });
  if (providers > 0 || needsNone) return [];
  return [
    {
      path: 'identityProviders',
      reason: 'must have at least one entry, unless every cloud has a strategy of kind native or one has homeDomains',
    },
  ];
}

/** A token that a member gets as it is must open nothing else: neither the gateway nor a member of another cloud. */
function passedTokenFaults(
  providers: readonly (Sound<ConfigFile['identityProviders'][number]> | undefined)[],
  clouds: readonly (Cloud | undefined)[],
): Fault[] {
  const ours = new Set(providers.flatMap((provider) => provider?.audiences ?? []));
  const exchanged = providers.some((provider) => provider === undefined || 'exchange' in provider);
  const taken = new Map<string, { readonly cloud: number; readonly path: string }>();
  return clouds.flatMap((cloud, index) =>
    passedAt(cloud, at('clouds', index)).flatMap(({ path, what, audience, accepted }): Fault[] => {
      const faults: Fault[] = [];
      if (what === 'cloud' && !exchanged)
        faults.push({
          path,
          reason: 'needs an identity provider with exchange, which gives the tokens for this cloud',
        });
      if (audience === undefined) return faults;
      const where = `${path}.audience`;
      const other = taken.get(audience);
      if (ours.has(audience) && !accepted)
        faults.push({
          path: where,
          reason: `must not be among identityProviders[].audiences: the ${what} would get tokens that are good for a login at the gateway${what === 'cluster' ? ' (acceptsGatewayAudience says that it may)' : ''}`,
        });
      else if (other === undefined) taken.set(audience, { cloud: index, path: where });
      else if (other.cloud !== index)
        faults.push({
          path: where,
          reason: `must differ from ${other.path}: a token for one of them would open the other`,
        });
      return faults;
    }),
  );
}

interface Passed {
  readonly path: string;
  readonly what: 'cloud' | 'cluster';
  readonly audience: string | undefined;
  readonly accepted: boolean;
}

function passedAt(cloud: Cloud | undefined, path: string): Passed[] {
  const strategy = cloud?.openstack?.strategy;
  const own: Passed[] =
    strategy?.kind === 'passthrough'
      ? [{ path: `${path}.openstack.strategy`, what: 'cloud', audience: strategy.audience, accepted: false }]
      : [];
  const clusters = (cloud?.clusters ?? []).flatMap((cluster, place): Passed[] => {
    const { strategy } = cluster ?? {};
    if (strategy?.kind !== 'passthrough') return [];
    const accepted = strategy.acceptsGatewayAudience === true;
    return [
      { path: `${path}.${at('clusters', place)}.strategy`, what: 'cluster', audience: strategy.audience, accepted },
    ];
  });
  return [...own, ...clusters];
}

function cloudFaults(cloud: Cloud, path: string, kinds: CloudKinds): Fault[] {
  // Its API as a whole is of one kind, which has the cloud's own region; clusters stand beside any.
  const [first, second] = ['openstack', ...kinds.map(({ kind }) => kind)].filter((kind) => kind in cloud);
  const empty = first === undefined && cloud.clusters?.length === 0;
  const others = kinds.map(({ kind }) => ` or ${kind}`).join('');
  return [
    ...(empty ? [{ path, reason: `must have an openstack${others} section, clusters, or both` }] : []),
    ...(second === undefined
      ? []
      : [{ path: `${path}.${second}`, reason: `must not stand beside ${first}: a cloud is of one kind` }]),
  ];
}

function openstackFaults(openstack: OpenStack, path: string): Fault[] {
  const faults: Fault[] = [];
  const url = parseUrl(openstack.authUrl ?? '');
  if (url?.protocol === 'http:' && !isLoopback(url.hostname) && openstack.interface === 'public') {
    faults.push({
      path: `${path}.authUrl`,
      reason: 'must be https (plain http is for loopback hosts, or with interface internal on a network of your own)',
    });
  }
  const right = url && rightAuthUrl(url);
  if (right !== undefined)
    faults.push({ path: `${path}.authUrl`, reason: `must be the root of version 3 of its Keystone: ${right}` });
  const renames = Object.entries(openstack.projects ?? {});
  for (const [name] of renames) {
    if (!/^[^/]+\/.+$/.test(name)) {
      faults.push({ path: at(`${path}.projects`, name), reason: 'the key must be "domain/project"' });
    }
  }
  // Two of the caller's projects must not become one at the member: what belongs to which could not be told.
  const targets = renames.map(([name, target]) => [at(`${path}.projects`, name), target] as const);
  return [...faults, ...repeated(targets)];
}

/** Where a URL of version 2, or of a resource of version 3 (`/v3/auth/tokens`), stands for the root. Undefined: it is one. */
function rightAuthUrl({ origin, pathname }: URL): string | undefined {
  const path = pathname.replace(/\/+$/, '');
  if (path.endsWith('/v3')) return undefined;
  const [, above] = /^(.*?)\/v(?:2(?:\.0)?|3(?:\.\d+)?)(?:\/.*)?$/.exec(path) ?? [];
  return above === undefined ? undefined : `${origin}${above}/v3`;
}

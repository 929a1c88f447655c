// SPDX-License-Identifier: Apache-2.0
// Configurations under which one person, cloud or cluster could pass for another: what is proven to one would hold at the
// other as well. Refused, each with what it would open (docs/security.md). Where there is a legitimate use, a field says
// that the operator knows: `sharedDomain`, `sharedOrigin`, `groupNames`.
import { STRATEGIES } from '../federation/strategies/index.ts';
import { covers, nameOf } from '../model/may-name.ts';
import { parseUrl } from '../schema/fields.ts';
import { ofKind } from '../schema/kinds.ts';
import { at, type Fault } from './faults.ts';
import type { ConfigFile } from './schema.ts';
import type { Sound } from './validate.ts';

type File = Sound<ConfigFile>;
type Provider = Sound<ConfigFile['identityProviders'][number]>;
type Cloud = Sound<ConfigFile['clouds'][number]>;
type OpenStack = Sound<NonNullable<ConfigFile['clouds'][number]['openstack']>>;
type Cluster = Sound<ConfigFile['clouds'][number]['clusters'][number]>;

type Home = Pick<Provider, 'domain' | 'sharedDomain'> & { readonly cloudDomain?: string | undefined };

/** Something with its place in the file. */
type Placed<T> = readonly [path: string, item: T];

export function trustFaults(file: File): Fault[] {
  // An entry that repeats another has a fault already, and would have one with each rule here.
  const all = placed<Provider>(file.identityProviders, 'identityProviders');
  const providers = firstOf(firstOf(all, 'id'), 'issuer');
  const clouds = firstOf(placed<Cloud>(file.clouds, 'clouds'), 'id');
  const members = clouds.flatMap(([path, { openstack }]): Placed<OpenStack>[] =>
    openstack === undefined ? [] : [[`${path}.openstack`, openstack]],
  );
  const clusters = clouds.flatMap(([path, cloud]) => placed<Cluster>(cloud.clusters, `${path}.clusters`));
  const homes = members.flatMap(([path, { homeDomains }]) => placed<Home>(homeDomains, `${path}.homeDomains`));
  const domains = [...new Set([...providers, ...homes].flatMap(([, { domain }]) => domain ?? []))];
  // A faulty domain has a fault of its own, and may be the one that is meant.
  const complete = file.identityProviders?.every((provider) => provider?.domain !== undefined) ?? false;
  const { publicUrl } = file.gateway ?? {};
  return [
    ...ownIssuerFaults(providers, publicUrl),
    ...domainFaults([...providers, ...homes]),
    ...homeFaults(members, providers),
    ...loopFaults(members, clusters, file.gateway),
    ...audienceFaults(members, clusters, publicUrl),
    ...memberFaults(members),
    ...hostFaults(members),
    ...clusterFaults(clusters),
    ...ownTokenFaults(clusters, providers),
    ...groupFaults(members, clusters, domains, complete),
  ];
}

const placed = <T>(items: readonly (T | undefined)[] | undefined, path: string): Placed<T>[] =>
  (items ?? []).flatMap((item, index) => (item === undefined ? [] : [[at(path, index), item] as const]));

const firstOf = <Field extends string, T extends { readonly [F in Field]?: string | undefined }>(
  items: readonly Placed<T>[],
  field: Field,
): Placed<T>[] =>
  items.filter(
    ([, item], index) =>
      item[field] === undefined || items.findIndex(([, other]) => other[field] === item[field]) === index,
  );

/** Every token that the gateway signs for a member would be a login here, and each login the proof for the next. */
function ownIssuerFaults(providers: readonly Placed<Provider>[], publicUrl: string | undefined): Fault[] {
  const own = canonical(publicUrl);
  return providers.flatMap(([path, { issuer }]) =>
    own !== undefined && canonical(issuer) === own
      ? [
          {
            path: `${path}.issuer`,
            reason: 'must not be the gateway itself: its tokens for members would be logins here',
          },
        ]
      : [],
  );
}

/** A request would come back to the gateway, and again, until its bounds end it. */
function loopFaults(
  members: readonly Placed<OpenStack>[],
  clusters: readonly Placed<Cluster>[],
  gateway: File['gateway'],
): Fault[] {
  const own = parseUrl(gateway?.publicUrl ?? '')?.origin;
  const domains = [gateway?.clusterDomain, gateway?.consoleDomain, gateway?.s3Domain].filter(
    (domain) => domain !== undefined,
  );
  const urls = [
    ...members.map(([path, { authUrl }]) => [`${path}.authUrl`, authUrl] as const),
    ...clusters.map(([path, { server }]) => [`${path}.server`, server] as const),
  ];
  return urls.flatMap(([path, written]) => {
    const url = parseUrl(written ?? '');
    if (url === undefined) return [];
    if (url.origin === own)
      return [{ path, reason: 'must not be of the host and port of gateway.publicUrl: the gateway would ask itself' }];
    return domains.some((domain) => covers(`*.${domain}`, nameOf(url)))
      ? [
          {
            path,
            reason: 'must not be below clusterDomain, consoleDomain or s3Domain of the gateway: it would ask itself',
          },
        ]
      : [];
  });
}

function domainFaults(providers: readonly Placed<Pick<Provider, 'domain' | 'sharedDomain'>>[]): Fault[] {
  return againstEarlier(providers, ([before, one], [path, other]): Fault[] => {
    if (one.domain === undefined || other.domain === undefined) return [];
    const where = `${path}.domain`;
    const earlier = `${before}.domain`;
    if (one.domain === other.domain)
      return one.sharedDomain && other.sharedDomain
        ? []
        : [
            {
              path: where,
              reason: `must not be the same as ${earlier}: users and groups of one name at both providers would be one on clusters and by held credentials (if they are the same people, set sharedDomain: true on both)`,
            },
          ];
    if (folded(one.domain) === folded(other.domain))
      return [
        {
          path: where,
          reason: `must differ from ${earlier} in more than letter case and accents: databases of clouds take such names as one`,
        },
      ];
    if (other.domain.startsWith(`${one.domain}/`))
      return [
        {
          path: where,
          reason: `must not begin like ${earlier} before a slash (write it without, such as "${other.domain.replaceAll('/', '-')}"): domain/name would have two readings`,
        },
      ];
    return one.domain.startsWith(`${other.domain}/`)
      ? [
          {
            path: where,
            reason: `must not be what ${earlier} begins with before a slash (write that without, such as "${one.domain.replaceAll('/', '-')}"): domain/name would have two readings`,
          },
        ]
      : [];
  });
}

/** The principal of an account is its Keystone's URL and its id there: no other entry may have the same. */
function homeFaults(members: readonly Placed<OpenStack>[], providers: readonly Placed<Provider>[]): Fault[] {
  const homes = members.filter(([, { homeDomains }]) => homeDomains !== undefined && homeDomains.length > 0);
  return [
    ...againstEarlier(homes, ([before, one], [path, other]) =>
      one.authUrl !== undefined && canonical(withVersion(one.authUrl)) === canonical(withVersion(other.authUrl))
        ? [{ path: `${path}.homeDomains`, reason: `must stand at ${before}, which is the same Keystone` }]
        : [],
    ),
    ...homes.flatMap(([path, { authUrl }]) => {
      const same = providers.find(([, { issuer }]) => canonical(issuer) === canonical(withVersion(authUrl)));
      return same === undefined
        ? []
        : [
            {
              path: `${same[0]}.issuer`,
              reason: `must not be ${path}.authUrl, which names the accounts of that cloud`,
            },
          ];
    }),
    ...homes.flatMap(([path, { homeDomains }]) =>
      againstEarlier(placed<Home>(homeDomains, `${path}.homeDomains`), ([before, one], [where, other]) =>
        (one.cloudDomain ?? one.domain) === (other.cloudDomain ?? other.domain)
          ? [{ path: where, reason: `must not be the same domain of the cloud as ${before}` }]
          : [],
      ),
    ),
  ];
}

/** A JWT for one member would open the other: whoever runs one could be its users at the other. */
function audienceFaults(
  members: readonly Placed<OpenStack>[],
  clusters: readonly Placed<Cluster>[],
  publicUrl: string | undefined,
): Fault[] {
  const audiences = [
    ...members.flatMap(([path, { strategy, authUrl }]) => audience(path, strategy, withVersion(authUrl))),
    ...clusters.flatMap(([path, { strategy, server }]) => audience(path, strategy, withoutSlash(server))),
  ];
  const passed = [
    ...clusters.map(([path, { strategy, server }]) => [path, strategy, server] as const),
    ...members.map(([path, { strategy, authUrl }]) => [path, strategy, withVersion(authUrl)] as const),
  ].flatMap(([path, strategy, server]) =>
    strategy?.kind === 'passthrough' && strategy.audience !== undefined
      ? [[`${path}.strategy.audience`, { value: strategy.audience, server: canonical(server) }] as const]
      : [],
  );
  const own = canonical(publicUrl);
  return [
    ...audiences.flatMap(([path, value]) =>
      own !== undefined && canonical(value) === own
        ? [{ path, reason: "must not be the gateway's publicUrl, which is the audience of its own tokens" }]
        : [],
    ),
    ...againstEarlier(audiences, ([earlier, one], [path, other]) =>
      one === other ? [{ path, reason: sameAudience(earlier) }] : [],
    ),
    ...passed.flatMap(([path, { value, server }]) => {
      // One server that takes tokens of both issuers is opened by nobody else's.
      const other = audiences.find(([, one, place]) => one === value && place !== server);
      return other === undefined ? [] : [{ path, reason: sameAudience(other[0]) }];
    }),
  ];
}

function audience(
  path: string,
  strategy: { readonly kind?: string | undefined; readonly audience?: string | undefined } | undefined,
  url: string | undefined,
): (readonly [path: string, audience: string, place: string | undefined])[] {
  const value = strategy?.audience ?? url;
  return strategy?.kind !== 'hub-oidc' || value === undefined
    ? []
    : [[`${path}.strategy.audience`, value, canonical(url)]];
}

const sameAudience = (earlier: string): string =>
  `must not be the same as ${earlier} (give each its own, and require it there): a token for one would open the other`;

/** Only accounts of a cloud's own log in at a `native` one: what it is to the federation cannot be mixed up. */
function memberFaults(members: readonly Placed<OpenStack>[]): Fault[] {
  const federated = members.filter(([, { strategy }]) => {
    const kind = strategy?.kind;
    return kind !== undefined && !ofKind<{ kind: string; ownAccounts?: true }>(STRATEGIES, kind).ownAccounts;
  });
  return againstEarlier(federated, ([before, one], [path, other]): Fault[] => {
    const where = `${path}.authUrl`;
    const [first, second] = [parseUrl(one.authUrl ?? ''), parseUrl(other.authUrl ?? '')];
    if (first === undefined || second === undefined || first.origin !== second.origin) return [];
    if (withVersion(first.href) === withVersion(second.href))
      return [{ path: where, reason: `must not be the same as ${before}.authUrl: one cloud would count as two` }];
    return one.sharedOrigin && other.sharedOrigin
      ? []
      : [
          {
            path: where,
            reason: `must not be of the same host and port as ${before}.authUrl: who answers there sees the tokens of both clouds (if both are theirs, set sharedOrigin: true on both)`,
          },
        ];
  });
}

/** What a cloud may name gets its users' tokens: the Keystone of another would. */
function hostFaults(members: readonly Placed<OpenStack>[]): Fault[] {
  const known = members.map(([path, openstack]) => {
    const url = parseUrl(openstack.authUrl ?? '');
    return { path, openstack, host: url && nameOf(url) };
  });
  return known.flatMap(({ path, openstack, host: own }) =>
    placed<string>(openstack.hosts, `${path}.hosts`).flatMap(([where, entry]): Fault[] => {
      const named = known.find(
        ({ host, openstack: other }) =>
          host !== undefined && host !== own && !(openstack.sharedOrigin && other.sharedOrigin) && covers(entry, host),
      );
      return named === undefined
        ? []
        : [
            {
              path: where,
              reason: `must not cover the host of ${named.path}.authUrl: that cloud would see the tokens of this one (if both are of one operator, set sharedOrigin: true on both)`,
            },
          ];
    }),
  );
}

/** On one server a person must have one name, and no other person the same one. */
function clusterFaults(clusters: readonly Placed<Cluster>[]): Fault[] {
  const impersonating = clusters.flatMap(([path, { server, strategy }]) =>
    server !== undefined && strategy?.kind === 'impersonate'
      ? [[path, { server: canonical(server), prefix: strategy.prefix ?? 'scs:' }] as const]
      : [],
  );
  return againstEarlier(impersonating, ([before, one], [path, other]) =>
    one.server === other.server && one.prefix !== other.prefix
      ? [
          {
            path: `${path}.strategy.prefix`,
            reason: `must be the same as ${before}.strategy.prefix: both are one server, where one person would have two names`,
          },
        ]
      : [],
  );
}

/** A token of the cluster's own must be a cluster's without doubt, and must be what speaks for the caller there. */
function ownTokenFaults(clusters: readonly Placed<Cluster>[], providers: readonly Placed<Provider>[]): Fault[] {
  return clusters.flatMap(([path, { strategy, serviceAccounts }]): Fault[] => {
    if (serviceAccounts === undefined) return [];
    const { issuer, keys } = serviceAccounts;
    const provider = providers.find(([, one]) => issuer !== undefined && one.issuer === issuer);
    const certified =
      strategy?.kind === 'impersonate' &&
      (strategy.clientCertificate !== undefined || strategy.kubeconfig !== undefined);
    return [
      ...(certified
        ? [
            {
              path: `${path}.serviceAccounts`,
              reason:
                "needs strategy.token: with a client certificate the cluster would take every caller for the gateway's account",
            },
          ]
        : []),
      ...(keys !== undefined && issuer === undefined
        ? [{ path: `${path}.serviceAccounts.issuer`, reason: 'is required with keys' }]
        : []),
      ...(provider !== undefined && keys === undefined
        ? [
            {
              path: `${path}.serviceAccounts.keys`,
              reason: `is required: the issuer is that of ${provider[0]}, and another cluster could publish its keys too`,
            },
          ]
        : []),
    ];
  });
}

/** Where providers have different domains, each may have a group of any name. */
function groupFaults(
  members: readonly Placed<OpenStack>[],
  clusters: readonly Placed<Cluster>[],
  domains: readonly string[],
  complete: boolean,
): Fault[] {
  const held = members.flatMap(([path, { strategy }]) =>
    strategy !== undefined && 'credentials' in strategy
      ? placed<{ readonly groupDomain?: string | undefined }>(strategy.credentials, `${path}.strategy.credentials`)
      : [],
  );
  return [
    ...held.flatMap(([path, { groupDomain }]): Fault[] => {
      if (groupDomain === undefined)
        return domains.length < 2
          ? []
          : [
              {
                path: `${path}.groupDomain`,
                reason: `is required, since identity providers have different domains: groups of the same name in ${listed(domains)} would all use this credential`,
              },
            ];
      return !complete || domains.length === 0 || domains.includes(groupDomain)
        ? []
        : [{ path: `${path}.groupDomain`, reason: `must be the domain of an identity provider: ${listed(domains)}` }];
    }),
    ...clusters.flatMap(([path, { strategy }]) =>
      domains.length > 1 && strategy?.kind === 'impersonate' && strategy.groupNames === 'plain'
        ? [
            {
              path: `${path}.strategy.groupNames`,
              reason: `must not be plain, since identity providers have different domains: groups of the same name in ${listed(domains)} would be one group on this cluster`,
            },
          ]
        : [],
    ),
  ];
}

const listed = (domains: readonly string[]): string => domains.map((domain) => `"${domain}"`).join(', ');

/** Each item once, against the first that it does not go with: all pairs of sixty would be 1,770 lines. */
const againstEarlier = <T>(items: readonly T[], rule: (earlier: T, item: T) => Fault[]): Fault[] =>
  items.flatMap((item, index) => {
    for (const earlier of items.slice(0, index)) {
      const faults = rule(earlier, item);
      if (faults.length > 0) return faults;
    }
    return [];
  });

const withoutSlash = (url: string | undefined): string | undefined => url?.replace(/\/+$/, '');

/** As a member's authUrl is resolved. */
function withVersion(url: string | undefined): string | undefined {
  const base = withoutSlash(url);
  return base === undefined || base.endsWith('/v3') ? base : `${base}/v3`;
}

/** One spelling for one place: letter case of the host, the default port, slashes at the end. */
const canonical = (url: string | undefined): string | undefined =>
  url === undefined ? undefined : withoutSlash(parseUrl(url)?.href ?? url);

/** As MySQL and MariaDB compare by default (utf8mb4_general_ci, utf8mb4_0900_ai_ci): no letter case, no accents. */
const folded = (name: string): string => name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

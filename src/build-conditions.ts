// SPDX-License-Identifier: Apache-2.0
// What is wrong although the gateway goes on (model/conditions.ts), gathered from whoever sees it: of a configuration alone,
// for `scs-gateway check`, and of a running gateway, for its log, /readyz and metrics.
import type { Config } from './config/config.ts';
import { clusterTls } from './federation/create-strategy.ts';
import { type Keys, lookAtKeys } from './federation/keys.ts';
import type { CertificateEnd } from './gateway/condition-metrics.ts';
import { type Conditions, createConditions } from './gateway/conditions.ts';
import { createProxies } from './gateway/limits/address.ts';
import { createOneAddress, type OneAddress } from './gateway/limits/one-address.ts';
import type { ReachReports } from './members/reach-reports.ts';
import type { ServedCertificates } from './members/served-certificates.ts';
import {
  certificatesIn,
  longest,
  shortest,
  unnamed,
  type Validity,
  validityFault,
  validityOf,
} from './model/certificates.ts';
import type { Clock } from './model/clock.ts';
import { type Condition, condition, refusalOf, type Subject } from './model/conditions.ts';

interface OwnCertificate {
  readonly subject: Subject;
  readonly peer: string;
  readonly what: string;
  readonly validity: Validity;
  /** Of the hosts that it is for. */
  readonly unnamed?: readonly string[];
}

/** Reading them anew at each scrape would cost what it does once. */
const read = new WeakMap<Config, readonly OwnCertificate[]>();

function certificatesOf(config: Config): readonly OwnCertificate[] {
  const known = read.get(config);
  if (known !== undefined) return known;
  const { gateway, identityProviders, clouds } = config;
  const found: OwnCertificate[] = [];
  const add = (subject: Subject, peer: string, what: string, pem: string | undefined): void => {
    const all = certificatesIn(pem ?? '').map(validityOf);
    if (all.length === 0) return;
    const validity = subject === 'caFile' ? longest(all) : shortest(all);
    found.push({ subject, peer, what, validity });
  };
  const { tls } = gateway.listen;
  const chain = certificatesIn(tls?.cert ?? '');
  const [leaf] = chain;
  if (leaf !== undefined)
    found.push({
      subject: 'listener',
      peer: '',
      what: 'the certificate of gateway.listen.tls',
      validity: shortest(chain.map(validityOf)),
      unnamed: unnamed(leaf, hostsOf(gateway)),
    });
  add('caFile', '', 'the authority in gateway.caFile', gateway.ca);
  for (const { id, ca } of identityProviders)
    add('caFile', id, `the authority in caFile of the identity provider ${id}`, ca);
  for (const { id: cloud, openstack, clusters } of clouds) {
    add('caFile', cloud, `the authority in caFile of the cloud ${cloud}`, openstack?.ca);
    for (const { id, ca, strategy } of clusters) {
      const account = clusterTls(strategy);
      add('caFile', cloud, `the authority of the cluster ${id}`, ca ?? account.ca);
      add('clientCertificate', cloud, `the client certificate for the cluster ${id}`, account.cert);
    }
  }
  read.set(config, found);
  return found;
}

/** What clients connect to by name. Behind a proxy that ends TLS it is the proxy's certificate that they see. */
function hostsOf(gateway: Config['gateway']): string[] {
  if (gateway.trustedProxies.length > 0 && !gateway.proxyProtocol) return [];
  const { clusterDomain, consoleDomain, s3Domain } = gateway;
  const domains = [clusterDomain, consoleDomain, s3Domain].filter((domain) => domain !== undefined);
  return [new URL(gateway.publicUrl).hostname, ...domains.map((domain) => `any.${domain}`)];
}

function certificateConditions(config: Config, now: number): Condition[] {
  return certificatesOf(config).flatMap(({ subject, peer, what, validity, unnamed = [] }) => {
    const at = { subject, peer };
    const fault = validityFault(validity, at, what, now);
    const others = unnamed.map((host) => host.replace(/^any\./, '*.')).join(', ');
    return [
      ...(fault === undefined ? [] : [fault]),
      ...(others === '' ? [] : [condition('certificateOtherName', at, what, others)]),
    ];
  });
}

/** What can be said of a configuration and the files that it names, without a gateway. */
export async function conditionsOf(config: Config, now: number): Promise<Condition[]> {
  const keys = await lookAtKeys(config.gateway.keys);
  return [...(keys === undefined ? [] : [keys]), ...certificateConditions(config, now)];
}

export interface BuildConditionsDeps {
  readonly config: () => Config;
  readonly keys: Pick<Keys, 'condition'>;
  readonly reports: Pick<ReachReports, 'unknownRegions'>;
  readonly served: ServedCertificates;
  readonly now: Clock;
  readonly log: Parameters<typeof createConditions>[0]['log'];
  readonly worker: number | undefined;
}

export interface BuiltConditions extends Conditions {
  readonly clients: Pick<OneAddress, 'seen'>;
  /** For the metrics. */
  certificateEnds(): readonly CertificateEnd[];
  /** A changed configuration, and why it is not in force; undefined: the newest one is. */
  refused(reason?: string): void;
}

export function buildConditions(deps: BuildConditionsDeps): BuiltConditions {
  const { config, keys, reports, served, now, log, worker } = deps;
  const { trustedProxies, proxyProtocol, forwardedHeader } = config().gateway;
  const { trusts } = createProxies(trustedProxies, forwardedHeader);
  const clients = createOneAddress({ now, trusts, proxyProtocol });
  let refusal: Condition | undefined;
  const peers = (): ReadonlySet<string> =>
    new Set([...config().clouds, ...config().identityProviders].map(({ id }) => id));
  const conditions = createConditions({
    look: () => [
      ...[keys.condition(), clients.condition()].filter((one) => one !== undefined),
      ...certificateConditions(config(), now()),
      ...served.conditions(peers()),
      ...config().clouds.flatMap(({ id }) => reports.unknownRegions(id) ?? []),
    ],
    log,
    speaks: (worker ?? 1) === 1,
  });
  return {
    ...conditions,
    clients,
    current: () => [...conditions.current(), ...(refusal === undefined ? [] : [refusal])],
    certificateEnds: () => [
      ...certificatesOf(config()).map(({ subject, peer, validity }) => ({
        subject,
        peer,
        seconds: (validity.until - now()) / 1000,
      })),
      ...[...served.expiries(peers())].map(([peer, seconds]) => ({ subject: 'served' as const, peer, seconds })),
    ],
    refused(reason) {
      refusal = reason === undefined ? undefined : refusalOf(reason);
    },
  };
}

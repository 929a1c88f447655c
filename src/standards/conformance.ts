// SPDX-License-Identifier: Apache-2.0
// The conformance report: judges the facts of one region of a cloud, or of one cluster, by the checks of the scopes.
import { type Check, IAAS_CHECKS, type IaasVersion } from './conformance-checks.ts';
import { type CloudFacts, type ClusterFacts, type Fact, isUnknown } from './facts.ts';
import { checkNetworkPolicies, checkNodes, checkStorageClasses } from './kaas/check-cluster.ts';
import { checkVersion } from './kaas/kubernetes-versions.ts';
import { type Result, unknown, type Verdict, worst } from './verdict.ts';

interface ConformanceCheck extends Verdict {
  /** The id of the upstream test. */
  readonly id: string;
  readonly standard: string;
  readonly title: string;
  readonly level: Check['level'];
  /** The versions of the scope that include it. */
  readonly versions: readonly string[];
}

interface ScopeSummary {
  readonly scope: 'SCS-compatible IaaS' | 'SCS-compatible KaaS';
  readonly version: 'v5.1' | 'next' | 'v1';
  /** `pass` only if every check passes; `unknown` if none fails and some cannot be decided. */
  readonly result: Result;
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
}

export interface ConformanceReport {
  /** When the facts were judged, RFC 3339. */
  readonly checkedAt: string;
  readonly summary: readonly ScopeSummary[];
  readonly checks: readonly ConformanceCheck[];
}

interface ClusterCheck {
  readonly id: string;
  readonly standard: string;
  readonly title: string;
  readonly level: Check['level'];
  readonly versions: readonly string[];
  readonly run: (cluster: ClusterFacts, now: number) => Verdict;
}

const known = <T>(fact: Fact<T>, judge: (value: T) => Verdict): Verdict =>
  isUnknown(fact) ? unknown(fact.unknown) : judge(fact);

export const KAAS_CHECKS: readonly ClusterCheck[] = [
  {
    id: 'cncf-k8s-conformance',
    standard: 'cncf-k8s-conformance',
    title: 'The cluster conforms to Kubernetes',
    level: 'mandatory',
    versions: ['v1'],
    run: () => unknown('requires a run of the conformance tests'),
  },
  {
    id: 'version-policy-check',
    standard: 'scs-0210-v2',
    title: 'The version is supported and recent',
    level: 'mandatory',
    versions: ['v1'],
    run: ({ version }, now) => known(version, (text) => checkVersion(text, now)),
  },
  {
    id: 'kaas-networking-check',
    standard: 'scs-0219-v1',
    title: 'NetworkPolicy is served and enforced',
    level: 'mandatory',
    versions: ['v1'],
    run: ({ networkPolicies }) => known(networkPolicies, checkNetworkPolicies),
  },
  {
    id: 'node-distribution-check',
    standard: 'scs-0214-v2',
    title: 'Nodes are spread and labelled',
    level: 'manual',
    versions: [],
    run: ({ nodes }) => known(nodes, checkNodes),
  },
  {
    // Not a test of the scope any more: upstream removed it.
    id: 'scs-0211-default-storage-class',
    standard: 'scs-0211-v1',
    title: 'There is one default storage class',
    level: 'recommended',
    versions: [],
    run: ({ storageClasses }) => known(storageClasses, checkStorageClasses),
  },
];

function summarise(
  scope: ScopeSummary['scope'],
  version: ScopeSummary['version'],
  checks: readonly ConformanceCheck[],
): ScopeSummary {
  const results = checks.filter(({ versions }) => versions.includes(version)).map(({ result }) => result);
  const count = (wanted: Result): number => results.filter((result) => result === wanted).length;
  return {
    scope,
    version,
    result: results.length === 0 ? 'unknown' : worst(results),
    pass: count('pass'),
    fail: count('fail'),
    unknown: count('unknown'),
  };
}

const judged = ({ run: _, ...row }: Check | ClusterCheck, verdict: Verdict): ConformanceCheck => ({
  ...row,
  ...verdict,
});

export function conformanceReport(facts: CloudFacts, now: number): ConformanceReport {
  const checks = IAAS_CHECKS.map((check) => judged(check, check.run(facts, now)));
  const versions: readonly IaasVersion[] = ['v5.1', 'next'];
  return {
    checkedAt: new Date(now).toISOString(),
    summary: versions.map((version) => summarise('SCS-compatible IaaS', version, checks)),
    checks,
  };
}

/** Judges the scope of clusters by one cluster. */
export function clusterConformanceReport(cluster: ClusterFacts, now: number): ConformanceReport {
  const checks = KAAS_CHECKS.map((check) => judged(check, check.run(cluster, now)));
  return {
    checkedAt: new Date(now).toISOString(),
    summary: [summarise('SCS-compatible KaaS', 'v1', checks)],
    checks,
  };
}

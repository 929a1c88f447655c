// SPDX-License-Identifier: Apache-2.0
// The trust of a Kubernetes cluster, step by step: that an apiserver answers, whom it takes a user for, what that user may do,
// and what it offers. By the cluster's own transport and strategy.
import type { Cluster } from '../model/cluster.ts';
import type { HeaderField, HttpAnswer } from '../model/http.ts';
import { isObject } from '../model/is-object.ts';
import { jsonObject } from '../model/json-object.ts';
import { kubernetesAge } from '../standards/kaas/kubernetes-versions.ts';
import { lookAtClock } from './clock.ts';
import { type Ledger, oneLine, StepFailure } from './ledger.ts';
import type { Who } from './who.ts';

export interface ClusterCheck {
  readonly cluster: Cluster;
  readonly who: Who;
  /** For `passthrough`: the token itself. A secret. */
  readonly token?: string | undefined;
  readonly namespace: string;
  /** As RBAC knows them, where the strategy decides that. */
  readonly prefix: string | undefined;
  readonly now: () => number;
}

const PROOF = ['login', 'rights', 'discovery'] as const;

export async function checkCluster(ledger: Ledger, check: ClusterCheck): Promise<void> {
  const { cluster, who } = check;
  const ask = (
    method: 'GET' | 'POST',
    path: string,
    headers: readonly HeaderField[],
    body?: object,
  ): Promise<HttpAnswer> =>
    cluster.transport.call({
      method,
      url: `${cluster.server}${path}`,
      headers: {
        ...grouped(headers),
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      ...('subject' in who && { by: { key: who.subject.principal.id } }),
    });

  const first = await ledger.attempt(
    'version',
    async () => {
      const answer = await ask('GET', '/version', []);
      const { gitVersion } = jsonObject(answer.body) ?? {};
      if (answer.status === 200 && typeof gitVersion === 'string')
        return { value: answer, reason: `Kubernetes ${gitVersion}`, ...outdated(gitVersion, check.now()) };
      // Some clusters tell it to nobody whom they do not know.
      if ((answer.status === 401 || answer.status === 403) && jsonObject(answer.body)?.kind === 'Status')
        return { value: answer, reason: `an apiserver, which tells strangers no version (${answer.status})` };
      throw new StepFailure(
        `${cluster.server}/version answers ${answer.status} and no version of Kubernetes`,
        "is `server` the apiserver's URL?",
      );
    },
    `curl -k ${cluster.server}/version from this machine`,
  );
  if (first === undefined) {
    ledger.skip(['clock', ...PROOF], '"version" failed');
    return;
  }
  await lookAtClock(ledger, first.headers, check.now);
  if (!('subject' in who)) {
    ledger.skip(PROOF, who.because, who.next);
    return;
  }
  if (cluster.strategy.tokens !== undefined && check.token === undefined) {
    ledger.skip(
      PROOF,
      'this strategy forwards tokens of the identity provider, and none was given',
      "give a user's token, made for the cluster, by --token env:NAME",
    );
    return;
  }
  const headers = await ledger.attempt('login', () => whoOneBecomes(check, ask), 'the log of the apiserver says more');
  if (headers === undefined) {
    ledger.skip(PROOF.slice(1), '"login" failed');
    return;
  }
  await ledger.attempt('rights', () => rights(check, ask, headers));
  await ledger.attempt('discovery', async () => {
    const answer = await ask('GET', '/apis', headers);
    const groups = jsonObject(answer.body)?.groups;
    if (answer.status !== 200 || !Array.isArray(groups))
      throw new StepFailure(
        `/apis answers ${answer.status}`,
        'bind system:discovery to system:authenticated, as clusters have it by default',
      );
    // Some clusters tell it to known users only.
    const { gitVersion } = jsonObject((await ask('GET', '/version', headers)).body) ?? {};
    const version = typeof gitVersion === 'string' ? gitVersion : 'of no version';
    return {
      value: true,
      reason: `${groups.length} API groups of Kubernetes ${version}`,
      ...outdated(version, check.now()),
    };
  });
}

/** It goes on working; whoever runs it should know. */
function outdated(version: string, now: number): { readonly next?: string } {
  const age = kubernetesAge(version, now);
  if (age === undefined || age.supported !== false) return {};
  const since = age.endOfLife === null ? '' : ` on ${age.endOfLife}`;
  return { next: `the support of ${age.branch} ended${since}: have the cluster upgraded` };
}

type Ask = (
  method: 'GET' | 'POST',
  path: string,
  headers: readonly HeaderField[],
  body?: object,
) => Promise<HttpAnswer>;

async function whoOneBecomes({ cluster, who, token, prefix }: ClusterCheck, ask: Ask) {
  if (!('subject' in who)) throw new TypeError('nobody to prove');
  const { subject, expiresAt } = who;
  const { principal } = subject;
  const own = cluster.strategy.tokens?.audience;
  const headers = await cluster.strategy.credential({
    principal,
    expiresAt,
    ...(token !== undefined && { idpToken: token }),
    ...(token !== undefined && own !== undefined && { audience: own }),
  });
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  const answer = await ask('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', headers, review);
  const words = wordsOf(answer);
  if (answer.status === 401)
    throw new StepFailure(
      `the cluster does not know whom the proof is of: it answers 401${words}`,
      cluster.strategy.kind === 'hub-oidc'
        ? 'the gateway\'s entry in its AuthenticationConfiguration: issuer, audience, authority; the apiserver must reach the public URL, and its log says "Unable to authenticate the request"'
        : "the credential in the configuration, or the token's audience: the log of the apiserver says which",
    );
  if (answer.status === 403)
    throw new StepFailure(
      `the cluster refuses: 403${words}`,
      cluster.strategy.kind === 'impersonate'
        ? "the rules of the impersonator's ClusterRole: users, groups, and each group under resourceNames"
        : 'its authorization, for SelfSubjectReview',
    );
  // Kubernetes before 1.28 has no such review; what the apiserver takes, it has authenticated.
  if (answer.status === 404)
    return { value: headers, reason: 'the cluster takes the proof; it is too old to say whom it takes the user for' };
  const status = jsonObject(answer.body)?.status;
  const info = isObject(status) && isObject(status.userInfo) ? status.userInfo : undefined;
  if ((answer.status !== 201 && answer.status !== 200) || typeof info?.username !== 'string')
    throw new StepFailure(`SelfSubjectReview answers ${answer.status}${words}`);
  const expected = prefix === undefined ? undefined : `${prefix}${principal.domain}/${principal.name}`;
  if (expected !== undefined && info.username !== expected)
    throw new StepFailure(
      `the cluster takes the user for ${info.username}, not for ${expected}`,
      'claimMappings in its AuthenticationConfiguration, as the manifest has them: role bindings are by these names',
    );
  const groups = Array.isArray(info.groups) ? info.groups.map(String) : [];
  return { value: headers, reason: `one becomes ${info.username}, in ${groups.join(', ') || 'no group'}` };
}

/** Reading pods is what the least of the usual roles gives. */
async function rights({ who, namespace, prefix }: ClusterCheck, ask: Ask, headers: readonly HeaderField[]) {
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { namespace, verb: 'list', resource: 'pods' } },
  };
  const answer = await ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', headers, review);
  const status = jsonObject(answer.body)?.status;
  if (answer.status >= 300 || !isObject(status) || typeof status.allowed !== 'boolean')
    throw new StepFailure(`SelfSubjectAccessReview answers ${answer.status}${wordsOf(answer)}`);
  if (status.allowed) return { value: true, reason: `the user may list pods in the namespace ${namespace}` };
  if ('subject' in who && who.made && who.subject.principal.groups.length === 0)
    return {
      value: true,
      reason: `nothing in the namespace ${namespace}, as is right for a user in no group`,
      next: 'name a group that has something there, with --group and --namespace',
    };
  throw new StepFailure(
    `the user may not list pods in the namespace ${namespace}`,
    `bind a role to one of the groups there (${prefix ?? ''}…), or name another --namespace`,
  );
}

function grouped(fields: readonly HeaderField[]): Record<string, string | string[]> {
  const all: Record<string, string[]> = {};
  for (const [name, value] of fields) all[name] = [...(all[name] ?? []), value];
  return all;
}

const wordsOf = ({ body }: HttpAnswer): string => {
  const { message } = jsonObject(body) ?? {};
  return typeof message === 'string' && message !== '' ? ` (${oneLine(message, 200)})` : '';
};

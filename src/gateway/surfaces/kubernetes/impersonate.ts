// SPDX-License-Identifier: Apache-2.0
// `kubectl --as` for clusters that see the gateway's own account. The account may only impersonate whom the caller may
// impersonate, so the cluster is asked first (SubjectAccessReview), as the caller and without impersonation.
import {
  impersonationFields,
  impersonationQuestions,
  type ResourceAttributes,
} from '../../../adapters/kubernetes/index.ts';
import { fromBytes } from '../../../model/bytes-as-text.ts';
import type { Cluster, ClusterCaller, ImpersonationHeaders } from '../../../model/cluster.ts';
import { GatewayError } from '../../../model/errors.ts';
import type { HeaderField } from '../../../model/http.ts';

/**
 * `credential`: the strategy's headers for the caller. Returns the headers that impersonate the requested user instead.
 */
export async function actAs(
  cluster: Cluster,
  { principal }: ClusterCaller,
  credential: readonly HeaderField[],
  asked: ImpersonationHeaders,
): Promise<readonly HeaderField[]> {
  const account = credential.filter(([name]) => !name.startsWith('impersonate-'));
  // The review is JSON: it asks by the texts that the bytes in the fields are.
  const named = (field: string): string[] =>
    credential.flatMap(([name, value]) => (name === field ? (fromBytes(value) ?? []) : []));
  const [user = ''] = named('impersonate-user');
  const groups = named('impersonate-group');
  await Promise.all(
    impersonationQuestions(asked).map((question) => review(cluster, principal.id, account, question, user, groups)),
  );
  return [...account, ...impersonationFields(asked)];
}

async function review(
  cluster: Cluster,
  caller: string,
  account: readonly HeaderField[],
  question: ResourceAttributes,
  user: string,
  groups: readonly string[],
): Promise<void> {
  const answer = await cluster.transport.call({
    by: { key: caller },
    method: 'POST',
    url: `${cluster.server}/apis/authorization.k8s.io/v1/subjectaccessreviews`,
    headers: { ...asRecord(account), 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      // The apiserver adds this group to every authenticated user.
      spec: { user, groups: [...groups, 'system:authenticated'], resourceAttributes: question },
    }),
  });
  if (answer.status !== 201)
    throw new GatewayError('forbidden', {
      cloud: cluster.cloud,
      message:
        'Impersonation cannot be checked on this cluster: its operator has to let the gateway create subjectaccessreviews.authorization.k8s.io.',
      detail: `SubjectAccessReview answered ${answer.status}`,
    });
  if (!isAllowed(answer.body, cluster.cloud))
    throw new GatewayError('forbidden', {
      message: `${question.resource} "${question.name}" is forbidden: User "${user}" cannot impersonate resource "${question.resource}" in API group "${question.group ?? ''}"${question.namespace === undefined ? ' at the cluster scope' : ` in the namespace "${question.namespace}"`}`,
    });
}

/** What is no review is not a fault of the gateway's. */
function isAllowed(body: string, cloud: string): boolean {
  try {
    const review = JSON.parse(body) as { status?: { allowed?: unknown } } | null;
    return review?.status?.allowed === true;
  } catch (cause) {
    throw new GatewayError('memberGarbage', { cloud, cause, detail: 'SubjectAccessReview is no JSON' });
  }
}

/** A repeated name becomes a list, which is sent as several lines. */
function asRecord(fields: readonly HeaderField[]): Record<string, string[]> {
  const record: Record<string, string[]> = {};
  for (const [name, value] of fields) record[name] = [...(record[name] ?? []), value];
  return record;
}

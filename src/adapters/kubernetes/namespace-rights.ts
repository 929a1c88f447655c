// SPDX-License-Identifier: Apache-2.0
// Whether a caller may do anything at a cluster, as its apiserver says of one namespace (SelfSubjectRulesReview).
import { isObject } from '../../model/is-object.ts';
import type { NativeApi } from '../../model/scs/adapter.ts';

/** `unknown`: it does not answer, or says itself that it does not know all (webhook authorizers). */
export type NamespaceRights = 'some' | 'none' | 'unknown';

/** Everybody who is authenticated may ask about themselves (`system:basic-user`). */
const ABOUT_ONESELF = new Set(['authentication.k8s.io', 'authorization.k8s.io']);

export async function rightsIn(api: NativeApi, namespace: string): Promise<NamespaceRights> {
  const { body } = await api.call({
    service: 'kubernetes',
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } },
  });
  const status = isObject(body) && isObject(body.status) ? body.status : {};
  const { resourceRules, incomplete } = status;
  if (!Array.isArray(resourceRules)) return 'unknown';
  const some = resourceRules.some(
    (rule) => isObject(rule) && [rule.apiGroups].flat().some((group) => !ABOUT_ONESELF.has(String(group))),
  );
  return some ? 'some' : incomplete === true ? 'unknown' : 'none';
}

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { explainMissingRule } from '../../../../src/adapters/kubernetes/index.ts';

/** As a kube-apiserver 1.37 answers to an account without the rules. */
const REFUSAL = {
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  message:
    'users.authentication.k8s.io "scs:acme/alice" is forbidden: User "system:serviceaccount:scs-gateway:scs-gateway" cannot impersonate resource "users" in API group "" at the cluster scope',
  reason: 'Forbidden',
  code: 403,
};

describe("a refusal of the gateway's own account", () => {
  it('says what its operator has to apply, after what the cluster said', () => {
    const { message, ...rest } = JSON.parse(explainMissingRule(JSON.stringify(REFUSAL)));
    expect(message).toContain(REFUSAL.message);
    expect(message).toContain('impersonator-rbac-constrained.yaml');
    expect(rest).toMatchObject({ kind: 'Status', code: 403, reason: 'Forbidden' });
  });

  /** The words of a kube-apiserver 1.37 with each of the manifests, and with none. */
  const ACCOUNT = 'User "system:serviceaccount:scs-gateway:scs-gateway" cannot';
  const AT = 'in API group "authentication.k8s.io" at the cluster scope';
  it.each([
    [
      `groups.authentication.k8s.io "system:masters" is forbidden: ${ACCOUNT} impersonate:user-info resource "groups" ${AT}: impersonating the system:masters group is not allowed`,
      /^Nobody acts as system:masters/,
    ],
    [
      `userextras.authentication.k8s.io is forbidden: ${ACCOUNT} impersonate:user-info resource "userextras" ${AT}: impersonating an invalid key in extra is not allowed: extra.key: Invalid value: "scopes": must be a domain-prefixed path (such as "acme.io/foo")`,
      undefined,
    ],
    [
      `pods is forbidden: ${ACCOUNT} impersonate-on:serviceaccount:list resource "pods" in API group "" in the namespace "default"`,
      /impersonate-on:serviceaccount:<verb>/,
    ],
    [
      `serviceaccounts "a" is forbidden: ${ACCOUNT} impersonate resource "serviceaccounts" in API group "" in the namespace "default"`,
      /impersonator-rbac\.yaml lets it/,
    ],
    [
      `pods is forbidden: ${ACCOUNT} impersonate-on:arbitrary-node:list resource "pods" in API group "" in the namespace "default"`,
      /does not act as a node/,
    ],
    [
      `pods is forbidden: ${ACCOUNT} impersonate-on:user-info:list resource "pods" in API group "" in the namespace "default"`,
      /^Either .*leaves this verb or resource out/,
    ],
    [
      `groups "x" is forbidden: ${ACCOUNT} impersonate resource "groups" in API group "" at the cluster scope`,
      /group: /,
    ],
    [
      `userextras.authentication.k8s.io "a" is forbidden: ${ACCOUNT} impersonate resource "userextras/example.com/x" ${AT}`,
      /as it is now/,
    ],
  ])('names what would help, if anything does: %s', (message, hint) => {
    const text = JSON.stringify({ ...REFUSAL, message });
    const explained = explainMissingRule(text);
    if (hint === undefined) expect(explained).toBe(text);
    else expect(JSON.parse(explained).message.slice(`${message}. `.length)).toMatch(hint);
  });

  it.each([
    ['another refusal', JSON.stringify({ ...REFUSAL, message: 'pods is forbidden' })],
    ['an object that only speaks of it', JSON.stringify({ kind: 'ConfigMap', data: { a: 'cannot impersonate' } })],
    ['what is no JSON', 'cannot impersonate'],
  ])('leaves %s alone', (_title, text) => {
    expect(explainMissingRule(text)).toBe(text);
  });
});

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

  it.each([
    ['another refusal', JSON.stringify({ ...REFUSAL, message: 'pods is forbidden' })],
    ['an object that only speaks of it', JSON.stringify({ kind: 'ConfigMap', data: { a: 'cannot impersonate' } })],
    ['what is no JSON', 'cannot impersonate'],
  ])('leaves %s alone', (_title, text) => {
    expect(explainMissingRule(text)).toBe(text);
  });
});

// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { impersonationQuestions, readImpersonation } from '../../../../src/adapters/kubernetes/index.ts';

it('nothing asked is nothing', () => {
  expect(readImpersonation(['Accept', '*/*', 'X-Impersonate-User', 'x'])).toEqual([]);
});

it('names are read in any letter case, values as they are', () => {
  expect(readImpersonation(['IMPERSONATE-user', 'A b', 'impersonate-Group', 'G', 'Impersonate-Group', 'H'])).toEqual([
    ['impersonate-user', 'A b'],
    ['impersonate-group', 'G'],
    ['impersonate-group', 'H'],
  ]);
});

it.each([
  [['Impersonate-Group', 'g']],
  [['Impersonate-User', '']],
  [['Impersonate-User', 'a', 'impersonate-user', 'a']],
  [['Impersonate-User', 'a', 'Impersonate-Extra-', 'x']],
  [['Impersonate-User', 'a', 'Impersonate-Groups', 'x']],
])('%j is refused', (raw) => {
  expect(() => readImpersonation(raw)).toThrow(expect.objectContaining({ code: 'badRequest' }));
});

it('each user, group, uid and extra value is a question of its own', () => {
  const ask = (...raw: string[]) => impersonationQuestions(readImpersonation(raw));
  expect(
    ask(
      'Impersonate-User',
      'u',
      'Impersonate-Group',
      'g',
      'Impersonate-Uid',
      '1',
      'Impersonate-Extra-A%2Fb',
      'x',
      'Impersonate-Extra-%zz',
      'y',
    ),
  ).toEqual([
    { verb: 'impersonate', resource: 'users', name: 'u' },
    { verb: 'impersonate', resource: 'groups', name: 'g' },
    { verb: 'impersonate', group: 'authentication.k8s.io', resource: 'uids', name: '1' },
    { verb: 'impersonate', group: 'authentication.k8s.io', resource: 'userextras', subresource: 'a/b', name: 'x' },
    { verb: 'impersonate', group: 'authentication.k8s.io', resource: 'userextras', subresource: '%zz', name: 'y' },
  ]);
  expect(ask('Impersonate-User', 'system:serviceaccount:ns:sa')).toEqual([
    { verb: 'impersonate', resource: 'serviceaccounts', namespace: 'ns', name: 'sa' },
  ]);
});

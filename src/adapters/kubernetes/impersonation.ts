// SPDX-License-Identifier: Apache-2.0
// `kubectl --as`: whom a client asks to impersonate, and the access reviews to send to the cluster first.
// k8s.io/apiserver pkg/endpoints/filters/impersonation: each user, group, uid and extra value is authorised separately.

import type { ImpersonationHeaders } from '../../model/cluster.ts';
import { GatewayError } from '../../model/errors.ts';

const EXTRA = 'impersonate-extra-';

/** The client's own Impersonate-* headers, in any letter case. Empty if it does not impersonate. */
export function readImpersonation(raw: readonly string[]): ImpersonationHeaders {
  const asked: (readonly [string, string])[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    if (name.startsWith('impersonate-')) asked.push([name, raw[i + 1] as string]);
  }
  if (asked.length === 0) return asked;
  const users = asked.filter(([name]) => name === 'impersonate-user');
  if (users.length !== 1 || users[0]?.[1] === '')
    throw new GatewayError('badRequest', {
      message: 'requested impersonation without impersonating a user, or of several: exactly one Impersonate-User',
    });
  const known = /^impersonate-(?:user|group|uid|extra-.+)$/;
  const strange = asked.find(([name]) => !known.test(name));
  if (strange) throw new GatewayError('badRequest', { message: `unknown impersonation header ${strange[0]}` });
  return asked;
}

export interface ResourceAttributes {
  readonly verb: 'impersonate';
  readonly resource: string;
  readonly name: string;
  readonly group?: string;
  readonly namespace?: string;
  readonly subresource?: string;
}

/** The permissions that the caller needs, one SubjectAccessReview each. */
export function impersonationQuestions(asked: ImpersonationHeaders): ResourceAttributes[] {
  const authentication = 'authentication.k8s.io';
  return asked.map(([name, value]) => {
    if (name === 'impersonate-group') return { verb: 'impersonate', resource: 'groups', name: value };
    if (name === 'impersonate-uid')
      return { verb: 'impersonate', group: authentication, resource: 'uids', name: value };
    if (name.startsWith(EXTRA))
      return {
        verb: 'impersonate',
        group: authentication,
        resource: 'userextras',
        subresource: decoded(name.slice(EXTRA.length)),
        name: value,
      };
    const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(value);
    if (account)
      return {
        verb: 'impersonate',
        resource: 'serviceaccounts',
        namespace: account[1] as string,
        name: account[2] as string,
      };
    return { verb: 'impersonate', resource: 'users', name: value };
  });
}

/** As the apiserver does (unescapeExtraKey): a malformed key is used unchanged. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

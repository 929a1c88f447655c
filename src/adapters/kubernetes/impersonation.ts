// SPDX-License-Identifier: Apache-2.0
// `kubectl --as`: whom a client asks to impersonate, and the access reviews to send to the cluster first.
// k8s.io/apiserver pkg/endpoints/filters/impersonation: each user, group, uid and extra value is authorised separately.

import { fromBytes, toBytes } from '../../model/bytes-as-text.ts';
import type { ImpersonationHeaders } from '../../model/cluster.ts';
import { GatewayError } from '../../model/errors.ts';
import type { HeaderField } from '../../model/http.ts';
import { wouldChange } from '../../model/names.ts';

const EXTRA = 'impersonate-extra-';

/**
 * The client's own Impersonate-* headers, in any letter case; the values are texts, read from their bytes once. Empty if it
 * does not impersonate. Refuses what the apiserver could read as another name than the one that is asked about.
 */
export function readImpersonation(raw: readonly string[]): ImpersonationHeaders {
  const asked: (readonly [string, string])[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    if (name.startsWith('impersonate-')) asked.push([name, textOf(name, raw[i + 1] as string)]);
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
  for (const [name] of asked) if (name.startsWith(EXTRA)) extraKey(name);
  return asked;
}

/** As they go on to a cluster: the very bytes that the client sent. */
export const impersonationFields = (asked: ImpersonationHeaders): readonly HeaderField[] =>
  asked.map(([name, value]) => [name, toBytes(value)]);

function textOf(name: string, bytes: string): string {
  const text = fromBytes(bytes);
  const fault = text === undefined ? 'is not UTF-8' : wouldChange(text);
  if (text === undefined || fault !== undefined) throw unreadable(name, fault);
  return text;
}

const unreadable = (name: string, fault: string | undefined): GatewayError =>
  new GatewayError('badRequest', {
    message: `The impersonation header ${name} ${fault}.`,
    detail: `impersonation: ${name} ${fault}`,
  });

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
        subresource: extraKey(name),
        name: value,
      };
    const account = SERVICE_ACCOUNT.exec(value);
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

/**
 * As k8s.io/apiserver splits it (serviceaccount.SplitUsername: a DNS label and a DNS subdomain). To it, anything else that
 * begins like an account is a user, and may be impersonated by whoever may impersonate users.
 */
const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const SERVICE_ACCOUNT = new RegExp(
  `^system:serviceaccount:(?=.{1,63}:)(${LABEL}):(?=.{1,253}$)(${LABEL}(?:\\.${LABEL})*)$`,
);

/**
 * As the apiserver reads it (unescapeExtraKey, Go's url.PathUnescape): percent-encoded bytes, and a malformed key is used
 * unchanged. Refused if the bytes are no UTF-8: there is no such name to ask about.
 */
function extraKey(name: string): string {
  const key = name.slice(EXTRA.length);
  if (/%(?![\da-f]{2})/i.test(key)) return key;
  const bytes = key.replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return textOf(name, bytes);
}

// SPDX-License-Identifier: Apache-2.0
// A session at a member with some of the caller's roles only. Where the caller has no others there, it is the session that
// there is. Else the member's Keystone makes one: an application credential of the caller's own account there, with these
// roles, which ends with the session. So no role is given that was not asked for, and none that Keystone does not enforce.
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../model/clock.ts';
import { GatewayError } from '../model/errors.ts';
import type { Member } from '../model/member.ts';
import type { MemberToken } from '../model/session.ts';
import { holderOf, type Subject } from '../model/strategy.ts';
import { objects, parse, readTokenAnswer } from './token-answer.ts';

interface Limits {
  readonly member: Member;
  readonly subject: Subject;
  readonly roles: readonly string[];
  readonly now: Clock;
  /**
   * The member's Keystone makes no credential out of this session. It may stand on a login of before: Keystone remembers the
   * groups of a federated user for so long as was configured at that login. Another session to try with; undefined where this
   * one is new.
   */
  readonly newer?: (full: MemberToken) => Promise<MemberToken | undefined>;
}

/** What Keystone says to a session that is not good enough: without a role there (400, 404), forbidden, ended. */
const REFUSED = new Set([400, 401, 403, 404]);
/** By this beginning those that the gateway made are known, and may be deleted once they have ended. */
const MADE = 'scs-gateway-roles-';
/** Of those that have ended, at one time. */
const MOST_DELETED = 20;

export async function limitRoles(limits: Limits, full: MemberToken): Promise<MemberToken> {
  const { member, subject, roles, now } = limits;
  const held = full.roles.map(({ name }) => name);
  if (held.every((role) => roles.includes(role))) return full;
  const some = held.filter((role) => roles.includes(role));
  const cannot = (why: string): GatewayError =>
    new GatewayError('forbidden', {
      cloud: member.id,
      message: `The cloud ${member.id} cannot limit you to the roles of your application credential.`,
      detail: `${member.id}: ${why}`,
    });
  // None of them is no fault: the cloud gives the credential nothing.
  if (some.length === 0)
    throw new GatewayError('unauthorized', { cloud: member.id, detail: 'none of the roles of the credential' });
  if (member.strategy.grants !== undefined || subject.kind !== 'principal')
    throw cannot('an account that others use too');

  const { transport, authUrl } = member;
  const by = holderOf(subject);
  const own = `${authUrl}/users/${encodeURIComponent(full.user.id)}/application_credentials`;
  const headers = { 'x-auth-token': full.token, accept: 'application/json', 'content-type': 'application/json' };
  await deleteEnded();
  const made = await transport.call({
    by,
    method: 'POST',
    url: own,
    headers,
    body: JSON.stringify({
      application_credential: {
        name: `${MADE}${full.expiresAt}-${digest(some)}-${randomBytes(4).toString('hex')}`,
        description: 'Made by the gateway for a session with fewer roles; ends by itself.',
        roles: some.map((name) => ({ name })),
        expires_at: new Date(full.expiresAt).toISOString().replace('Z', ''),
        unrestricted: false,
      },
    }),
  });
  const { application_credential: credential } = parse<{ application_credential?: unknown }>(made.body) ?? {};
  const { id, secret } = (credential ?? {}) as { readonly id?: unknown; readonly secret?: unknown };
  if (REFUSED.has(made.status)) {
    const { newer, ...once } = limits;
    const other = await newer?.(full);
    if (other !== undefined) return limitRoles(once, other);
  }
  if (made.status >= 500) throw new GatewayError('memberRefused', { cloud: member.id, detail: `${made.status}` });
  if (made.status !== 201 || typeof id !== 'string' || typeof secret !== 'string')
    throw cannot(`its Keystone answered ${made.status} to an application credential with some of the roles`);
  const answer = await transport.call({
    by,
    method: 'POST',
    url: `${authUrl}/auth/tokens`,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: { identity: { methods: ['application_credential'], application_credential: { id, secret } } },
    }),
  });
  const token = readTokenAnswer(answer, member.id);
  // Keystone adds what these imply; nothing else, and nothing that the caller does not have.
  const same = token.user.id === full.user.id && token.project?.id === full.project?.id;
  if (!same || token.roles.length === 0 || token.roles.length >= full.roles.length) throw cannot('it gave other roles');
  if (!token.roles.every(({ name }) => held.includes(name)))
    throw cannot('it gave roles that the caller does not have');
  return token;

  /** What is left of earlier sessions. A cloud that does not list them keeps them: they open nothing. */
  async function deleteEnded(): Promise<void> {
    const answer = await transport.call({ by, method: 'GET', url: own, headers });
    const list = answer.status === 200 ? parse<Record<string, unknown>>(answer.body)?.application_credentials : [];
    const ended = objects<{ id: unknown; name: unknown }>(Array.isArray(list) ? list : []).filter(
      ({ name }) => typeof name === 'string' && name.startsWith(MADE) && endOf(name) < now(),
    );
    for (const { id } of ended.slice(0, MOST_DELETED))
      if (typeof id === 'string')
        await transport.call({ by, method: 'DELETE', url: `${own}/${encodeURIComponent(id)}`, headers });
  }
}

const endOf = (name: string): number => {
  const at = Number(name.slice(MADE.length).split('-', 1)[0]);
  return Number.isSafeInteger(at) ? at : Number.POSITIVE_INFINITY;
};

const digest = (roles: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([...roles].sort()))
    .digest('hex')
    .slice(0, 8);

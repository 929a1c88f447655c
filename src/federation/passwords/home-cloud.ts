// SPDX-License-Identifier: Apache-2.0
// A member's Keystone as the home of a user domain: it is asked, once and unscoped, whether name and password belong
// together, and who that is. The account there becomes the principal, whose issuer is that Keystone; the other members get
// to know it as anybody else. The token that it gives opens nothing for anybody and is ended at once.
import type { Clock } from '../../model/clock.ts';
import { GatewayError } from '../../model/errors.ts';
import type { HttpAnswer } from '../../model/http.ts';
import { isObject } from '../../model/is-object.ts';
import type { Holder } from '../../model/limits.ts';
import type { Member } from '../../model/member.ts';
import type { Judged, PasswordSource } from '../../model/passwords.ts';
import type { MemberToken } from '../../model/session.ts';
import type { GroupProof } from '../group-memory.ts';
import type { CheckOutcome } from '../identity/index.ts';
import { groupFilters, mapClaims } from '../identity/map-claims.ts';
import { parse, readTokenAnswer } from '../token-answer.ts';

export interface HomeDomain {
  /** At the gateway. */
  readonly domain: string;
  /** At the cloud. */
  readonly cloudDomain: string;
  /** A group is kept if one matches. Empty: none is asked for. */
  readonly groups?: readonly RegExp[];
}

export interface HomeCloudDeps {
  readonly now: Clock;
  onCheck(outcome: CheckOutcome): void;
  onProven(proof: GroupProof): Promise<void>;
}

type Asked = Pick<Member, 'id' | 'authUrl' | 'transport'>;

/** The names in tokens and logs; no claims are configured here. */
const CLAIMS = { username: 'name', email: 'email', groups: 'groups', subject: 'sub' };
/** Of Keystone (`methods`); beside it stands the cloud's id, so that logs and tokens say where somebody is from. */
const METHOD = 'password';
const RETRY = 5;

export function createHomeCloud(member: Asked, home: HomeDomain, deps: HomeCloudDeps): PasswordSource {
  const { id: cloud, authUrl, transport } = member;
  const filters = groupFilters(home.groups);

  const refuse = (reason: 'password' | 'accountState' | 'secondFactor', detail: string): void =>
    deps.onCheck({ provider: cloud, outcome: 'refused', reason, detail });

  async function logIn(user: object, password: string, by: Holder): Promise<MemberToken> {
    const answer = await transport.call({
      method: 'POST',
      url: `${authUrl}/auth/tokens`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      // Without the word Keystone would take the account's default project.
      body: JSON.stringify({
        auth: { identity: { methods: ['password'], password: { user: { ...user, password } } }, scope: 'unscoped' },
      }),
      by,
    });
    // A password that is longer than it takes is 403, a name that it cannot read 400: in Keystone's words, or they are not its.
    const own = answer.status === 400 || answer.status === 403 ? messageOf(answer.body) !== '' : answer.status === 401;
    if (own) throw refusedBy(answer);
    if (answer.status !== 201) throw away(cloud, `it answered ${answer.status}`);
    return readTokenAnswer(answer, cloud);
  }

  /** Only what Keystone says after it has found the password right is told. */
  function refusedBy(answer: HttpAnswer): GatewayError {
    const said = messageOf(answer.body);
    if (answer.headers['openstack-auth-receipt'] !== undefined) {
      refuse('secondFactor', `${cloud} wants a second factor`);
      return new GatewayError('methodNotOffered', {
        message: `This account needs a second factor, which cannot be given here. Use an application credential, or log in at the cloud ${cloud} itself.`,
        detail: `${cloud} answered with a receipt`,
      });
    }
    if (said.startsWith('The password is expired')) {
      refuse('accountState', `${cloud}: the password has expired`);
      return new GatewayError('methodNotOffered', {
        message: `The password has expired. Change it at the cloud ${cloud} itself (its dashboard, or "openstack user password set" with its own auth URL), then log in again.`,
        detail: `${cloud}: password expired`,
      });
    }
    const state = said.startsWith('The account is locked')
      ? 'the account is locked there'
      : said.startsWith('The account is disabled')
        ? 'the account is disabled there'
        : undefined;
    const detail = state ?? `it answered ${answer.status}`;
    refuse(state === undefined ? 'password' : 'accountState', detail);
    return new GatewayError('unauthorized', { detail: `${cloud}: ${detail}` });
  }

  /** Names of the groups of the user's own domain: those of another one would be other groups of the same name. */
  async function groupsOf({ token, user }: MemberToken, by: Holder): Promise<string[]> {
    if (home.groups?.length === 0) return [];
    const answer = await transport.call({
      method: 'GET',
      url: `${authUrl}/users/${encodeURIComponent(user.id)}/groups`,
      headers: { 'x-auth-token': token, accept: 'application/json' },
      by,
    });
    const document = answer.status === 200 ? parse<{ groups?: unknown }>(answer.body) : undefined;
    // Never a login without them: it would look as if the user had lost them all.
    if (!isObject(document) || !Array.isArray(document.groups))
      throw away(cloud, `it answered ${answer.status} to the question for a user's groups (homeDomains[].groups: [])`);
    return document.groups.flatMap((group: unknown) =>
      isObject(group) && group.domain_id === user.domain.id && typeof group.name === 'string' ? [group.name] : [],
    );
  }

  function end({ token }: MemberToken, by: Holder): void {
    const headers = { 'x-auth-token': token, 'x-subject-token': token };
    // Not awaited: nobody has it, and it ends by itself.
    void transport.call({ method: 'DELETE', url: `${authUrl}/auth/tokens`, headers, by }).catch(() => undefined);
  }

  async function judge(given: { name: string } | { id: string }, password: string, by: Holder): Promise<Judged> {
    const user = 'id' in given ? given : { ...given, domain: { name: home.cloudDomain } };
    const opened = await logIn(user, password, by);
    try {
      const { id, name, domain } = opened.user;
      if (domain.name !== home.cloudDomain) {
        refuse('password', `the user is of the domain ${JSON.stringify(domain.name.slice(0, 100))}`);
        throw new GatewayError('unauthorized', { detail: `${cloud}: a user of another domain` });
      }
      const groups = await groupsOf(opened, by);
      const rules = { id: cloud, issuer: authUrl, domain: home.domain, protocol: METHOD, claims: CLAIMS };
      const mapped = mapClaims({ sub: id, name, groups }, { ...rules, groups: filters });
      if (!mapped.ok) {
        deps.onCheck({ provider: cloud, outcome: 'refused', reason: mapped.reason, detail: mapped.detail ?? '' });
        throw new GatewayError(mapped.reason === 'tooManyGroups' ? 'forbidden' : 'methodNotOffered', {
          message:
            mapped.reason === 'tooManyGroups'
              ? 'You are in too many groups for the gateway. Its operator has to narrow homeDomains[].groups.'
              : 'The name of this account cannot be used at the gateway.',
          detail: `${cloud}: ${mapped.reason}`,
        });
      }
      const principal = { ...mapped.value.principal, homeCloud: true } as const;
      await deps.onProven({ principal, client: METHOD, issuedAt: deps.now() });
      deps.onCheck({ provider: cloud, outcome: 'ok', reason: 'verified' });
      const { dropped, noGroups } = mapped.value;
      if (dropped !== undefined)
        deps.onCheck({ provider: cloud, outcome: 'dropped', reason: 'groupName', detail: dropped });
      if (principal.noGroups !== undefined && home.groups?.length !== 0)
        deps.onCheck({
          provider: cloud,
          outcome: 'noGroups',
          reason: principal.noGroups,
          user: principal.id,
          detail: noGroups ?? '',
        });
      return { principal, expiresAt: opened.expiresAt, found: { id } };
    } finally {
      end(opened, by);
    }
  }

  return {
    id: cloud,
    domain: home.domain,
    check: (user, password, by) =>
      judge(user, password, by).catch((error: unknown) => {
        if (!(error instanceof GatewayError) || error.status === 401 || error.code === 'forbidden') throw error;
        const detail = error.detail ?? error.message;
        deps.onCheck({ provider: cloud, outcome: 'unavailable', reason: 'passwordCheck', detail });
        // Whatever it was (a timeout too): the password has not been judged, and a retry is right.
        throw error.code === 'issuerUnavailable' ? error : away(cloud, detail, error.retryAfter);
      }),
  };
}

const away = (cloud: string, detail: string, retryAfter = RETRY): GatewayError =>
  new GatewayError('issuerUnavailable', {
    cloud,
    retryAfter,
    detail: `${cloud}: ${detail}`,
    message: `The cloud ${cloud}, which checks the passwords of this domain, does not answer as it should at the moment. Whether the password is right has not been found out.`,
  });

function messageOf(body: string): string {
  const document = parse<{ error?: { message?: unknown } }>(body);
  const message = isObject(document) && isObject(document.error) ? document.error.message : undefined;
  return typeof message === 'string' ? message : '';
}

// SPDX-License-Identifier: Apache-2.0
// Puts together what `scs-gateway explain` tells: whose the claims are and what became of each group, what every member made of
// the groups that were kept, and what the log has of the user.
import type { Config } from '../config/config.ts';
import { type ExplainedClaims, explainClaims } from '../federation/identity/explain-claims.ts';
import { jsonObject } from '../federation/identity/json-segment.ts';
import type { Step } from '../joining/ledger.ts';
import type { Principal } from '../model/identity.ts';
import { CommandError } from './command.ts';
import type { LogSays } from './explain-log.ts';

type Claims = Readonly<Record<string, unknown>>;

export interface Asked {
  /** A name, `domain/name`, or an id. */
  readonly user?: string | undefined;
  readonly provider?: string | undefined;
  readonly claims?: Claims | undefined;
  /** A secret. */
  readonly token?: string | undefined;
  readonly groups: readonly string[];
  readonly log?: string | undefined;
  /** Milliseconds, for each member. Absent: none is asked. */
  readonly timeout?: number | undefined;
}

export interface Explanation {
  readonly provider: string;
  readonly explained: ExplainedClaims | undefined;
  /** Whether the identity provider has confirmed it. */
  readonly verified: boolean;
  /** Why it is not taken. */
  readonly refused?: string;
  readonly notes: readonly string[];
  readonly principal: Principal | undefined;
  readonly members: readonly { readonly member: string; readonly kind: string; readonly steps: readonly Step[] }[];
  readonly log: readonly LogSays[];
}

export async function explainUser(config: Config, asked: Asked, now: () => number): Promise<Explanation> {
  const { token } = asked;
  const claims = token === undefined ? asked.claims : jsonObject(token.split('.')[1]);
  const provider = providerOf(config, asked, claims);
  const given = claims ?? (asked.groups.length > 0 ? claimsOf(provider, asked) : undefined);
  const made = token === undefined && asked.claims === undefined;
  const explained = given && explainClaims(given, provider, { now: now(), times: token !== undefined });
  const verdict =
    token === undefined ? undefined : await (await import('../joining/explain-token.ts')).explainToken(config, token);
  const refused = verdict !== undefined && 'refused' in verdict ? verdict.refused : undefined;
  // What the issuer was asked for beside the token counts, not what the token alone says.
  const principal =
    verdict === undefined ? explained?.principal : 'principal' in verdict ? verdict.principal : undefined;
  demandSame(asked, made ? undefined : principal);
  const notes = [...(verdict?.notes ?? []), ...askedOfIssuer(explained, principal)];
  return {
    provider: provider.id,
    explained,
    verified: verdict !== undefined && refused === undefined,
    ...(refused !== undefined && { refused }),
    notes,
    principal,
    members: principal === undefined ? [] : await membersOf(config, principal, asked),
    log: asked.log === undefined ? [] : await logOf(asked.log, asked.user ?? principal?.name),
  };
}

type Provider = Config['identityProviders'][number];

function providerOf({ identityProviders }: Config, { provider }: Asked, claims: Claims | undefined): Provider {
  const ids = identityProviders.map(({ id }) => id).join(', ');
  const [only, ...others] = identityProviders;
  if (only === undefined)
    throw new CommandError('the configuration has no identity provider, so that there are no users');
  const named = identityProviders.find(({ id }) => id === provider);
  if (provider !== undefined && named === undefined)
    throw new CommandError(`there is no identity provider ${provider}; there are ${ids}`);
  const found =
    named ?? identityProviders.find(({ issuer }) => issuer === claims?.iss) ?? (others.length === 0 ? only : undefined);
  if (found !== undefined) return found;
  throw new CommandError(`whose user is it? Name one with --provider: ${ids}`);
}

/** As if a token said so. */
function claimsOf({ issuer, audiences, claims: names }: Provider, { user = 'somebody', groups }: Asked): Claims {
  const name = user.slice(user.indexOf('/') + 1);
  return { iss: issuer, aud: audiences[0], [names.subject]: name, [names.username]: name, [names.groups]: groups };
}

function demandSame({ user }: Asked, principal: Principal | undefined): void {
  if (user === undefined || principal === undefined) return;
  const { id, name, domain } = principal;
  if ([id, name, `${domain}/${name}`].includes(user)) return;
  throw new CommandError(`these are claims of ${domain}/${name}, not of ${user}`);
}

function askedOfIssuer(explained: ExplainedClaims | undefined, principal: Principal | undefined): string[] {
  if (explained === undefined || principal === undefined) return [];
  const own = explained.groups.filter(({ kept }) => kept).map(({ group }) => group);
  const further = principal.groups.filter((group) => !own.includes(group));
  return further.length === 0 ? [] : [`its issuer was asked for what the token lacks, and says: ${further.join(', ')}`];
}

/** Of the check of the trust, what is about the user; and what failed before, since it is why the rest was not tried. */
const ABOUT_USER = new Set(['login', 'groups', 'projects', 'catalogue', 'rights']);

/**
 * With a token it is the user who is proven. With claims alone it is nobody's account in the same groups: what is in a file must
 * not make anybody somebody else at a cloud.
 */
async function membersOf(
  config: Config,
  { groups, domain }: Principal,
  { token, timeout }: Asked,
): Promise<Explanation['members']> {
  if (timeout === undefined) return [];
  const { checkMembers, partsOfCloud } = await import('./check-members.ts');
  const asked = { groups: token === undefined ? groups : [], domain, token, ownUser: true, timeout };
  const checked = await checkMembers(config, config.clouds.flatMap(partsOfCloud), asked, { out: () => undefined });
  return checked.map(({ member, kind, steps }) => ({
    member,
    kind,
    steps: steps.filter(({ step, verdict }) => ABOUT_USER.has(step) || verdict === 'failed'),
  }));
}

async function logOf(path: string, user: string | undefined): Promise<LogSays[]> {
  if (user === undefined) return [];
  return (await import('./explain-log.ts')).explainLog(path, user);
}

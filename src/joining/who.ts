// SPDX-License-Identifier: Apache-2.0
// The user whom a check proves to a member: one that the gateway makes up, in the groups that are asked about, or whoever a
// token of an identity provider belongs to.
import type { Config } from '../config/config.ts';
import type { Principal } from '../model/identity.ts';
import type { IdentityProviders, PassedTokens } from '../model/identity-service.ts';
import { userId } from '../model/ids.ts';
import type { Subject } from '../model/strategy.ts';
import { reasonOf } from './ledger.ts';

/** By name at members and in their logs: it must be seen that this was no person. */
export const CHECK_USER = 'scs-gateway-check';

export interface Wanted {
  readonly groups: readonly string[];
  /** Of the user. Absent: that of the groups, else of the first identity provider. */
  readonly domain?: string | undefined;
  /** Of an identity provider: the user is whoever it belongs to. A secret. */
  readonly token?: string | undefined;
}

type PrincipalSubject = Extract<Subject, { kind: 'principal' }>;

export type Who =
  | {
      readonly subject: PrincipalSubject;
      /** Nobody's account. */
      readonly made: boolean;
      readonly expiresAt: number;
    }
  | { readonly because: string; readonly next?: string };

const LIFE = 10 * 60_000;

/** Its id is of the gateway itself as issuer: no user of an identity provider has it, whatever the name is. */
export function madeUp(config: Config, { groups, domain }: Wanted): Principal | undefined {
  const [first] = config.identityProviders;
  const found = domain ?? first?.domain;
  if (found === undefined) return undefined;
  const provider = config.identityProviders.find((one) => one.domain === found) ?? first;
  const { publicUrl } = config.gateway;
  const subject = `${CHECK_USER} ${found}`;
  return {
    id: userId(publicUrl, subject),
    issuer: publicUrl,
    subject,
    name: CHECK_USER,
    domain: found,
    groups,
    identityProvider: provider?.id ?? CHECK_USER,
    protocol: provider?.protocol ?? 'openid',
  };
}

export async function whoIs(
  config: Config,
  wanted: Wanted,
  {
    providers,
    now,
    passed,
  }: {
    /** Leaves what `passthrough` needs. */
    readonly providers: Pick<IdentityProviders, 'authenticate'> & Pick<IdentityProviders, 'authenticateAny'>;
    readonly now: () => number;
    /** For a cluster that gets the token as it is. */
    readonly passed?: PassedTokens | undefined;
  },
): Promise<Who> {
  const { token } = wanted;
  if (token === undefined) {
    const principal = madeUp(config, wanted);
    return principal === undefined
      ? { because: 'no identity provider is configured, so that there are no users', next: 'add one, or name --domain' }
      : { subject: { kind: 'principal', principal }, made: true, expiresAt: now() + LIFE };
  }
  try {
    const known = await providers.authenticateAny(token, passed);
    if (passed !== undefined)
      return { subject: { kind: 'principal', principal: known.principal }, made: false, expiresAt: known.expiresAt };
    const { identityProvider, protocol } = known.principal;
    const proven = await providers.authenticate(identityProvider, protocol, token);
    const { principal, login, expiresAt } = proven;
    return { subject: { kind: 'principal', principal, login }, made: false, expiresAt };
  } catch (error) {
    return {
      because: `the token of --token is not taken: ${reasonOf(error)}`,
      next: 'get a fresh token of the identity provider, for an audience of the gateway',
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
// The end of a browser's session at the gateway: the login is revoked, and with it all tokens that descend from it; then the
// browser is led to the provider, to end its session there.
import type { BrowserLogin } from '../../federation/browser-login/index.ts';
import { OWN_TOKENS } from '../../federation/login-tokens.ts';
import { notKept, revokedAndNotKept } from '../../federation/not-kept.ts';
import type { IdentityService } from '../../model/identity-service.ts';
import type { KeptTokens } from './finish.ts';

export interface Session {
  /** Of the gateway. */
  readonly token: string;
  readonly provider: string;
}

export interface EndDeps {
  readonly identityService: Pick<IdentityService, 'verify' | 'revoke' | 'unsent'>;
  readonly logins: () => readonly BrowserLogin[];
  readonly loginTokens?: KeptTokens | undefined;
}

export interface Ended {
  /** The audit id of the login; undefined: it had ended before. */
  readonly login: string | undefined;
  /** Where the browser goes next; undefined: the provider has no such place. */
  readonly location: string | undefined;
}

/** `returnTo`: where the browser comes back to. */
export async function endLogin(
  { identityService, logins, loginTokens }: EndDeps,
  { token, provider }: Session,
  returnTo: string,
): Promise<Ended> {
  // One that has ended by itself, or elsewhere, is no error.
  const caller = await identityService.verify(token).catch((error: unknown) => {
    if (revokedAndNotKept(error, identityService)) throw notKept(error);
    return undefined;
  });
  if (caller !== undefined) await identityService.revoke(caller);
  const login = caller?.auditIds.at(-1);
  const hint = login === undefined ? undefined : await loginTokens?.of(login, OWN_TOKENS.id);
  if (login !== undefined) await loginTokens?.forget(login, Object.values(OWN_TOKENS));
  const location = await logins()
    .find(({ id }) => id === provider)
    ?.end(returnTo, hint?.token);
  return { login, location };
}

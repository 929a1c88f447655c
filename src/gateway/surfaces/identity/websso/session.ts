// SPDX-License-Identifier: Apache-2.0
// Which login a browser has at the gateway, for its logout alone: a sealed cookie that opens nothing. Dashboards tell Keystone
// nothing of a logout; they send the browser to a URL.
import { notKept, revokedAndNotKept } from '../../../../federation/not-kept.ts';
import type { IssuedToken } from '../../../../model/identity.ts';
import type { IdentityService } from '../../../../model/identity-service.ts';
import type { Seal } from '../../../../model/seal.ts';

const CONTEXT = 'websso-session';
/** Browsers keep none that is larger than 4,096 with its name and attributes (RFC 6265 §6.1). */
const MAX_COOKIE = 3_900;

interface Session {
  readonly token: string;
  readonly provider: string;
}

/** Undefined where a token has too many groups for a cookie: then a logout ends with the token. */
export function sealSession({ token }: IssuedToken, provider: string, seal: Seal): string | undefined {
  const sealed = seal.close(JSON.stringify({ token, provider } satisfies Session), CONTEXT);
  return sealed.length > MAX_COOKIE ? undefined : sealed;
}

/** Revokes the login, and with it all tokens that descend from it. */
export async function endSession(
  cookie: string | undefined,
  seal: Seal,
  identityService: Pick<IdentityService, 'verify' | 'revoke' | 'unsent'>,
): Promise<{ readonly provider: string; readonly login: string | undefined } | undefined> {
  const plain = cookie === undefined ? undefined : seal.open(cookie, CONTEXT);
  if (plain === undefined) return undefined;
  const { token, provider } = JSON.parse(plain) as Session;
  // One that has ended by itself, or elsewhere, is no error.
  const caller = await identityService.verify(token).catch((error: unknown) => {
    if (revokedAndNotKept(error, identityService)) throw notKept(error);
    return undefined;
  });
  if (caller !== undefined) await identityService.revoke(caller);
  return { provider, login: caller?.auditIds.at(-1) };
}

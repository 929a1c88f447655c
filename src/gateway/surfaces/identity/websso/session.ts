// SPDX-License-Identifier: Apache-2.0
// Which login a browser has at the gateway, for its logout alone: a sealed cookie that opens nothing. Dashboards tell Keystone
// nothing of a logout; they send the browser to a URL.
import type { IssuedToken } from '../../../../model/identity.ts';
import type { Seal } from '../../../../model/seal.ts';
import type { Session } from '../../../browser-logins/end.ts';

const CONTEXT = 'websso-session';
/** Browsers keep none that is larger than 4,096 with its name and attributes (RFC 6265 §6.1). */
const MAX_COOKIE = 3_900;

/** Undefined where a token has too many groups for a cookie: then a logout ends with the token. */
export function sealSession({ token }: IssuedToken, provider: string, seal: Seal): string | undefined {
  const sealed = seal.close(JSON.stringify({ token, provider } satisfies Session), CONTEXT);
  return sealed.length > MAX_COOKIE ? undefined : sealed;
}

export function openSession(cookie: string | undefined, seal: Seal): Session | undefined {
  const plain = cookie === undefined ? undefined : seal.open(cookie, CONTEXT);
  return plain === undefined ? undefined : (JSON.parse(plain) as Session);
}

// SPDX-License-Identifier: Apache-2.0
// One login under way, kept by the browser alone: sealed in a short-lived cookie, so that any number of begun logins costs the
// gateway nothing, and the provider's answer is good in the browser that has asked, once.
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Attempt } from '../../federation/browser-login/index.ts';
import type { Clock } from '../../model/clock.ts';
import { GatewayError } from '../../model/errors.ts';
import type { Seal } from '../../model/seal.ts';
import type { Store } from '../../model/store.ts';

/** How long somebody may take at the provider: to find a second factor, to confirm an address. */
export const LOGIN_MS = 10 * 60_000;
/** Who has begun it: a dashboard that wants a token, or the gateway's own portal. */
export type Purpose = 'websso' | 'portal';

export interface BegunLogin extends Attempt {
  readonly provider: string;
  /** Where it leads in the end: the origin of the dashboard, or a path of the portal. */
  readonly to: string;
  /** Epoch milliseconds. */
  readonly until: number;
  /** Nobody is asked: it renews what there is. */
  readonly silent?: true;
}

export interface AttemptDeps {
  readonly seal: Seal;
  readonly store: Pick<Store, 'add'>;
  readonly now: Clock;
}

const random = (): string => randomBytes(32).toString('base64url');

/** Both come back to one redirect URI, so that a provider has to know one alone: the state says whose answer it is. */
const PORTAL = 'portal.';
export const purposeOf = (state: unknown): Purpose =>
  typeof state === 'string' && state.startsWith(PORTAL) ? 'portal' : 'websso';

export const beginAttempt = (purpose: Purpose, provider: string, to: string, now: number): BegunLogin => ({
  state: `${purpose === 'portal' ? PORTAL : ''}${random()}`,
  nonce: random(),
  verifier: random(),
  provider,
  to,
  until: now + LOGIN_MS,
});

const contextOf = (purpose: Purpose): string => `${purpose}-login`;

export const sealAttempt = (purpose: Purpose, begun: BegunLogin, seal: Seal): string =>
  seal.close(JSON.stringify(begun), contextOf(purpose));

/** Whose answer it is; every refusal is the same one, and the log has the reason. */
export function openAttempt(
  purpose: Purpose,
  cookie: string | undefined,
  { provider, states }: { readonly provider: string; readonly states: readonly string[] },
  { seal, now }: Pick<AttemptDeps, 'seal' | 'now'>,
): BegunLogin {
  const refused = (why: string): GatewayError => notBegun(purpose, why);
  if (cookie === undefined) throw refused('no cookie');
  const plain = seal.open(cookie, contextOf(purpose));
  if (plain === undefined) throw refused('a cookie that is not ours');
  const begun = JSON.parse(plain) as BegunLogin;
  if (begun.until <= now()) throw refused('it has expired');
  if (begun.provider !== provider) throw refused('begun at another provider');
  const [state, ...more] = states;
  if (state === undefined || more.length > 0 || !equal(state, begun.state)) throw refused('another state');
  return begun;
}

/** Each state is good once, at whichever replica its answer arrives. */
export async function useOnce(
  purpose: Purpose,
  { state }: BegunLogin,
  { store }: Pick<AttemptDeps, 'store'>,
): Promise<void> {
  const key = `websso-state:${hash('sha256', state, 'base64url')}`;
  const first = await store.add(key, '1', LOGIN_MS).catch((cause: unknown) => {
    throw new GatewayError('stateUnavailable', {
      cause,
      detail: `${purpose}: whether the answer was used before`,
      retryAfter: 5,
    });
  });
  if (!first) throw notBegun(purpose, 'its answer was used before');
}

const notBegun = (purpose: Purpose, detail: string): GatewayError =>
  new GatewayError('badRequest', {
    message: `This login was not begun in this browser, has taken longer than ten minutes, or is done already. Log in again${purpose === 'websso' ? ' from the dashboard' : ''}.`,
    detail: `${purpose}: ${detail}`,
  });

const equal = (a: string, b: string): boolean =>
  timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));

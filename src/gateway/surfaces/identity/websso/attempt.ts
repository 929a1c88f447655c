// SPDX-License-Identifier: Apache-2.0
// One login under way, kept by the browser alone: sealed in a short-lived cookie, so that any number of begun logins costs the
// gateway nothing, and the provider's answer is good in the browser that has asked, once.
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Attempt } from '../../../../federation/browser-login/index.ts';
import { GatewayError } from '../../../../model/errors.ts';
import type { Seal } from '../../../../model/seal.ts';
import type { WebSsoDeps } from '../websso-deps.ts';

/** How long somebody may take at the provider: to find a second factor, to confirm an address. */
export const LOGIN_MS = 10 * 60_000;
const CONTEXT = 'websso-login';

export interface BegunLogin extends Attempt {
  readonly provider: string;
  /** Of the dashboard. */
  readonly origin: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

const random = (): string => randomBytes(32).toString('base64url');

export const beginAttempt = (provider: string, origin: string, now: number): BegunLogin => ({
  state: random(),
  nonce: random(),
  verifier: random(),
  provider,
  origin,
  until: now + LOGIN_MS,
});

export const sealAttempt = (begun: BegunLogin, seal: Seal): string => seal.close(JSON.stringify(begun), CONTEXT);

/** Whose answer it is; every refusal is the same one, and the log has the reason. */
export function openAttempt(
  cookie: string | undefined,
  { provider, states }: { readonly provider: string; readonly states: readonly string[] },
  { seal, now }: Pick<WebSsoDeps, 'seal' | 'now'>,
): BegunLogin {
  if (cookie === undefined) throw notBegun('no cookie');
  const plain = seal.open(cookie, CONTEXT);
  if (plain === undefined) throw notBegun('a cookie that is not ours');
  const begun = JSON.parse(plain) as BegunLogin;
  if (begun.until <= now()) throw notBegun('it has expired');
  if (begun.provider !== provider) throw notBegun('begun at another provider');
  const [state, ...more] = states;
  if (state === undefined || more.length > 0 || !equal(state, begun.state)) throw notBegun('another state');
  return begun;
}

/** Each state is good once, at whichever replica its answer arrives. */
export async function useOnce({ state }: BegunLogin, { store }: Pick<WebSsoDeps, 'store'>): Promise<void> {
  const key = `websso-state:${hash('sha256', state, 'base64url')}`;
  const first = await store.add(key, '1', LOGIN_MS).catch((cause: unknown) => {
    throw new GatewayError('stateUnavailable', {
      cause,
      detail: 'websso: whether the answer was used before',
      retryAfter: 5,
    });
  });
  if (!first) throw notBegun('its answer was used before');
}

const notBegun = (detail: string): GatewayError =>
  new GatewayError('badRequest', {
    message:
      'This login was not begun in this browser, has taken longer than ten minutes, or is done already. Log in again from the dashboard.',
    detail: `websso: ${detail}`,
  });

const equal = (a: string, b: string): boolean =>
  timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));

// SPDX-License-Identifier: Apache-2.0
// The question whether a credential is good, put to whoever decides that: a cloud's Keystone, a cluster's apiserver. Asked
// before a session is dropped, since dropping what is good costs a new login each time, for all who share it.
import { hash } from 'node:crypto';
import { createBoundedCache } from '../cache/bounded-cache.ts';
import { createSingleFlight } from '../cache/single-flight.ts';
import type { Clock } from '../model/clock.ts';
import { GatewayError } from '../model/errors.ts';
import type { HeaderField } from '../model/http.ts';
import type { MemberTransport } from '../model/member.ts';
import type { Standing } from '../model/standing.ts';

/** Milliseconds. Short: a token that is revoked meanwhile costs its user a 401 until then. */
const GOOD_FOR = 5_000;
const MAX_KNOWN = 5_000;

function createStanding<C>(ask: (credential: C) => Promise<boolean>, deps: { readonly now: Clock }): Standing<C> {
  const good = createBoundedCache<true>({ max: MAX_KNOWN, now: deps.now });
  const once = createSingleFlight();
  const keyOf = (credential: C): string => hash('sha256', JSON.stringify(credential), 'base64url');
  return {
    known: (credential) => good.get(keyOf(credential)) === true,
    async ask(credential) {
      const key = keyOf(credential);
      if (good.get(key)) return true;
      return once(key, async () => {
        const stands = await ask(credential);
        if (stands) good.set(key, true, { until: deps.now() + GOOD_FOR });
        return stands;
      });
    },
  };
}

/** Keystone lets every token ask for itself (its policy identity:validate_token, rule token_subject). */
export const createTokenStanding = (
  { cloud, authUrl, transport }: { readonly cloud: string; readonly authUrl: string; readonly transport: Call },
  deps: { readonly now: Clock },
): Standing<string> =>
  createStanding(async (token) => {
    const headers = { 'x-auth-token': token, 'x-subject-token': token };
    const { status } = await transport.call({ method: 'HEAD', url: `${authUrl}/auth/tokens`, headers });
    // A policy that forbids the question has taken the token first.
    if ([200, 203, 204, 403].includes(status)) return true;
    if (status === 401 || status === 404) return false;
    throw undecided(cloud, status);
  }, deps);

/** Everybody may read the version, but nobody with a credential that the apiserver cannot authenticate. */
export const createClusterStanding = (
  { cloud, server, transport }: { readonly cloud: string; readonly server: string; readonly transport: Call },
  deps: { readonly now: Clock },
): Standing<readonly HeaderField[]> =>
  createStanding(async (credential) => {
    const headers: Record<string, string[]> = {};
    for (const [name, value] of credential) headers[name] = [...(headers[name] ?? []), value];
    const { status } = await transport.call({ method: 'GET', url: `${server}/version`, headers });
    if (status >= 500 || status === 429) throw undecided(cloud, status);
    return status !== 401;
  }, deps);

type Call = Pick<MemberTransport, 'call'>;

const undecided = (cloud: string, status: number): GatewayError =>
  new GatewayError('memberRefused', {
    cloud,
    detail: `a 401, and ${status} to the question whether the session is good`,
  });

// SPDX-License-Identifier: Apache-2.0
// OpenID Connect Back-Channel Logout 1.0: an identity provider tells that somebody is logged out, and what its login has begun
// here ends on every replica: tokens, streams, consoles. With a session, the logins of that one end; without, all of the user.
// Tokens that the provider issued before begin no new login. What is repeated revokes no more than the first time did.
import { hash } from 'node:crypto';
import { createBoundedCache } from '../cache/bounded-cache.ts';
import type { Clock } from '../model/clock.ts';
import { GatewayError } from '../model/errors.ts';
import type { Principal } from '../model/identity.ts';
import type { EndedLogins, EndedSession, IdentityProviders } from '../model/identity-service.ts';
import { userId } from '../model/ids.ts';
import type { Store } from '../model/store.ts';
import { MARKS } from './marks.ts';
import { mustBeKept } from './not-kept.ts';
import { SKEW } from './revocation-values.ts';
import type { Revocations } from './revocations.ts';

/** Longer than a logout token is taken, with the largest skew at both of its ends. */
const REMEMBERED = 20 * 60_000;
const MOST = 50_000;

/** Why it was refused, the identity check says. */
export type LogoutOutcome = 'ended' | 'refused' | 'replayed' | 'notKept';

interface Told {
  readonly until: number;
  readonly kept: boolean;
}

export interface BackChannelLogoutDeps {
  readonly providers: () => Pick<IdentityProviders, 'endedSession'>;
  readonly revocations: Pick<Revocations, 'addUser' | 'hasUser' | 'checkUser'>;
  readonly store: Pick<Store, 'get' | 'add'>;
  readonly now: Clock;
  readonly onLogout: (told: {
    readonly provider: string;
    readonly outcome: LogoutOutcome;
    /** By which of the two logins were found. */
    readonly by?: 'session' | 'user';
    readonly user?: string;
  }) => void;
}

export interface BackChannelLogout {
  /**
   * Fails as `IdentityProviders.endedSession` does, and with `stateUnavailable` where it is in force here alone. `onEnding` hears
   * whose logins are meant as soon as the token is known to be right.
   */
  logOut(identityProvider: string, logoutToken: string, onEnding?: (ended: EndedLogins) => void): Promise<void>;
  /** `again`: it was asked before about this token, so that what this process has heard since decides, without I/O. */
  loggedOut(principal: Principal, issuedAt: number, again: boolean): Promise<boolean>;
}

export function createBackChannelLogout(deps: BackChannelLogoutDeps): BackChannelLogout {
  const { providers, revocations, store, now, onLogout } = deps;
  const seen = createBoundedCache<Told>({ max: MOST, now });

  const keyOf = (provider: string, { jti }: EndedSession): string =>
    `logout-token:${hash('sha256', JSON.stringify([provider, jti]), 'base64url')}`;
  /** It was here before, and what it revokes is kept. Without the store, this process alone knows. */
  const isReplay = async (key: string): Promise<boolean> =>
    seen.get(key)?.kept === true || (await store.get(key).catch(() => undefined)) !== undefined;

  /** Under which names the logins are revoked that are meant. */
  function marksOf({ issuer, sub, sid }: EndedSession): readonly string[] {
    if (sid !== undefined)
      return [MARKS.session(issuer, sid), ...(sub === undefined ? [] : [MARKS.noSession(issuer, sub)])];
    return sub === undefined ? [] : [userId(issuer, sub), MARKS.loggedOut(issuer, sub)];
  }

  return {
    async logOut(provider, logoutToken, onEnding) {
      const ended = await providers()
        .endedSession(provider, logoutToken)
        .catch((error: unknown) => {
          // Of another name than those of the configuration nothing is counted.
          if (error instanceof GatewayError && error.code === 'unauthorized')
            onLogout({ provider, outcome: 'refused' });
          throw error;
        });
      const by = ended.sid === undefined ? ('user' as const) : ('session' as const);
      const user = ended.sub === undefined ? {} : { user: userId(ended.issuer, ended.sub) };
      onEnding?.({ ...user, ...(ended.sid !== undefined && { session: MARKS.session(ended.issuer, ended.sid) }) });
      const key = keyOf(provider, ended);
      if (await isReplay(key)) {
        onLogout({ provider, outcome: 'replayed', by, ...user });
        throw new GatewayError('unauthorized', { detail: `${provider}: replayed (jti)` });
      }
      // By the later of the two clocks, as far as a revocation may lie ahead: a login just before the logout must not count as
      // one after it. A provider that was answered with 503 sends it again, which ends no login of meanwhile.
      const until = seen.get(key)?.until ?? Math.min(Math.max(now(), ended.issuedAt), now() + SKEW);
      seen.set(key, { until, kept: false }, { until: now() + REMEMBERED });
      const kept = await Promise.all(marksOf(ended).map((mark) => revocations.addUser(mark, until)));
      const all = !kept.includes(false);
      if (all) {
        seen.set(key, { until, kept: true }, { until: now() + REMEMBERED });
        await store.add(key, '1', REMEMBERED).catch(() => undefined);
      }
      onLogout({ provider, outcome: all ? 'ended' : 'notKept', by, ...user });
      mustBeKept(all);
    },
    async loggedOut({ issuer, subject, session }, issuedAt, again) {
      if (session === undefined) return false;
      const marks = [session, MARKS.loggedOut(issuer, subject)];
      if (again) return marks.some((mark) => revocations.hasUser(mark, issuedAt));
      return (await Promise.all(marks.map((mark) => revocations.checkUser(mark, issuedAt)))).includes(true);
    },
  };
}

// SPDX-License-Identifier: Apache-2.0
// What a federated login leaves for clouds with the strategy `passthrough`: for each of them a token of the same user, which
// the identity provider exchanges the login's own for (RFC 8693), made for that cloud alone. Verified as any other token, kept
// sealed for its life, deleted when the login is revoked.
import { randomBytes } from 'node:crypto';
import type { Clock } from '../model/clock.ts';
import { GatewayError } from '../model/errors.ts';
import type { Principal, Right } from '../model/identity.ts';
import type { IdentityProviders, ProvenPrincipal } from '../model/identity-service.ts';
import type { CheckOutcome } from './identity/index.ts';
import type { AskTokenEndpoint } from './identity/token-endpoint.ts';
import type { LoginTokens } from './login-tokens.ts';

/** A provider's entry that exchanges tokens. */
export interface TokenExchange {
  /** Of the provider. */
  readonly id: string;
  readonly ask: AskTokenEndpoint;
  readonly scope?: string | undefined;
}

export interface PassedTokensDeps {
  /** Called on each use: the configuration may change. */
  readonly exchanges: () => readonly TokenExchange[];
  /** Of the clouds that get such tokens. */
  readonly audiences: () => readonly string[];
  readonly identityProviders: () => Pick<IdentityProviders, 'authenticate' | 'authenticateAny'>;
  readonly loginTokens: LoginTokens;
  readonly isRevoked: (right: Right) => boolean;
  readonly now: Clock;
  onCheck(outcome: CheckOutcome): void;
}

export interface LoginsWithTokens {
  /** As the providers do; a login that has left tokens has an id. Their failure fails no login: the cloud is left out. */
  authenticate(identityProvider: string, protocol: string, bearer: string): Promise<ProvenPrincipal>;
  authenticateAny(bearer: string): Promise<ProvenPrincipal>;
  close(): void;
}

interface Kept {
  readonly right: Right;
  readonly audiences: readonly string[];
  readonly until: number;
}

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
/** Milliseconds between two looks whether a login has been revoked since. */
const SWEEP = 5_000;
/** Logins of this process that have left tokens: of those beyond it they stay until they end by themselves. */
const MAX = 20_000;

export function createPassedTokens(deps: PassedTokensDeps): LoginsWithTokens {
  const { exchanges, audiences, identityProviders, loginTokens, isRevoked, now, onCheck } = deps;
  const kept = new Map<string, Kept>();
  let timer: NodeJS.Timeout | undefined;

  function sweep(): void {
    for (const [login, { right, audiences: names, until }] of kept) {
      if (until <= now()) kept.delete(login);
      else if (isRevoked(right)) {
        kept.delete(login);
        void loginTokens.forget(login, names);
      }
    }
    if (kept.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  function watch(login: string, entry: Kept): void {
    const [oldest] = kept.keys();
    if (kept.size >= MAX && oldest !== undefined) kept.delete(oldest);
    kept.set(login, entry);
    timer ??= setInterval(sweep, SWEEP).unref();
  }

  async function exchanged(by: TokenExchange, bearer: string, principal: Principal, audience: string) {
    const answer = await by.ask({
      grant_type: GRANT,
      subject_token: bearer,
      subject_token_type: ACCESS_TOKEN,
      requested_token_type: ACCESS_TOKEN,
      audience,
      ...(by.scope === undefined ? {} : { scope: by.scope }),
    });
    if (!answer.ok) throw new Error(`the exchange was refused: ${answer.error}`);
    const token = answer.value.access_token;
    if (typeof token !== 'string' || token === '') throw new Error('the exchange gave no token');
    // By issuer, signature, time and audience; one that is good for a login here as well is refused.
    const proven = await identityProviders().authenticateAny(token, { audience, mayBeOurs: false });
    if (proven.principal.id !== principal.id) throw new Error('the exchange gave a token of another user');
    return { token, until: proven.expiresAt };
  }

  async function withTokens(proven: ProvenPrincipal, bearer: string): Promise<ProvenPrincipal> {
    const by = exchanges().find(({ id }) => id === proven.principal.identityProvider);
    const wanted = by === undefined ? [] : audiences();
    if (by === undefined || wanted.length === 0) return proven;
    const login = randomBytes(16).toString('base64url');
    const ends = await Promise.all(
      wanted.map(async (audience) => {
        try {
          const token = await exchanged(by, bearer, proven.principal, audience);
          await loginTokens.keep(login, audience, token);
          return token.until;
        } catch (error) {
          const why = error instanceof GatewayError ? (error.detail ?? error.message) : String(error);
          const detail = `for the audience ${audience}: ${why}`.slice(0, 300);
          onCheck({ provider: by.id, outcome: 'unavailable', reason: 'exchange', detail });
          return 0;
        }
      }),
    );
    const until = Math.max(...ends);
    // With all by which it may be revoked: session and groups too.
    const right: Right = { auditIds: [login], issuedAt: now(), principal: proven.principal };
    if (until > now()) watch(login, { right, audiences: wanted, until });
    return { ...proven, login };
  }

  return {
    async authenticate(identityProvider, protocol, bearer) {
      const proven = await identityProviders().authenticate(identityProvider, protocol, bearer);
      return withTokens(proven, bearer);
    },
    async authenticateAny(bearer) {
      return withTokens(await identityProviders().authenticateAny(bearer), bearer);
    },
    close: () => clearInterval(timer),
  };
}

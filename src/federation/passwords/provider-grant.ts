// SPDX-License-Identifier: Apache-2.0
// An identity provider that offers the resource owner password grant (RFC 6749 §4.3). The token that it gives goes through
// every check of a federated login. OAuth 2.1 has dropped the grant; programs that know nothing else are what it is for.
import { GatewayError } from '../../model/errors.ts';
import type { IdentityProviders, ProvenPrincipal } from '../../model/identity-service.ts';
import type { PasswordSource } from '../../model/passwords.ts';
import type { CheckOutcome } from '../identity/index.ts';
import type { AskTokenEndpoint } from '../identity/token-endpoint.ts';

export interface PasswordGrant {
  readonly id: string;
  readonly protocol: string;
  readonly domain: string;
  /** Which token of the answer is the login's. */
  readonly tokenType: 'access_token' | 'id_token';
  readonly scope: string;
}

export interface PasswordGrantDeps {
  readonly ask: AskTokenEndpoint;
  readonly identityProviders: () => Pick<IdentityProviders, 'authenticate'>;
  onCheck(outcome: CheckOutcome): void;
  /** The login came with a refresh token. The login's audit id, where it was kept under one. */
  onRefreshToken?(proven: ProvenPrincipal, token: string): Promise<string | undefined>;
}

export function createProviderGrant(grant: PasswordGrant, deps: PasswordGrantDeps): PasswordSource {
  const { id, protocol, domain, tokenType, scope } = grant;
  return {
    id,
    domain,
    async check(user, password) {
      if (!('name' in user)) throw new GatewayError('unauthorized', { detail: `${id} is asked by names` });
      const { name: username } = user;
      const answer = await deps.ask({ grant_type: 'password', username, password, scope }).catch((error: unknown) => {
        const detail = error instanceof GatewayError ? (error.detail ?? '') : '';
        deps.onCheck({ provider: id, outcome: 'unavailable', reason: 'passwordCheck', detail });
        throw error;
      });
      if (!answer.ok) {
        // What is wrong is told to developers only (RFC 6749 §5.2), and in no words that could be relied on.
        deps.onCheck({ provider: id, outcome: 'refused', reason: 'password', detail: answer.error });
        throw new GatewayError('unauthorized', { detail: `${id}: ${answer.error}` });
      }
      const token = answer.value[tokenType];
      if (typeof token !== 'string' || token === '') {
        const detail = `the password grant gave no ${tokenType}`;
        deps.onCheck({ provider: id, outcome: 'unavailable', reason: 'passwordCheck', detail });
        throw new GatewayError('issuerUnavailable', { detail: `${id}: ${detail}`, retryAfter: 5 });
      }
      const proven = await deps.identityProviders().authenticate(id, protocol, token).catch(notAGuess);
      const { refresh_token: refresh } = answer.value;
      const login =
        typeof refresh === 'string' && refresh !== '' ? await deps.onRefreshToken?.(proven, refresh) : undefined;
      return { ...proven, ...(login !== undefined && { login }), found: { name: username } };
    },
  };
}

/** The password was right. That the token is not good here is between provider and operator, whose log has the reason. */
function notAGuess(error: unknown): never {
  if (error instanceof GatewayError && error.code === 'unauthorized')
    throw new GatewayError('methodNotOffered', {
      message:
        'The identity provider gave a token for this password that the gateway does not accept. The log of the gateway has the reason.',
      ...(error.detail === undefined ? {} : { detail: error.detail }),
    });
  throw error;
}

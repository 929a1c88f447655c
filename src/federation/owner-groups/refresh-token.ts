// SPDX-License-Identifier: Apache-2.0
// The offline refresh token of a login by which the gateway was the client (OpenID Connect Core 1.0 §11, RFC 6749 §6). The
// token that it brings passes every check of a login. Providers that rotate refresh tokens take each of them once: that one is
// being used is written first, what came back before anything else is done with it. An answer that was lost leaves a token
// whose refusal says nothing of the user (RFC 9700 §4.14.2).
import Type from 'typebox';
import { GatewayError } from '../../model/errors.ts';
import { group } from '../../schema/fields.ts';
import type { AskTokenEndpoint } from '../identity/token-endpoint.ts';
import { defineOwnerSource, type OwnerSource, type OwnerSourceDeps, often, UserUntold } from './definition.ts';
import type { KeptRefreshToken, RefreshClient } from './refresh-tokens.ts';

const OFFLINE = 'offline_access';

export const refreshToken = defineOwnerSource({
  kind: 'refresh-token',
  schema: group(
    {
      description:
        'The offline refresh token of logins by which the gateway is the client (sections `login` and `password`, with the scope offline_access). Of owners who logged in by another way there is none: they are asked for nothing, and ownerUnseen holds.',
    },
    { kind: Type.Literal('refresh-token'), ...often() },
  ),

  faults(_, { login, password }) {
    const there = [login, password].some((section) => section?.scope?.split(' ').includes(OFFLINE));
    return there ? [] : [{ field: '', reason: `needs login or password with ${OFFLINE} in its scope` }];
  },

  resolve: (written) => written,

  create: (_, deps) => createRefreshToken(deps),
});

function createRefreshToken(deps: OwnerSourceDeps): OwnerSource {
  const { provider, refreshTokens, authenticate, tokenEndpoint } = deps;
  const { login, password } = provider;
  const ways: Readonly<Record<RefreshClient, { ask: AskTokenEndpoint; token: string } | undefined>> = {
    login: login && { ask: tokenEndpoint(login), token: login.token === 'id' ? 'id_token' : 'access_token' },
    password: password && { ask: tokenEndpoint(password), token: password.tokenType },
  };

  /** The new one may exist here alone: a store that is away for a moment must not lose it. */
  async function keep(owner: string, before: KeptRefreshToken, token: string): Promise<void> {
    const { provider: id, client } = before;
    for (let tries = 1; ; tries++)
      try {
        // Undefined: another login has left a newer one, or the last credential is gone.
        await refreshTokens.replace(owner, before, { provider: id, client, token });
        return;
      } catch (error) {
        if (tries === 3) throw error;
      }
  }

  const wayOf = (kept: KeptRefreshToken | undefined) =>
    kept?.provider === provider.id ? ways[kept.client] : undefined;

  return {
    canAsk: async ({ id }) => wayOf(await refreshTokens.of(id)) !== undefined,

    async ask(principal) {
      const { id: owner } = principal;
      const kept = await refreshTokens.of(owner);
      const way = wayOf(kept);
      if (kept === undefined || way === undefined) return { state: 'unasked' };
      if (kept.lost)
        throw new UserUntold('the answer to a refresh was lost, and the token with it: the owner must log in');
      const using = await refreshTokens.replace(owner, kept, { ...asKept(kept), used: true });
      if (using === undefined) throw new UserUntold('the refresh token is being replaced');
      const answer = await way
        .ask({ grant_type: 'refresh_token', refresh_token: kept.token })
        .catch(async (error: unknown) => {
          if (!kept.used && wasNotSent(error)) await refreshTokens.replace(owner, using, asKept(kept));
          throw error;
        });
      if (!answer.ok) {
        if (answer.error !== 'invalid_grant') throw new Error(`the token endpoint refused: ${answer.error}`);
        if (kept.used) {
          await refreshTokens.replace(owner, using, { ...asKept(kept), lost: true });
          throw new UserUntold(
            'the answer to a refresh was lost, and the token is no longer taken: the owner must log in',
          );
        }
        // Kept: it is good again where it is the account that was switched off for a while.
        await refreshTokens.replace(owner, using, asKept(kept));
        return { state: 'gone', reason: 'the refresh token is no longer taken' };
      }
      const { refresh_token: next } = answer.value;
      await keep(owner, using, typeof next === 'string' && next !== '' ? next : kept.token);
      const bearer = answer.value[way.token];
      if (typeof bearer !== 'string' || bearer === '') throw new Error(`the token endpoint gave no ${way.token}`);
      const proven = await authenticate(bearer).catch(ofOneUser);
      if (proven.principal.id !== owner) throw new UserUntold('the token endpoint gave a token of another user');
      return { state: 'there', principal: proven.principal };
    },
  };
}

/** A token that the checks of a login refuse is this user's; keys that cannot be read are the provider's. */
function ofOneUser(error: unknown): never {
  if (error instanceof GatewayError && error.code === 'unauthorized')
    throw new UserUntold(error.detail ?? error.message, { cause: error });
  throw error;
}

const asKept = ({ provider, client, token }: KeptRefreshToken) => ({ provider, client, token });

/** No connection was made: the token is as good as before. */
const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function wasNotSent(error: unknown): boolean {
  if (!(error instanceof GatewayError)) return false;
  const cause = error.cause as { readonly code?: unknown } | undefined;
  return typeof cause?.code === 'string' && UNSENT.has(cause.code);
}

// SPDX-License-Identifier: Apache-2.0
// Logins in a browser at one identity provider, by openid-client: authorization code with PKCE, state and nonce (OpenID
// Connect Core 1.0 §3.1, RFC 9700 §2.1), and RP-initiated logout. It keeps nothing but the provider's own documents.
import { hash } from 'node:crypto';
import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  type ClientAuth,
  ClientSecretPost,
  type Configuration,
  clockTolerance,
  customFetch,
  discovery,
  None,
  ResponseBodyError,
} from 'openid-client';
import type { Clock } from '../../model/clock.ts';
import { GatewayError } from '../../model/errors.ts';
import { createBackoff, issuerUnavailable } from '../identity/backoff.ts';
import type { IssuerFetch } from '../identity/options.ts';
import { boundedFetch, isSafeUrl } from './bounded-fetch.ts';
import type { BrowserLogin, BrowserLoginOptions } from './options.ts';

export type { Attempt, BrowserLogin } from './options.ts';

/** As its keys. */
const DOCUMENTS_MS = 10 * 60_000;
/** So long ago it may have answered last, for a browser to be sent there that could stay where it is. */
const PRESENT_MS = 10_000;
/** Codes that are exchanged at a time: strangers may make some up. */
const MAX_IN_FLIGHT = 64;
const CLOCK_TOLERANCE_S = 30;

export interface BrowserLoginDeps {
  readonly now: Clock;
  readonly fetch: IssuerFetch;
}

export function createBrowserLogin(options: BrowserLoginOptions, deps: BrowserLoginDeps): BrowserLogin {
  const { id, issuer, protocol, login } = options;
  const backoff = createBackoff(deps.now);
  let known: { readonly provider: Configuration; readonly until: number } | undefined;
  let flight: Promise<Configuration> | undefined;
  let exchanging = 0;

  const look = async (): Promise<Configuration> => {
    try {
      const provider = await discover(options, deps);
      known = { provider, until: deps.now() + DOCUMENTS_MS };
      backoff.succeeded();
      return provider;
    } catch (error) {
      backoff.failed();
      if (known !== undefined) return known.provider;
      throw issuerUnavailable(`${id}: ${reasonOf(error)}`, backoff.left(), error);
    }
  };
  /** Single flight; an older document stays in use while the provider is away. */
  const provider = async (): Promise<Configuration> => {
    if (known !== undefined && (known.until > deps.now() || backoff.left() > 0)) return known.provider;
    if (flight === undefined && backoff.left() > 0) throw issuerUnavailable(`${id}: paused`, backoff.left());
    flight ??= look().finally(() => {
      flight = undefined;
    });
    return flight;
  };
  /** It is there: whoever is led to one that is away ends at a page of their browser's. */
  const present = async (): Promise<Configuration> => {
    const seen = known !== undefined && known.until - deps.now() > DOCUMENTS_MS - PRESENT_MS;
    if (seen && known !== undefined && backoff.left() === 0) return known.provider;
    known = known && { ...known, until: 0 };
    const from = await provider();
    if (backoff.left() > 0) throw issuerUnavailable(`${id}: away`, backoff.left());
    return from;
  };

  return {
    id,
    protocol,
    async begin({ state, nonce, verifier }, redirectUri, { silent = false } = {}) {
      // S256 whatever the provider says that it supports: one that ignores it loses nothing (RFC 9700 §2.1.1).
      const parameters = {
        redirect_uri: redirectUri,
        scope: login.scope,
        state,
        nonce,
        code_challenge: hash('sha256', verifier, 'base64url'),
        code_challenge_method: 'S256',
        ...(silent && { prompt: 'none' }),
      };
      return buildAuthorizationUrl(await (silent ? present() : provider()), parameters).href;
    },
    async finish(answer, { state, nonce, verifier }, redirectUri) {
      const from = await provider();
      if (exchanging >= MAX_IN_FLIGHT) throw issuerUnavailable(`${id}: too many logins at once`, 1000);
      exchanging += 1;
      try {
        // Checks state, and the issuer's own name in the answer (RFC 9207); a parameter that comes twice is refused.
        const tokens = await authorizationCodeGrant(from, new URL(`${redirectUri}?${answer}`), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const { access_token: access, id_token: idToken, refresh_token: refreshToken } = tokens;
        return {
          bearer: login.token === 'id' ? (idToken ?? '') : access,
          ...(idToken !== undefined && { idToken }),
          ...(refreshToken !== undefined && { refreshToken }),
        };
      } catch (error) {
        throw explained(id, error);
      } finally {
        exchanging -= 1;
      }
    },
    async end(returnTo, idToken) {
      const from = await provider().catch(() => undefined);
      const { end_session_endpoint: endpoint } = from?.serverMetadata() ?? {};
      if (from === undefined || endpoint === undefined || !isSafeUrl(endpoint)) return undefined;
      const hint = idToken === undefined ? {} : { id_token_hint: idToken };
      return buildEndSessionUrl(from, { post_logout_redirect_uri: returnTo, ...hint }).href;
    },
  };

  async function discover(
    { ca, hosts = [] }: BrowserLoginOptions,
    { fetch }: BrowserLoginDeps,
  ): Promise<Configuration> {
    const peer = { id, urls: [issuer], hosts };
    const found = await discovery(
      new URL(issuer),
      login.clientId,
      { [clockTolerance]: CLOCK_TOLERANCE_S },
      authOf(login.clientSecret?.reveal()),
      {
        [customFetch]: boundedFetch((url, call) => fetch(url, { ...call, ca, peer })),
        // The library means any host; boundedFetch takes plain http for loopback hosts only.
        execute: issuer.startsWith('http:') ? [allowInsecureRequests] : [],
      },
    );
    const { authorization_endpoint: authorization, token_endpoint: token } = found.serverMetadata();
    for (const endpoint of [authorization, token])
      if (endpoint === undefined || !isSafeUrl(endpoint)) throw new Error('its document has no endpoints for logins');
    return found;
  }
}

function authOf(secret: string | undefined): ClientAuth {
  if (secret === undefined) return None();
  const post = ClientSecretPost(secret);
  return (server, client, body, headers) => {
    const ways = server.token_endpoint_auth_methods_supported;
    if (ways?.includes('client_secret_post') && !ways.includes('client_secret_basic'))
      return post(server, client, body, headers);
    // RFC 6749 §2.3.1: each half is form-encoded first. The library's own encodes `-`, `_` and `.` too, which a provider
    // that does not decode would not recognise.
    const pair = `${encodeURIComponent(client.client_id)}:${encodeURIComponent(secret)}`;
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
  };
}

/** What the provider has said in the browser's hearing; nothing else of its words is shown. */
const SAID: Readonly<Record<string, string>> = {
  access_denied: 'you, or the identity provider, have denied it',
  login_required: 'it could not be done without asking you',
  interaction_required: 'it could not be done without asking you',
  consent_required: 'it could not be done without your consent',
  temporarily_unavailable: 'it is overloaded at the moment',
  server_error: 'it has failed',
};

function explained(id: string, error: unknown): GatewayError {
  if (error instanceof AuthorizationResponseError) {
    const code = /^[a-z_]{1,40}$/.test(error.error) ? error.error : 'unknown error';
    return new GatewayError('unauthorized', {
      message: `The identity provider did not log you in: ${SAID[code] ?? 'it does not accept the gateway’s request'} (${code}).`,
      detail: `${id}: authorization endpoint: ${code}`,
    });
  }
  if (error instanceof ResponseBodyError && error.error !== 'invalid_grant')
    // The gateway's own client is refused: for its operator.
    return issuerUnavailable(`${id}: token endpoint: ${error.status} ${error.error}`, 1000, error);
  const { code } = error as { code?: string };
  if (error instanceof ResponseBodyError || code?.startsWith('OAUTH_') === true)
    return new GatewayError('unauthorized', { detail: `${id}: ${reasonOf(error)}`, cause: error });
  return issuerUnavailable(`${id}: ${reasonOf(error)}`, 1000, error);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, cause } = error as Error & { readonly code?: string };
  const deeper = cause instanceof Error ? `: ${cause.message}` : '';
  return `${error.message}${code === undefined ? '' : ` (${code})`}${deeper}`.slice(0, 300);
}

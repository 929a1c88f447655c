// SPDX-License-Identifier: Apache-2.0
// A login at an identity provider, by openid-client: a refresh token where there is one, else the device authorization
// grant (RFC 8628) for a person, or client credentials for a program. Loaded only when no cached token is valid.
import {
  allowInsecureRequests,
  type ClientAuth,
  type Configuration,
  type CustomFetch,
  clientCredentialsGrant,
  clockTolerance,
  customFetch,
  discovery,
  initiateDeviceAuthorization,
  None,
  pollDeviceAuthorizationGrant,
  refreshTokenGrant,
  type TokenEndpointResponse,
} from 'openid-client';
import { isLoopback } from '../model/loopback.ts';
import { CommandError } from './command.ts';
import { EXPIRED, explainLoginError, isOutage, printable, reasonOf } from './login-errors.ts';

export interface LoginOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** A confidential client acts for itself (client credentials). */
  readonly clientSecret?: string;
  readonly scope: string;
  /** Of an earlier login. */
  readonly refreshToken?: string;
}

export type Tokens = Pick<TokenEndpointResponse, 'access_token' | 'expires_in' | 'refresh_token'>;

export interface LoginDeps {
  readonly fetch: typeof fetch;
  /** For people: standard error, since standard output belongs to kubectl. */
  readonly tell: (text: string) => void;
  /** Whether there is a person to confirm a code. */
  readonly interactive: boolean;
  /** Seconds that the provider has for each answer; 30 where absent. */
  readonly timeout?: number;
}

/** Bytes. A description or a token is a few KiB. */
const MAX_ANSWER = 1024 * 1024;
/** Seconds. A timer holds no more than 24 days and fires at once for more. */
const LONGEST_WAIT = 86_400;
/** Seconds. The ID token of the answer is not used, so a clock that is off must not stop the login. */
const CLOCK_TOLERANCE = 600;

/** Rejects with a `CommandError` for whatever the provider does wrong. */
export async function login(options: LoginOptions, deps: LoginDeps): Promise<Tokens> {
  try {
    const provider = await discover(options, deps);
    if (options.clientSecret !== undefined) return await clientCredentialsGrant(provider, { scope: options.scope });
    return (await refreshed(provider, options)) ?? (await deviceLogin(provider, options, deps));
  } catch (error) {
    throw await explainLoginError(error, options.issuer);
  }
}

function discover({ issuer, clientId, clientSecret }: LoginOptions, deps: LoginDeps): Promise<Configuration> {
  const server = URL.parse(issuer);
  // The library takes a URL with /.well-known/ for the description itself, and would not ask whose it is.
  if (server === null || !/^https?:$/.test(server.protocol) || server.pathname.includes('/.well-known/'))
    throw new CommandError(`"${issuer}" is not the URL of an issuer`);
  const auth = clientSecret === undefined ? None() : basic(clientSecret);
  return discovery(server, clientId, { [clockTolerance]: CLOCK_TOLERANCE }, auth, {
    [customFetch]: guardedFetch(deps.fetch),
    // The library means any host; guardedFetch allows plain http for loopback hosts only.
    execute: server.protocol === 'http:' ? [allowInsecureRequests] : [],
    ...(deps.timeout === undefined ? {} : { timeout: deps.timeout }),
  });
}

/** Undefined where the provider does not accept the refresh token any more (RFC 6749 section 5.2, or an answer of its own). */
async function refreshed(provider: Configuration, { refreshToken }: LoginOptions): Promise<Tokens | undefined> {
  if (refreshToken === undefined) return undefined;
  try {
    // RFC 6749 section 6: without a new refresh token in the answer, the old one stays valid.
    return { refresh_token: refreshToken, ...(await refreshTokenGrant(provider, refreshToken)) };
  } catch (error) {
    if (isOutage(error)) throw error;
    return undefined;
  }
}

async function deviceLogin(
  provider: Configuration,
  { scope }: LoginOptions,
  { tell, interactive }: LoginDeps,
): Promise<Tokens> {
  if (provider.serverMetadata().device_authorization_endpoint === undefined)
    throw new CommandError('the identity provider offers no device login (RFC 8628)');
  // Whatever its version, kubectl asks the cluster itself for this one: `get --raw` before 1.36 drops a base path.
  if (!interactive) throw new CommandError('a login is needed: run `kubectl version` in a terminal once');
  const begun = await initiateDeviceAuthorization(provider, { scope });
  const where = printable(begun.verification_uri_complete ?? begun.verification_uri);
  tell(`To log in, open ${where} and confirm the code ${printable(begun.user_code)}`);
  const signal = AbortSignal.timeout(Math.min(begun.expires_in, LONGEST_WAIT) * 1000);
  try {
    return await pollDeviceAuthorizationGrant(provider, begun, undefined, { signal });
  } catch (error) {
    throw signal.aborted ? new CommandError(EXPIRED) : error;
  }
}

/** Holds every request to https or a loopback host, and every answer to a size, whatever endpoints the provider names. */
const guardedFetch =
  (inner: typeof fetch): CustomFetch =>
  async (url, options) => {
    const { protocol, hostname, origin } = new URL(url);
    if (protocol !== 'https:' && !isLoopback(hostname))
      throw new CommandError(`${url} must be https (plain http is for loopback hosts only)`);
    try {
      const answer = await inner(url, options as RequestInit);
      const { status, headers } = answer;
      const body = await boundedBody(answer, origin);
      return new Response(body.length === 0 ? null : body, { status, headers });
    } catch (error) {
      // fetch rejects with a TypeError on a network error (https://fetch.spec.whatwg.org/#fetch-method).
      throw error instanceof TypeError ? new CommandError(`${origin} cannot be reached: ${reasonOf(error)}`) : error;
    }
  };

async function boundedBody({ body }: Response, origin: string): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER) throw new CommandError(`${origin} gave an answer of more than ${MAX_ANSWER / 1024} KiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * RFC 6749 section 2.3.1: each half is form-encoded first. The library's ClientSecretBasic encodes `-`, `_` and `.` too,
 * which is as correct, but a provider that does not decode would not recognise a client id such as `scs-cli`.
 */
const basic =
  (clientSecret: string): ClientAuth =>
  (_provider, { client_id }, _body, headers) => {
    const pair = `${encodeURIComponent(client_id)}:${encodeURIComponent(clientSecret)}`;
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
  };

// SPDX-License-Identifier: Apache-2.0
// A login at an identity provider, by openid-client: a refresh token where there is one, else the device authorization
// grant (RFC 8628) or the browser (browser-login.ts) for a person, or client credentials for a program. Loaded only when no
// saved token is valid.
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
  tokenRevocation,
} from 'openid-client';
import { CommandError, LOGIN_NEEDED } from './command.ts';
import { printable, reasonOf } from './error-causes.ts';
import { guardedFetch, isSafeUrl } from './guarded-fetch.ts';
import type { LoginDeps, LoginOptions, Tokens } from './login-deps.ts';
import { EXPIRED, explainLoginError, isOutage, refusal } from './login-errors.ts';

/** Seconds. A timer holds no more than 24 days and fires at once for more. */
const LONGEST_WAIT = 86_400;
/** Seconds. The ID token of the answer is not used, so a clock that is off must not stop the login. */
const CLOCK_TOLERANCE = 600;

/** Rejects with a `CommandError` for whatever the provider does wrong. */
export async function login(options: LoginOptions, deps: LoginDeps): Promise<Tokens> {
  try {
    const provider = await discover(options, deps);
    if (options.clientSecret !== undefined) return await clientCredentialsGrant(provider, { scope: options.scope });
    const renewed = await refreshed(provider, options);
    if (renewed !== undefined && 'access_token' in renewed) return renewed;
    const ended = renewed === undefined ? undefined : endedBecause(renewed.refused, options);
    if (options.browser !== undefined) {
      const { browserLogin } = await import('./browser-login.ts');
      return await browserLogin(provider, { ...options, callback: options.browser.callback }, deps);
    }
    return await deviceLogin(provider, options, deps, ended);
  } catch (error) {
    throw await explainLoginError(error, options.issuer);
  }
}

/** Ends the login at the provider (RFC 7009). Resolves with whether the provider offers that. */
export async function endAtProvider(options: LoginOptions, token: string, deps: LoginDeps): Promise<boolean> {
  try {
    const provider = await discover(options, deps);
    if (provider.serverMetadata().revocation_endpoint === undefined) return false;
    await tokenRevocation(provider, token);
    return true;
  } catch (error) {
    throw await explainLoginError(error, options.issuer);
  }
}

/** A login that is lost is never lost in silence. */
function endedBecause(why: string, { unanswered = false }: LoginOptions): string {
  const lost = unanswered ? ', whose last renewal got no answer' : '';
  return `the identity provider no longer takes the saved login${lost} (${printable(why).slice(0, 200)})`;
}

function discover({ issuer, clientId, clientSecret }: LoginOptions, deps: LoginDeps): Promise<Configuration> {
  const server = URL.parse(issuer);
  // The library takes a URL with /.well-known/ for the description itself, and would not ask whose it is.
  if (server === null || !/^https?:$/.test(server.protocol) || server.pathname.includes('/.well-known/'))
    throw new CommandError(`"${issuer}" is not the URL of an issuer`);
  const auth = clientSecret === undefined ? None() : basic(clientSecret);
  return discovery(server, clientId, { [clockTolerance]: CLOCK_TOLERANCE }, auth, {
    [customFetch]: guardedFetch(deps.fetch) as CustomFetch,
    // The library means any host; guardedFetch allows plain http for loopback hosts only.
    execute: server.protocol === 'http:' ? [allowInsecureRequests] : [],
    ...(deps.timeout === undefined ? {} : { timeout: deps.timeout }),
  });
}

/** Refused where the provider does not accept the refresh token any more (RFC 6749 section 5.2, or an answer of its own). */
async function refreshed(
  provider: Configuration,
  { refreshToken }: LoginOptions,
): Promise<Tokens | { readonly refused: string } | undefined> {
  if (refreshToken === undefined) return undefined;
  try {
    // RFC 6749 section 6: without a new refresh token in the answer, the old one stays valid.
    return { refresh_token: refreshToken, ...(await refreshTokenGrant(provider, refreshToken)) };
  } catch (error) {
    if (isOutage(error)) throw error;
    return { refused: (await refusal(error)) ?? reasonOf(error) };
  }
}

async function deviceLogin(
  provider: Configuration,
  { scope }: LoginOptions,
  { tell, interactive, remedy, picture }: LoginDeps,
  ended: string | undefined,
): Promise<Tokens> {
  if (provider.serverMetadata().device_authorization_endpoint === undefined)
    throw new CommandError('the identity provider offers no device login (RFC 8628)');
  // Whatever its version, kubectl asks the cluster itself for this one: `get --raw` before 1.36 drops a base path.
  if (!interactive) {
    const why = ended === undefined ? '' : ` (${ended})`;
    const what = remedy ?? 'run `kubectl version` in a terminal once';
    throw new CommandError(`a login is needed${why}: ${what}`, { exitCode: LOGIN_NEEDED });
  }
  if (ended !== undefined) tell(`A new login is needed: ${ended}.`);
  const begun = await initiateDeviceAuthorization(provider, { scope });
  const where = printable(begun.verification_uri_complete ?? begun.verification_uri);
  // A person is sent there: to nothing but a web page that is the provider's.
  if (!isSafeUrl(where)) throw new CommandError(`the identity provider sends you to ${where}, which is not https`);
  const shown = picture?.(where);
  if (shown !== undefined) tell(shown);
  tell(`To log in, open ${where} and confirm the code ${printable(begun.user_code)}`);
  const signal = AbortSignal.timeout(Math.min(begun.expires_in, LONGEST_WAIT) * 1000);
  try {
    return await pollDeviceAuthorizationGrant(provider, begun, undefined, { signal });
  } catch (error) {
    throw signal.aborted ? new CommandError(EXPIRED, { exitCode: LOGIN_NEEDED }) : error;
  }
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

// SPDX-License-Identifier: Apache-2.0
// Explains to a user why a login failed: a sentence for each error that a provider or the library reports.
import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import { AWAY, CommandError, LOGIN_NEEDED } from './command.ts';
import { causes, printable, reasonOf } from './error-causes.ts';

export const EXPIRED = 'the code expired before it was confirmed: run the command again';

/** By the error code of RFC 8628 section 3.5. For any other code the provider's own description is shown. */
const REFUSALS: Readonly<Record<string, string>> = {
  access_denied: 'the login was denied at the identity provider',
  expired_token: EXPIRED,
};

/** By the library's error code; the issuer comes before it. */
const FAILURES: Readonly<Record<string, string>> = {
  OAUTH_HTTP_REQUEST_FORBIDDEN: 'names an endpoint that is not https',
  OAUTH_REQUEST_PROTOCOL_FORBIDDEN: 'names an endpoint that is not https',
  OAUTH_MISSING_SERVER_METADATA: 'names no token endpoint',
  OAUTH_INVALID_SERVER_METADATA: 'names an endpoint that is not a URL',
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: 'gave an ID token that is not for this login',
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: 'gave an ID token that is not valid now: check the clock of this machine',
};

const LONGEST_SENTENCE = 500;

/** A `CommandError`; the error itself where it does not come from a login. */
export async function explainLoginError(error: unknown, issuer: string): Promise<unknown> {
  const told = causes(error).find((one) => one instanceof CommandError);
  const sentence = told === undefined ? ((await refusal(error)) ?? failure(error, issuer)) : undefined;
  if (sentence === undefined) return told ?? error;
  const exitCode = isOutage(error) ? AWAY : isDenied(error) ? LOGIN_NEEDED : 1;
  return new CommandError(printable(sentence).slice(0, LONGEST_SENTENCE), { cause: error, exitCode });
}

/** Whether another login may succeed. */
const isDenied = (error: unknown): boolean =>
  (error instanceof ResponseBodyError || error instanceof AuthorizationResponseError) &&
  [...Object.keys(REFUSALS), 'invalid_grant'].includes(error.error);

/** Whether the provider is unreachable or fails (5xx), so that the same request may succeed later. */
export function isOutage(error: unknown): boolean {
  if (error instanceof ClientError && error.cause instanceof Response) return error.cause.status >= 500;
  return causes(error).some((one) => one instanceof CommandError || isTimeout(one));
}

/** The sentence for an OAuth error response; undefined for anything else. */
export async function refusal(error: unknown): Promise<string | undefined> {
  let body: { readonly error?: unknown; readonly error_description?: unknown };
  if (error instanceof ResponseBodyError || error instanceof AuthorizationResponseError) body = error;
  // For a 401 with a challenge the library does not read the body, where the reason stands.
  else if (error instanceof WWWAuthenticateChallengeError)
    body = Object(await error.response.json().catch(() => undefined));
  else return undefined;
  const { error: code = 'no reason given', error_description: why = code } = body;
  return REFUSALS[String(code)] ?? `the identity provider refused: ${why}`;
}

function failure(error: unknown, issuer: string): string | undefined {
  if (causes(error).some(isTimeout)) return `${issuer} did not answer in time`;
  if (!(error instanceof ClientError)) return undefined;
  const { code = '', cause } = error;
  if (code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED') {
    const { body } = cause as { readonly body: { readonly issuer: string } };
    return `${issuer} describes another issuer, ${body.issuer}: check --issuer`;
  }
  // An unexpected status, or a body that is not JSON.
  if (cause instanceof Response) {
    const json = cause.headers.get('content-type')?.includes('json') === true;
    return `${issuer} answered ${cause.status}${json ? '' : ' with something that is not JSON'}`;
  }
  return `${issuer} ${FAILURES[code] ?? `gave an answer that cannot be used: ${reasonOf(error)}`}`;
}

const isTimeout = ({ name }: Error): boolean => name === 'TimeoutError';

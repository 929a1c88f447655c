// SPDX-License-Identifier: Apache-2.0
// What a user is told where a login fails: a sentence for each way that a provider refuses, errs or stays away.
import { ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';
import { Told } from './command.ts';

export const EXPIRED = 'the code expired before it was confirmed: run the command again';

/** Of the error codes of RFC 6749 section 5.2 and RFC 8628 section 3.5; any other is told as the provider says it. */
const REFUSALS: Readonly<Record<string, string>> = {
  access_denied: 'the login was denied at the identity provider',
  expired_token: EXPIRED,
};

/** By the library's code: what the provider does wrong. */
const FAILURES: Readonly<Record<string, string>> = {
  OAUTH_HTTP_REQUEST_FORBIDDEN: 'names an endpoint that is not https',
  OAUTH_REQUEST_PROTOCOL_FORBIDDEN: 'names an endpoint that is not https',
  OAUTH_MISSING_SERVER_METADATA: 'names no token endpoint',
  OAUTH_INVALID_SERVER_METADATA: 'names an endpoint that is not a URL',
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: 'gave an ID token that is not for this login',
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: 'gave an ID token that is not valid now: check the clock of this machine',
};

const LONGEST_SENTENCE = 500;

/** For a terminal: text of others without control characters, which could redraw it. */
export const printable = (text: string): string => text.replaceAll(/\p{Cc}/gu, '');

/** A `Told`, or the error as it is where it is none of a login. */
export async function inPlainWords(error: unknown, issuer: string): Promise<unknown> {
  const told = causes(error).find((one) => one instanceof Told);
  const sentence = told === undefined ? ((await refusal(error)) ?? failure(error, issuer)) : undefined;
  return sentence === undefined
    ? (told ?? error)
    : new Told(printable(sentence).slice(0, LONGEST_SENTENCE), { cause: error });
}

/** Whether the provider did not answer, or only that it cannot: it may do so later. */
export function isOutage(error: unknown): boolean {
  if (error instanceof ClientError && error.cause instanceof Response) return error.cause.status >= 500;
  return causes(error).some((one) => one instanceof Told || isTimeout(one));
}

/** As a reason that stands behind a colon. Of several addresses that were tried in vain there is a code, but no message. */
export function reasonOf(error: unknown): string {
  const { message, code } = causes(error).at(-1) ?? { message: String(error), code: undefined };
  return message || (code ?? 'no reason given');
}

/** Where the provider says no, with an error of its own. */
async function refusal(error: unknown): Promise<string | undefined> {
  let body: { readonly error?: unknown; readonly error_description?: unknown };
  if (error instanceof ResponseBodyError) body = error;
  // The library looks at the challenge of a 401 and no further, but the reason is in the body.
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
  // Another status than the protocol has, or something that is not JSON.
  if (cause instanceof Response) {
    const json = cause.headers.get('content-type')?.includes('json') === true;
    return `${issuer} answered ${cause.status}${json ? '' : ' with something that is not JSON'}`;
  }
  return `${issuer} ${FAILURES[code] ?? `gave an answer that cannot be used: ${reasonOf(error)}`}`;
}

const isTimeout = ({ name }: Error): boolean => name === 'TimeoutError';

/** The error, what caused it, what caused that. */
function causes(error: unknown): NodeJS.ErrnoException[] {
  const chain: NodeJS.ErrnoException[] = [];
  for (let next = error; next instanceof Error && chain.length < 10; next = next.cause) chain.push(next);
  return chain;
}

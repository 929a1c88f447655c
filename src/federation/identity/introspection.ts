// SPDX-License-Identifier: Apache-2.0
// Token introspection (RFC 7662): for tokens that are not JWTs, and by configuration for JWTs that lack claims.
import type { Clock } from '../../model/clock.ts';
import { type AskIssuer, createIssuerQuestion } from './issuer-question.ts';
import type { IntrospectionOptions, IssuerFetch } from './options.ts';

export function createIntrospection(
  options: IntrospectionOptions & {
    readonly id: string;
    readonly ca?: string | undefined;
    /** Only tokens that the issuer has signed are asked about. */
    readonly signed?: boolean;
  },
  deps: { readonly now: Clock; readonly fetch: IssuerFetch },
): AskIssuer {
  const { id, ca, endpoint, clientId, clientSecret } = options;
  return createIssuerQuestion(
    {
      ...{ id, ca, endpoint, what: 'introspection', cacheMs: options.cacheTime, waits: options.signed },
      call: (token) => ({
        method: 'POST',
        headers: {
          accept: 'application/json',
          'content-type': 'application/x-www-form-urlencoded',
          authorization: basicAuthorization(clientId, clientSecret.reveal()),
        },
        body: new URLSearchParams({ token, token_type_hint: 'access_token' }).toString(),
      }),
      // Some issuers answer 400 to a malformed token. An unknown one is `active: false` with 200 (RFC 7662 §2.2); any
      // other status concerns the gateway, not the token.
      refused: (status) => (status === 400 ? { active: false } : undefined),
    },
    deps,
  );
}

/** RFC 6749 §2.3.1: id and secret are form-encoded before they are joined. */
export const basicAuthorization = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${formEncode(id)}:${formEncode(secret)}`).toString('base64')}`;

const formEncode = (value: string): string => new URLSearchParams({ '': value }).toString().slice(1);

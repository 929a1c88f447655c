// SPDX-License-Identifier: Apache-2.0
// Claims that a verified token lacks, asked of its issuer: at the userinfo endpoint (OpenID Connect Core 1.0 §5.3), or by
// introspection, which also tells whether the token is still good. Many issuers keep groups and names out of access tokens. Whoever the token is for, the token alone says;
// an issuer that does not answer fails the login, since one without groups would end the user's other logins.
import type { Clock } from '../../model/clock.ts';
import { claimAt } from './claim-at.ts';
import { createIntrospection } from './introspection.ts';
import { createIssuerQuestion } from './issuer-question.ts';
import { type Checked, type IdentityProviderOptions, type IssuerFetch, type Json, pass, refuse } from './options.ts';

/** Undefined where the token has all that is looked for, or nobody is to be asked. Fails with `issuerUnavailable`. */
export type AskFurther = (
  token: string,
  claims: Json,
  how: { readonly introspected: boolean },
) => Promise<Checked<Json | undefined>>;

export function createFurtherClaims(
  options: IdentityProviderOptions,
  deps: { readonly now: Clock; readonly fetch: IssuerFetch },
): AskFurther {
  const { id, ca, userinfo, introspection, claims: names } = options;
  const lacks = (claims: Json): boolean =>
    [names.groups, names.username].some((name) => claimAt(claims, name) === undefined);

  const introspect = introspection && createIntrospection({ ...introspection, id, ca, signed: true }, deps);
  const always = introspection?.always === true ? introspect : undefined;

  if (userinfo !== undefined) {
    const ask = createIssuerQuestion(
      {
        ...{ id, ca, endpoint: userinfo.endpoint, what: 'userinfo', waits: true },
        call: (token) => ({
          method: 'GET',
          headers: { accept: 'application/json', authorization: `Bearer ${token}` },
        }),
        // RFC 6750 §3.1: the token is not taken there. ID tokens never are.
        refused: (status) => ([400, 401, 403].includes(status) ? { refused: status } : undefined),
      },
      deps,
    );
    return async (token, claims) => {
      if (always !== undefined && (await always(token)).active !== true) return refuse('inactive');
      if (!lacks(claims)) return pass(undefined);
      const answer = await ask(token);
      // OpenID Connect Core 1.0 §5.3.2: without the same `sub` the answer must not be used.
      if (answer.sub === claims.sub && claims.sub !== undefined) return pass(answer);
      if (typeof answer.refused !== 'number') return refuse('userinfo', 'userinfo is of another subject');
      return refuse('userinfo', `userinfo answered ${answer.refused}: it takes access tokens for it only`);
    };
  }

  const ask = introspection?.missingClaims === true ? introspect : always;
  if (ask !== undefined) {
    return async (token, claims, { introspected }) => {
      // Claims that are an answer of introspection, for a token that is no JWT. That a JWT has a claim `active` says nothing:
      // many providers have a user's attribute of that name.
      if (introspected || (always === undefined && !lacks(claims))) return pass(undefined);
      const answer = await ask(token);
      if (answer.active !== true) return refuse('inactive');
      return answer.sub === undefined || answer.sub === claims.sub
        ? pass(answer)
        : refuse('userinfo', 'introspection is of another subject');
    };
  }

  return async () => pass(undefined);
}

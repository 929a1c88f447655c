// SPDX-License-Identifier: Apache-2.0
// The last look before a request goes to a member: a gateway token belongs into X-Auth-Token, where it is taken out.
// Anywhere else it would go on to the member, which could then act as its owner on every other cloud.
import type { Tokens } from '../federation/tokens.ts';
import { GatewayError } from '../model/errors.ts';

/** The first part of a JWS: base64url of `{"…`. It alone says whose token it is, however the dots after it are written. */
const JWS_HEADER = /eyJ[\w-]{20,}/g;

export function refuseOwnTokens(tokens: Pick<Tokens, 'claimsToBeOurs'>, texts: Iterable<string | undefined>): void {
  for (const text of texts) {
    if (text === undefined || !text.includes('eyJ')) continue;
    for (const [header] of text.matchAll(JWS_HEADER))
      if (tokens.claimsToBeOurs(`${header}.`))
        throw new GatewayError('badRequest', {
          message: 'A token of the gateway may stand in X-Auth-Token only: it is never sent to a cloud.',
        });
  }
}

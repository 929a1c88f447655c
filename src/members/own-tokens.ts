// SPDX-License-Identifier: Apache-2.0
// The last look before a request goes to a member: a gateway token belongs into X-Auth-Token or Authorization, where it is
// taken out. Anywhere else it would go on to the member, which could then act as its owner on every other cloud.
import { holdsOwnToken } from '../federation/tokens.ts';
import { GatewayError } from '../model/errors.ts';

/** Throws `badRequest` where a token of the gateway stands in one of them. Linear in their length. */
export function refuseOwnTokens(path: string, body: string | undefined, headers: readonly string[] = []): void {
  if (!holdsOwnToken(unescaped(path)) && !(body !== undefined && holdsOwnToken(body)) && !headers.some(holdsOwnToken))
    return;
  throw new GatewayError('badRequest', {
    message: 'A token of the gateway may stand in X-Auth-Token or Authorization only: it is never sent to a cloud.',
  });
}

/** A member undoes escapes before it looks at a path. */
const unescaped = (path: string): string =>
  path.includes('%')
    ? path.replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    : path;

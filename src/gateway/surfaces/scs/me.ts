// SPDX-License-Identifier: Apache-2.0
// Who the caller is in the gateway's eyes, and the end of all of the caller's tokens.
import type { Tokens } from '../../../federation/tokens.ts';
import { me, meSchema } from '../../../scs/me.ts';
import type { ScsRoute } from './route.ts';

export interface MeDeps {
  readonly tokens: Pick<Tokens, 'revokeUser'>;
}

export function meRoutes({ tokens }: MeDeps): ScsRoute[] {
  return [
    {
      method: 'GET',
      path: '/scs/v1/me',
      operationId: 'getMe',
      tag: 'me',
      summary: 'See whom the gateway takes the caller for',
      answers: { 200: { description: 'The caller.', schema: meSchema } },
      async handle({ caller }) {
        return { status: 200, headers: { 'cache-control': 'no-store' }, body: me(caller.caller) };
      },
    },
    {
      method: 'DELETE',
      path: '/scs/v1/me/tokens',
      operationId: 'revokeMyTokens',
      tag: 'me',
      summary: "End all of the caller's tokens",
      description:
        'Every gateway token that was issued to the caller until now is refused from now on, on every replica. Tokens of the identity provider are its own affair.',
      answers: { 204: { description: 'They are ended.' } },
      // Whoever has lost a token must be able to end it, also where a thief uses up what its owner may ask for.
      cost: 'uncounted',
      async handle({ caller }) {
        await tokens.revokeUser(caller.caller.principal.id);
        return { status: 204 };
      },
    },
  ];
}

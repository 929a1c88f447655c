// SPDX-License-Identifier: Apache-2.0
// Who the caller is in the gateway's eyes, and the end of all of the caller's tokens.
import type { ApplicationCredentials } from '../../../federation/credentials/index.ts';
import type { Tokens } from '../../../federation/tokens.ts';
import { GatewayError } from '../../../model/errors.ts';
import { me, meSchema } from '../../../scs/me.ts';
import { listProjects, type ProjectsDeps } from '../../../scs/projects/projects.ts';
import type { ScsRoute } from './route.ts';

export interface MeDeps extends ProjectsDeps {
  readonly tokens: Pick<Tokens, 'revokeUser'>;
  /** Of the owner of a credential. Absent: nobody is asked about owners. */
  readonly untold?: ApplicationCredentials['untold'];
}

export function meRoutes({ tokens, untold: untoldOf, ...deps }: MeDeps): ScsRoute[] {
  return [
    {
      method: 'GET',
      path: '/scs/v1/me',
      operationId: 'getMe',
      tag: 'me',
      summary: "Get the caller's identity",
      answers: { 200: { description: 'The identity of the caller.', schema: meSchema } },
      async handle(call) {
        const { caller } = call.caller;
        // Whoever works in a project has one. The lists are cached.
        const listed =
          caller.scope.kind === 'unscoped' ? await listProjects(deps, { caller: call.caller }, {}) : undefined;
        // Owners who use it log in by themselves, which tells of them.
        const untold = caller.credential && (await untoldOf?.(caller.principal.id));
        const none = listed?.items.length === 0 ? listed.clouds : undefined;
        return { status: 200, headers: { 'cache-control': 'no-store' }, body: me(caller, none, untold) };
      },
    },
    {
      method: 'DELETE',
      path: '/scs/v1/me/tokens',
      operationId: 'revokeMyTokens',
      tag: 'me',
      summary: "Revoke all of the caller's tokens",
      description:
        'Revokes every gateway token that was issued to the caller until now, on every replica. Tokens of the identity provider are not affected.',
      answers: { 204: { description: 'Revoked.' } },
      // Revoking is never rate limited: a stolen token must be revocable even while the thief uses up its owner's quota.
      cost: 'uncounted',
      async handle({ caller }) {
        // Its token ends with it, or by DELETE /identity/v3/auth/tokens; the owner's other logins are not its business.
        if (caller.caller.credential?.restricted)
          throw new GatewayError('forbidden', {
            message: 'A restricted application credential ends its own tokens only, not all of its owner’s.',
          });
        await tokens.revokeUser(caller.caller.principal.id);
        return { status: 204 };
      },
    },
  ];
}

// SPDX-License-Identifier: Apache-2.0
// For clusters that trust the same identity provider: the caller's own token is forwarded unchanged.
import Type from 'typebox';
import { GatewayError } from '../../model/errors.ts';
import { group } from '../../schema/fields.ts';
import { defineClusterStrategy } from '../strategy-definition.ts';

export const passthrough = defineClusterStrategy({
  kind: 'passthrough',
  schema: group(
    { description: "The user's own token of a provider that the cluster trusts as well." },
    { kind: Type.Literal('passthrough') },
  ),

  resolve: (written) => written,

  create: () => ({
    kind: 'passthrough',
    impersonation: 'forward',
    showsUnauthorized: true,
    async credential({ idpToken }) {
      if (idpToken !== undefined) return [['authorization', `Bearer ${idpToken}`]];
      // A gateway token must never reach a member.
      throw new GatewayError('forbidden', {
        message: 'This cluster requires a token of your identity provider, not a token of the gateway.',
      });
    },
    refused: () => undefined,
  }),
});

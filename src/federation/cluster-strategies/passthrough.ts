// SPDX-License-Identifier: Apache-2.0
// For clusters that trust the same identity provider: the caller's own token is forwarded unchanged.

import type { ClusterStrategy } from '../../model/cluster.ts';
import { GatewayError } from '../../model/errors.ts';

export function createPassthrough(): ClusterStrategy {
  return {
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
  };
}

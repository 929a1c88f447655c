// SPDX-License-Identifier: Apache-2.0
// For clusters whose apiserver flags cannot be set: the gateway's own account, which has the right to impersonate. User
// and group names carry a prefix, so that no claim can name one of the cluster's own users or groups.

import type { ClusterStrategy } from '../../model/cluster.ts';
import { GatewayError } from '../../model/errors.ts';
import type { Principal } from '../../model/identity.ts';

export interface ImpersonateOptions {
  /** The account's bearer token. Absent if it authenticates with a client certificate. */
  readonly token?: { reveal(): string };
  /** Prepended to user and group names. */
  readonly prefix: string;
}

/** The domain is part of the name, because two domains may each have a user of that name. */
const clusterUser = (prefix: string, { domain, name }: Principal): string => `${prefix}${domain}/${name}`;

export function createImpersonate({ token, prefix }: ImpersonateOptions): ClusterStrategy {
  const account = token === undefined ? [] : [['authorization', `Bearer ${token.reveal()}`] as const];
  return {
    kind: 'impersonate',
    impersonation: 'review',
    showsUnauthorized: false,
    async credential({ principal }) {
      const user = clusterUser(prefix, principal);
      const groups = principal.groups.map((group) => `${prefix}${group}`);
      // Whatever prefix is configured, Kubernetes' reserved names are refused.
      if ([user, ...groups].some((name) => name.startsWith('system:')))
        throw new GatewayError('forbidden', { detail: `a name with system: for ${principal.id}` });
      return [...account, ['impersonate-user', user], ...groups.map((group) => ['impersonate-group', group] as const)];
    },
    refused: () => undefined,
  };
}

// SPDX-License-Identifier: Apache-2.0
// For clusters whose apiserver flags cannot be set: the gateway's own account with the right to impersonate. The user's
// name and groups carry a prefix, so that no claim can ever name a user or group of the cluster's own.

import type { ClusterStrategy } from '../../model/cluster.ts';
import { GatewayError } from '../../model/errors.ts';
import type { Principal } from '../../model/identity.ts';

export interface ImpersonateOptions {
  /** The account's bearer token; absent where a client certificate proves it. */
  readonly token?: { reveal(): string };
  /** Put before user and group names. */
  readonly prefix: string;
}

/** Two domains may each have an alice: the domain is part of the name. */
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
      // Whatever the prefix is configured to: the cluster's own names stay the cluster's.
      if ([user, ...groups].some((name) => name.startsWith('system:')))
        throw new GatewayError('forbidden', { detail: `a name with system: for ${principal.id}` });
      return [...account, ['impersonate-user', user], ...groups.map((group) => ['impersonate-group', group] as const)];
    },
    refused: () => undefined,
  };
}

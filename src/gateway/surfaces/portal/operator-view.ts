// SPDX-License-Identifier: Apache-2.0
// What the pages of operators are given, and who is one: somebody in a group of an identity provider that the configuration names,
// whose session is a login of a person. Groups of other providers may have the same name.
import type { Caller } from '../../../model/identity.ts';
import type { Readiness } from '../../readiness.ts';
import type { RecentFailure } from '../../recent-failures.ts';

export interface OperatorGroup {
  readonly identityProvider: string;
  readonly group: string;
}

export interface KeyAge {
  readonly kid: string;
  readonly use: 'sign' | 'seal';
  /** Epoch milliseconds. */
  readonly created: number;
  /** The one that is used for what is new. */
  readonly current: boolean;
}

/** Of this process, since it runs. */
export interface OperatorView {
  /** The URL of the operations listener, without a path. */
  readonly operationsUrl: string;
  readonly readiness: Readiness;
  readonly keys: readonly KeyAge[];
  /** The newest first. */
  readonly failures: readonly RecentFailure[];
  readonly limits: readonly { readonly limit: string; readonly surface: string; readonly times: number }[];
  /** As applied: secrets are not in it. */
  readonly configuration: string;
}

export const isOperator = (
  caller: Pick<Caller, 'principal' | 'credential'> | undefined,
  groups: readonly OperatorGroup[],
): boolean =>
  caller !== undefined &&
  caller.credential === undefined &&
  groups.some(
    ({ identityProvider, group }) =>
      identityProvider === caller.principal.identityProvider && caller.principal.groups.includes(group),
  );

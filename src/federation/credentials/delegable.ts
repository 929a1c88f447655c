// SPDX-License-Identifier: Apache-2.0
// What a caller may hand to an application credential: roles that it has itself, and where it is bound by a credential
// already, nothing beyond that. Pure.
import { GatewayError } from '../../model/errors.ts';
import type { Caller, RoleRef } from '../../model/identity.ts';
import type { NewRule } from './index.ts';

export interface Wanted {
  readonly roles?: readonly { readonly id?: string; readonly name?: string }[];
  readonly accessRules?: readonly NewRule[];
}

export interface Delegable {
  readonly roles: readonly string[];
  /** They bind the credential; else it has what its owner has. */
  readonly limited: boolean;
  readonly accessRules?: readonly NewRule[];
}

/** Keystone's own roles, each of which has those after it (keystone/cmd/bootstrap.py). */
const IMPLIED = ['admin', 'manager', 'member', 'reader'];

/** `roles`: what the token of the caller has. */
export function delegable(caller: Caller, roles: readonly RoleRef[], wanted: Wanted): Delegable {
  const { credential } = caller;
  const has = roles.map(({ name }) => name);
  const accessRules = rulesWithin(caller, wanted.accessRules);
  const bound = accessRules === undefined ? {} : { accessRules };
  if (wanted.roles === undefined) return { roles: has, limited: credential?.roles !== undefined, ...bound };
  const names = wanted.roles.map((asked) => roles.find(({ id, name }) => id === asked.id || name === asked.name)?.name);
  if (names.includes(undefined))
    throw new GatewayError('badRequest', {
      message: 'Invalid application credential: Cannot create an application credential with unassigned role',
    });
  return { roles: withImplied(names as string[]).filter((name) => has.includes(name)), limited: true, ...bound };
}

function withImplied(names: readonly string[]): string[] {
  const highest = IMPLIED.findIndex((role) => names.includes(role));
  return [...new Set([...names, ...(highest === -1 ? [] : IMPLIED.slice(highest))])];
}

/** A credential with rules makes none that may do more: the same rules, or some of them. */
function rulesWithin({ credential }: Caller, asked: readonly NewRule[] | undefined): readonly NewRule[] | undefined {
  const own = credential?.accessRules;
  if (own === undefined) return asked;
  const within = (asked ?? own).every((rule) =>
    own.some((mine) =>
      'service' in rule
        ? mine.service === rule.service && mine.method === rule.method && mine.path === rule.path
        : mine.id === rule.id,
    ),
  );
  if (!within)
    throw new GatewayError('forbidden', {
      message: 'An application credential with access rules makes others with the same rules, or some of them, only.',
    });
  return asked ?? own.map(({ service, method, path }) => ({ service, method, path }));
}

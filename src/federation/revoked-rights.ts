// SPDX-License-Identifier: Apache-2.0
// Whether what a token has is revoked, by all names under which it can be: its own audit id and that of its login, its user,
// the session at the identity provider, and what operators revoke by name, group, domain or provider.
import type { Caller, Principal, Right } from '../model/identity.ts';
import { marksOf, WIDE } from './marks.ts';
import type { Revocations } from './revocations.ts';

export const loginOf = ({ loggedInAt, issuedAt }: Pick<Caller, 'loggedInAt' | 'issuedAt'>): number =>
  loggedInAt ?? issuedAt;

export interface RevokedRights {
  /** From what this process knows, without I/O. */
  isRevoked(right: Right): boolean;
  /** Also asks the store. */
  checkRevoked(right: Right): Promise<boolean>;
  /** Asks the store about all of them; `isRevoked` knows more afterwards. False: the store is away. */
  refresh(rights: readonly Right[]): Promise<boolean>;
  /** The moment until which logins of this user are revoked, by whichever name. */
  revokedSince(principal: Right['principal']): number;
  /** The first whole second, from the given one on, whose logins are not revoked. */
  earliestLogin(principal: Principal, second: number): number;
}

export function createRevokedRights(revocations: Revocations): RevokedRights {
  const { has, hasUser, check, checkUser } = revocations;
  /** Computed where something was revoked by name since the login, and there once. */
  const marks = new WeakMap<Right['principal'], readonly string[]>();
  const marksFor = ({ principal }: Pick<Right, 'principal'>): readonly string[] => {
    const known = marks.get(principal) ?? marksOf(principal);
    marks.set(principal, known);
    return known;
  };
  const usersOf = ({ id, session }: Pick<Principal, 'id' | 'session'>): string[] =>
    session === undefined ? [id] : [id, session];

  return {
    isRevoked(right) {
      const { id, session } = right.principal;
      const at = loginOf(right);
      return (
        right.auditIds.some(has) ||
        hasUser(id, at) ||
        (session !== undefined && hasUser(session, at)) ||
        (hasUser(WIDE, at) && marksFor(right).some((mark) => hasUser(mark, at)))
      );
    },
    async checkRevoked(right) {
      const at = loginOf(right);
      const [wide, ...asked] = await Promise.all([
        checkUser(WIDE, at),
        ...usersOf(right.principal).map((user) => checkUser(user, at)),
        ...right.auditIds.map(check),
      ]);
      if (asked.includes(true)) return true;
      if (!wide) return false;
      return (await Promise.all(marksFor(right).map((mark) => checkUser(mark, at)))).includes(true);
    },
    async refresh(rights) {
      const [auditIds, users] = [new Set<string>(), new Set<string>([WIDE])];
      for (const { auditIds: own, principal } of rights) {
        for (const id of own) auditIds.add(id);
        for (const user of usersOf(principal)) users.add(user);
      }
      if (!(await revocations.refresh(auditIds, users))) return false;
      const named = new Set<string>();
      for (const right of rights)
        if (hasUser(WIDE, loginOf(right))) for (const mark of marksFor(right)) named.add(mark);
      return named.size === 0 || revocations.refresh([], named);
    },
    revokedSince(principal) {
      const named = revocations.revokedUntil(WIDE) > 0 ? marksFor({ principal }) : [];
      return Math.max(...[...usersOf(principal), ...named].map(revocations.revokedUntil));
    },
    earliestLogin(principal, second) {
      const named = hasUser(WIDE, second) ? marksFor({ principal }) : [];
      return Math.max(...[...usersOf(principal), ...named].map((one) => revocations.earliestLogin(one, second)));
    },
  };
}

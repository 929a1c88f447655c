// SPDX-License-Identifier: Apache-2.0
// The standard roles. They have no document of their own, but scs-0302 (domain manager), scs-0116 and the documentation
// agree.

export interface StandardRole {
  readonly name: string;
  readonly implies: readonly string[];
  readonly rights: string;
}

export const STANDARD_ROLES: readonly StandardRole[] = [
  { name: 'reader', implies: [], rights: 'read, in all APIs' },
  { name: 'member', implies: ['reader'], rights: 'read and write, in all APIs' },
  {
    name: 'manager',
    implies: ['member', 'reader'],
    rights: 'users, projects, groups and assignments of allowed roles within the own domain, in the Identity API',
  },
  { name: 'admin', implies: ['manager', 'member', 'reader'], rights: 'everything; for the staff of the operator' },
];

/** The standard roles that a user with these roles has, by name or implied, weakest first. */
export const effectiveRoles = (names: readonly string[]): readonly string[] =>
  STANDARD_ROLES.filter(
    ({ name }) =>
      names.includes(name) || STANDARD_ROLES.some((role) => names.includes(role.name) && role.implies.includes(name)),
  ).map(({ name }) => name);

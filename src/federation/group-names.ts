// SPDX-License-Identifier: Apache-2.0
// A group is a name in a domain. How it is called where it leaves for a member or a cluster, which see one list of names:
// by its name alone while all identity providers are of one domain, with its domain as soon as there are several (ADR 16).
import Type from 'typebox';
import type { Principal } from '../model/identity.ts';
import { qualifiedGroup } from '../model/names.ts';

const GROUP_NAMES = ['plain', 'qualified'] as const;
export type GroupNames = (typeof GROUP_NAMES)[number];

/** The field of a strategy's section. `known` ends its description: when `plain` may stand where there are several domains. */
export const groupNamesField = (known: string) =>
  Type.Optional(
    Type.Enum([...GROUP_NAMES], {
      description: `How groups are called there: \`plain\` is the name alone, \`qualified\` is \`domain/name\`. If omitted, \`qualified\` where identity providers have different domains, otherwise \`plain\`. ${known}`,
      examples: ['qualified'],
    }),
  );

/** What a strategy's options hold: nothing while groups are called by their names alone. */
export interface QualifiedGroups {
  readonly qualifyGroups?: true | undefined;
}

/** `domains`: of the configured identity providers, each once. */
export const qualifyGroups = (written: GroupNames | undefined, domains: readonly string[]): QualifiedGroups =>
  (written ?? (domains.length > 1 ? 'qualified' : 'plain')) === 'qualified' ? { qualifyGroups: true } : {};

/** The principal as members and clusters get to know it. */
export const asSeen = (principal: Principal, { qualifyGroups }: QualifiedGroups): Principal =>
  qualifyGroups
    ? { ...principal, groups: principal.groups.map((group) => qualifiedGroup(principal.domain, group)) }
    : principal;

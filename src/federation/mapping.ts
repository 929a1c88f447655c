// SPDX-License-Identifier: Apache-2.0
// A member's `projects` map: the gateway's project "acme/research" may be "customer-42/research" there.
import type { ProjectNames } from '../model/member.ts';
import type { MemberProjectName } from '../model/strategy.ts';

export interface ProjectRename {
  readonly gateway: MemberProjectName;
  readonly member: MemberProjectName;
}

/** The list is one to one (the configuration refuses anything else). Projects that are not listed keep their name. */
export function createProjectNames(renames: readonly ProjectRename[]): ProjectNames {
  // Keystone's names may contain any character, including `/`.
  const key = ({ domain, name }: MemberProjectName): string => JSON.stringify([domain, name]);
  const there = new Map(renames.map(({ gateway, member }) => [key(gateway), member]));
  const here = new Map(renames.map(({ gateway, member }) => [key(member), gateway]));
  return {
    toMember: (project) => there.get(key(project)) ?? project,
    toGateway: (project) => here.get(key(project)) ?? project,
  };
}

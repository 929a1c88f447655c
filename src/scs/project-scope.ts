// SPDX-License-Identifier: Apache-2.0
// Which of the caller's projects a call is about: those that the token works in, narrowed to the one that is named.
import type { ProjectRef, Scope } from '../model/identity.ts';

/** An unscoped token works in all of the caller's projects. */
export function inScope(scope: Scope, project: ProjectRef): boolean {
  if (scope.kind === 'project') return scope.project.id === project.id;
  if (scope.kind === 'domain') return scope.domain.name === project.domain.name;
  return true;
}

/** `wanted`: its gateway id, `domain/name` or name. Absent: any project is meant. */
export const isMeant = ({ id, name, domain }: ProjectRef, wanted: string | undefined): boolean =>
  wanted === undefined || wanted === id || wanted === name || wanted === `${domain.name}/${name}`;

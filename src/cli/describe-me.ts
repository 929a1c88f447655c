// SPDX-License-Identifier: Apache-2.0
// Who the user is in the gateway's eyes, for people.
import { printable } from './error-causes.ts';
import type { Me, Project } from './gateway-api.ts';
import { nameOf } from './session.ts';

export function describeMe(
  { user, identityProvider, expiresAt, notes }: Me,
  projects: readonly Project[],
  chosen: Project | undefined,
): string {
  const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));
  const mark = (project: Project): string => `${nameOf(project)}${project.id === chosen?.id ? ' (chosen)' : ''}`;
  return [
    `user      ${printable(user.name)} of domain ${printable(user.domain)}, by ${printable(identityProvider)}`,
    `groups    ${list(user.groups.map(printable))}`,
    `projects  ${list(projects.map(mark))}`,
    `token     until ${printable(expiresAt)}; renewed while the identity provider lets it be`,
    ...notes.map(({ message }) => `note      ${printable(message)}`),
  ].join('\n');
}

// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { projectRef } from '../../../src/model/ids.ts';
import { inScope, isMeant } from '../../../src/scs/project-scope.ts';

const research = projectRef('acme', 'research');
const other = projectRef('other', 'research');

it('a token works in its project, in all of its domain, or in all of the caller’s', () => {
  const of = (scope: Parameters<typeof inScope>[0]) => [research, other].map((project) => inScope(scope, project));
  expect(of({ kind: 'project', project: research })).toEqual([true, false]);
  expect(of({ kind: 'domain', domain: other.domain })).toEqual([false, true]);
  expect(of({ kind: 'unscoped' })).toEqual([true, true]);
});

it('a project is meant by its id, its name with or without its domain, or where none is named', () => {
  for (const wanted of [research.id, 'research', 'acme/research', undefined])
    expect(isMeant(research, wanted)).toBe(true);
  for (const wanted of [other.id, 'other/research', 'acme']) expect(isMeant(research, wanted)).toBe(false);
});

// SPDX-License-Identifier: Apache-2.0
// docs/security.md says for each threat which test keeps its rule: no test of a hole may be missing there. That the files
// exist is checked with those of all pages.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

it('the page of threats names every test of a hole', () => {
  const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
  const tests = globSync('test/security/**/*.test.ts', { cwd: root });
  expect(tests.length).toBeGreaterThan(50);
  expect(tests.filter((path) => !page.includes(`\`${path}\``))).toEqual([]);
});

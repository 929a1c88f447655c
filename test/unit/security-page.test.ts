// SPDX-License-Identifier: Apache-2.0
// docs/security.md says for each threat which file has the rule and which test keeps it: neither may be gone, and no test
// of a hole may be missing there.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
const files = [...page.matchAll(/`([\w./-]+\.ts)`/g)].map(([, path = '']) => path);

describe('the page of threats', () => {
  it('names only files of rules and tests that are there', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((path) => !['src', 'test'].some((part) => existsSync(join(root, part, path))))).toEqual([]);
  });

  it('names every test of a hole', () => {
    const tests = globSync('security/**/*.test.ts', { cwd: join(root, 'test') });
    expect(tests.length).toBeGreaterThan(50);
    expect(tests.filter((path) => !files.includes(path))).toEqual([]);
  });
});

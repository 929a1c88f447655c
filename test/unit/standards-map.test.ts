// SPDX-License-Identifier: Apache-2.0
// docs/standards-map.md says which test shows what: each exists under the title that stands there, and so does the place.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const rows = [
  ...read('docs/standards-map.md').matchAll(/^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| `([^`]+)` \| (.+) \|$/gm),
].map(([, by = '', document = '', what = '', where = '', file = '', title = '']) => ({
  by,
  document,
  what,
  where,
  file,
  title,
}));

describe('the standards map', () => {
  it('has a row for each body that it speaks of', () => {
    expect(rows.length).toBeGreaterThan(35);
    for (const body of ['SCS', 'OpenStack', 'CNCF', 'IETF']) expect(rows.some(({ by }) => by === body)).toBe(true);
  });

  it.each(rows.map((row) => [row.document, row] as const))(
    'names a test that exists, and a place: %s',
    (_name, row) => {
      expect(existsSync(join(root, row.file)), row.file).toBe(true);
      const titles = [
        ...read(row.file).matchAll(/\b(?:it|describe)(?:\.each\([\s\S]*?\))?\(\s*(['"`])((?:\\.|(?!\1).)*)\1/g),
      ];
      expect(titles.map(([, , title = '']) => title.replaceAll(/\\(.)/g, '$1'))).toContain(row.title);
      for (const [, place = ''] of row.where.matchAll(/`([^`]+)`/g))
        expect(existsSync(join(root, place)), place).toBe(true);
    },
  );
});

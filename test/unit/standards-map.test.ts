// SPDX-License-Identifier: Apache-2.0
// docs/standards-map.md says which test shows what: each exists under the title that stands there, and so does the place.
import { existsSync, globSync, readFileSync } from 'node:fs';
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
    for (const body of ['SCS', 'OpenStack', 'CNCF', 'IETF', 'W3C', 'DMTF'])
      expect(rows.some(({ by }) => by === body)).toBe(true);
  });

  it.each(rows.map((row) => [row.document, row] as const))(
    'names a test that exists, and a place: %s',
    (_name, row) => {
      expect(existsSync(join(root, row.file)), row.file).toBe(true);
      const titles = [
        ...read(row.file).matchAll(
          /\b(?:it|describe)(?:\.each(?:<[^;]*?>)?\([\s\S]*?\))?\(\s*(['"`])((?:\\.|(?!\1).)*)\1/g,
        ),
      ];
      expect(titles.map(([, , title = '']) => title.replaceAll(/\\(.)/g, '$1'))).toContain(row.title);
      for (const [, place = ''] of row.where.matchAll(/`([^`]+)`/g))
        expect(existsSync(join(root, place)), place).toBe(true);
    },
  );

  it('has each RFC that the source names, in a row of its own or for a detail, and no detail that nothing names', () => {
    const named = (text: string): string[] =>
      [...text.matchAll(/\bRFC[ -]?(\d{4})\b/g)].map(([, number = '']) => number);
    const source = new Set(globSync('src/**/*.ts', { cwd: root }).flatMap((file) => named(read(file))));
    const shown = new Set(
      rows.flatMap(({ document, what }) => [
        ...named(`${document} ${what}`),
        ...[...document.matchAll(/RFC (\d{4}) to (\d{4})/g)].flatMap(([, from, to]) =>
          Array.from({ length: Number(to) - Number(from) + 1 }, (_, n) => String(Number(from) + n)),
        ),
      ]),
    );
    const [, section = ''] = read('docs/standards-map.md').split('## Named for a detail');
    const details = [...section.matchAll(/^\| (\d{4}(?:, \d{4})*) \| .{10,} \|$/gm)].flatMap(([, list = '']) =>
      list.split(', '),
    );
    expect([...source].filter((number) => !shown.has(number) && !details.includes(number))).toEqual([]);
    expect(details.filter((number) => !source.has(number) || shown.has(number))).toEqual([]);
  });
});

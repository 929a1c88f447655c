// SPDX-License-Identifier: Apache-2.0
// docs/upstream.md: it is whole, and what it says of Node.js and of libraries of ours is still so. A "not seen" means that a new
// version has mended it: the line goes from the page, and perhaps what we do about it. The programs of others:
// test/programs/upstream.test.ts.
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/upstream.md'), 'utf8');
const rows = [
  ...page.matchAll(
    /^\| \[(\d+)\]\(#([^)]+)\) \| ([^|]+) \| ([^|]+) \| (?:\[[^\]]+\]\(([^)]+)\)|by hand, as the report says) \| ([^|]+) \|$/gm,
  ),
].map(([, number = '', anchor = '', where = '', version = '', shownBy = '', runs = '']) => ({
  ...{ number, anchor, where, version, shownBy, runs },
  script: shownBy.startsWith('upstream/') ? shownBy.slice('upstream/'.length) : '',
}));

describe('docs/upstream.md', () => {
  it('has a section for each row, which says what we do and has a report to send', () => {
    const sections = page.split(/^## /m).slice(1);
    expect(sections.map((section) => section.split('.')[0])).toEqual(rows.map(({ number }) => number));
    for (const section of sections) {
      expect(section).toMatch(/^Here: \S/m);
      expect(section.match(/^> .+$/gm)?.join(' ').length, section.split('\n')[0]).toBeGreaterThan(150);
    }
    for (const { number, shownBy } of rows) {
      if (shownBy === '') expect(sections[Number(number) - 1]).toContain('To see it:');
      else expect(existsSync(join(root, 'docs', shownBy)), shownBy).toBe(true);
    }
  });

  it('has a row for each reproduction, and one for nothing else', () => {
    const scripts = globSync('docs/upstream/**/*.{py,sh,mjs,go}', { cwd: root }).map((path) =>
      path.slice('docs/upstream/'.length),
    );
    expect([...new Set(rows.map(({ script }) => script).filter(Boolean))].toSorted()).toEqual(scripts.toSorted());
  });

  it('names the versions of the packages that it was seen with', () => {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    const version = (name: string): string => packages[`node_modules/${name}`].version;
    const named = (where: string) => rows.find((row) => row.where === where)?.version;
    expect({ node: named('Node.js'), undici: named('undici'), ioredis: named('ioredis') }).toEqual({
      ioredis: version('ioredis'),
      node: version('node'),
      undici: version('undici'),
    });
  });
});

it.each(rows.filter(({ runs }) => runs === 'Node.js, here').map(({ script }) => script))(
  '%s is still seen',
  (script) => {
    const said = execFileSync(process.execPath, [join(root, 'docs/upstream', script)], { cwd: root, encoding: 'utf8' });
    expect(said).toMatch(/^seen/);
  },
);

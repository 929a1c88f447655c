// SPDX-License-Identifier: Apache-2.0
// The picture of the portal in the README is drawn, not taken: it is small, loads nothing, and says in words what it shows.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const svg = readFileSync(join(root, 'docs/portal.svg'), 'utf8');

it('the drawing of the portal stands in the README and on its page', () => {
  for (const [page, path] of [
    ['README.md', 'docs/portal.svg'],
    ['docs/portal.md', 'portal.svg'],
  ] as const)
    expect(readFileSync(join(root, page), 'utf8')).toMatch(new RegExp(`^!\\[[^\\]]{20,}\\]\\(${path}\\)$`, 'm'));
});

it('the drawing of the portal loads nothing and runs nothing', () => {
  expect(svg).not.toMatch(
    /<(?:script|image|use|foreignObject|a|iframe|animate|set)\b|\son\w+=|href|url\(|@import|data:|<!DOCTYPE|<!ENTITY/i,
  );
  const addresses = [...svg.matchAll(/https?:\/\/[^\s"'<&]+/g)].map(([one]) => one);
  expect(addresses).toEqual([
    'http://www.w3.org/2000/svg',
    expect.stringMatching(/^https:\/\/gateway\.example\.org\//),
  ]);
  expect(svg.length).toBeLessThan(16_384);
});

it('the drawing of the portal has a title and a description for whoever does not see it', () => {
  expect(svg).toMatch(/<svg [^>]*role="img" aria-labelledby="title desc"/);
  expect(svg).toMatch(/<title id="title">[^<]{10,}<\/title>/);
  expect(svg).toMatch(/<desc id="desc">[^<]{200,}<\/desc>/);
});

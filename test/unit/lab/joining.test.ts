// SPDX-License-Identifier: Apache-2.0
// The lab joins its clouds by the page on joining; what the README shows of it must be the same.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { blocksOf } from '../../e2e/readme-blocks.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const blocks = (page: string, language: string): string[] =>
  blocksOf(readFileSync(join(root, page), 'utf8'))
    .filter((block) => block.language === language && block.mark === '')
    .map(({ text }) => text);
const PAGE = 'docs/joining-an-openstack-cloud.md';

it.each(['apache', 'json'])('shows the same %s block in the README as on the page that the lab goes by', (language) => {
  expect(blocks(PAGE, language)).toHaveLength(1);
  expect(blocks('README.md', language)).toEqual(blocks(PAGE, language));
});

it.each(['apache', 'ini', 'json', 'sh'])('has one %s block on that page: the lab takes it whole', (language) => {
  expect(blocks(PAGE, language)).toHaveLength(1);
});

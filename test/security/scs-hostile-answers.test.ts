// SPDX-License-Identifier: Apache-2.0
// A member's error answers are read for their message, pages of HTML too. One that is made for it (tags that never close,
// by the million) would keep the one thread busy for minutes, and with it everybody on every other cloud.
import { expect, it } from 'vitest';
import { nativeMessage } from '../../src/adapters/openstack/native-error.ts';

const MANY = 2_000_000;

it.each([
  ['tags that never close', '<a'.repeat(MANY)],
  ['brackets alone', `<a>${'<'.repeat(MANY)}`],
  ['scripts that never end', '<script>'.repeat(MANY)],
  ['headings without end', `</h1>${'<title '.repeat(MANY)}`],
  ['blanks', `<b>${' '.repeat(MANY)}x`],
  ['entities that are none', `<b>${'&a'.repeat(MANY)}`],
  ['JSON of one long text', JSON.stringify({ badRequest: { message: `${' \n'.repeat(MANY)}x` } })],
  ['JSON of many members', `{${Array.from({ length: 200_000 }, (_, i) => `"${i}":1`).join(',')}}`],
  ['JSON that is none', '{"a":'.repeat(MANY)],
])('an answer of %s is a short message at once', (_, text) => {
  const began = performance.now();
  const message = nativeMessage(502, text);
  expect(message.length).toBeLessThanOrEqual(600);
  // Over and over again it would take hours; a busy machine takes a second.
  expect(performance.now() - began).toBeLessThan(20_000);
});

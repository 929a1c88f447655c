// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { wantsStream } from '../../../../../src/gateway/surfaces/scs/wants-stream.ts';

const LINES = 'application/x-ndjson';

it.each<[string | undefined, boolean]>([
  [undefined, false],
  ['*/*', false],
  ['application/*', false],
  ['application/json', false],
  [LINES, true],
  ['Application/X-NDJSON; charset=utf-8', true],
  // As generated clients ask, by the order of the document.
  [`application/json, ${LINES}, application/problem+json`, false],
  [`${LINES}, application/json`, true],
  [`${LINES}, */*`, true],
  [`application/json;q=0.5, ${LINES}`, true],
  [`${LINES};q=0.5, application/json`, false],
  [`${LINES};q=0`, false],
  [`${LINES};q=none`, false],
  [`${' '.repeat(2_000)}${LINES}`, false],
])('a stream is an answer to Accept: %j: %s', (accept, wanted) => expect(wantsStream(accept, LINES)).toBe(wanted));

// SPDX-License-Identifier: Apache-2.0
import type { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { listLines } from '../../../../../../src/gateway/surfaces/scs/reads/ndjson.ts';
import { createFake, type FakeCloud, failure, things } from '../../../../scs/fake-clouds.ts';
import { routeCall } from '../route-call.ts';

const numbered = (count: number) => Array.from({ length: count }, (_, id) => ({ id: String(id) }));

async function read(clouds: FakeCloud[], query: Record<string, unknown> = {}) {
  const fake = createFake(clouds);
  const { body } = listLines(fake.deps, things, routeCall(fake.call(), { query }));
  let text = '';
  for await (const chunk of body as Readable) text += chunk;
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('a list as lines', () => {
  it('gives objects as they come, each cloud as it is done, and the end', async () => {
    const lines = await read([
      { id: 'a', sources: [{ things: numbered(250), page: 100 }] },
      { id: 'b', sources: [], fails: failure('b') },
      { id: 'c', sources: [], notOffered: true },
    ]);
    expect(lines.filter(({ item }) => item !== undefined)).toHaveLength(250);
    expect(lines.flatMap(({ cloud }) => cloud ?? [])).toEqual(
      expect.arrayContaining([
        { cloud: 'a', status: 'ok', count: 250, ms: expect.any(Number) },
        expect.objectContaining({ cloud: 'b', status: 'error', error: expect.objectContaining({ status: 503 }) }),
        expect.objectContaining({ cloud: 'c', status: 'not-offered' }),
      ]),
    );
    expect(lines.at(-1)).toEqual({ end: { count: 250, partial: true } });
  });

  it.each(['sort', 'limit', 'cursor', 'partial'])('has no %s', (name) => {
    const fake = createFake([]);
    const call = routeCall(fake.call(), { query: { [name]: 'x' } });
    expect(() => listLines(fake.deps, things, call)).toThrow(expect.objectContaining({ code: 'badRequest' }));
  });
});

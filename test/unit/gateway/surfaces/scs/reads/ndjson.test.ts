// SPDX-License-Identifier: Apache-2.0
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listLines } from '../../../../../../src/gateway/surfaces/scs/reads/ndjson.ts';
import { createChannel } from '../../../../../../src/scs/sources/channel.ts';
import { createFake, type FakeCloud, failure, things } from '../../../../scs/fake-clouds.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const numbered = (count: number) => Array.from({ length: count }, (_, id) => ({ id: String(id) }));

async function read(clouds: FakeCloud[], query: Record<string, unknown> = {}, pause = 0) {
  const fake = createFake(clouds);
  const { body } = await listLines(fake.deps, things, fake.call(query));
  let text = '';
  for await (const chunk of body as Readable) {
    text += chunk;
    if (pause > 0) await vi.advanceTimersByTimeAsync(pause);
  }
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

  it('has what several projects see once', async () => {
    const shared = [{ id: 'x', project: null }];
    const lines = await read([
      {
        id: 'a',
        sources: [
          { project: 'p1', things: shared },
          { project: 'p2', things: shared },
        ],
      },
    ]);
    expect(lines.filter(({ item }) => item !== undefined)).toHaveLength(1);
  });

  it("does not count a slow reader's time against a cloud", async () => {
    const lines = await read([{ id: 'a', sources: [{ things: numbered(2_000), page: 100 }] }], { timeout: 2 }, 150);
    expect(lines.at(-1)).toEqual({ end: { count: 2_000, partial: false } });
  });
});

describe('a channel', () => {
  it('lets a writer go on when the reader has taken what it gave', async () => {
    const channel = createChannel<number>();
    const done: number[] = [];
    const writing = [1, 2].map(async (value) => {
      await channel.push(value);
      done.push(value);
    });
    const reader = channel[Symbol.asyncIterator]();
    expect((await reader.next()).value).toBe(1);
    expect(done).toEqual([]);
    expect((await reader.next()).value).toBe(2);
    expect(done).toEqual([1]);
    channel.end();
    expect((await reader.next()).done).toBe(true);
    await Promise.all(writing);
  });

  it('tells writers that the reader has gone', async () => {
    const channel = createChannel<number>();
    const writing = [channel.push(1), channel.push(2)];
    for await (const _ of channel) break;
    const outcomes = await Promise.allSettled([...writing, channel.push(3)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });
});

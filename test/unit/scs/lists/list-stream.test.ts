// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../../src/model/errors.ts';
import { type ListEvent, listStream } from '../../../../src/scs/lists/list-stream.ts';
import { createFake, type FakeCloud, failure, things } from '../fake-clouds.ts';

const numbered = (count: number) => Array.from({ length: count }, (_, id) => ({ id: String(id) }));
const unbroken = (cause: unknown) => {
  throw cause;
};

async function read(clouds: FakeCloud[], query: Record<string, unknown> = {}, pause = 0): Promise<ListEvent[]> {
  const fake = createFake(clouds);
  const events: ListEvent[] = [];
  for await (const event of listStream(fake.deps, things, fake.call(), query, unbroken)) {
    events.push(event);
    if (pause > 0) await sleep(pause);
  }
  return events;
}
const items = (events: readonly ListEvent[]): readonly object[] =>
  events.flatMap((event) => ('items' in event ? event.items : []));

describe('a list as a stream', () => {
  it('gives objects as they come, each cloud as it is done, and the end', async () => {
    const events = await read([
      { id: 'a', sources: [{ things: numbered(250), page: 100 }] },
      { id: 'b', sources: [], fails: failure('b') },
    ]);
    expect(items(events)).toHaveLength(250);
    expect(events.flatMap((event) => ('cloud' in event ? event.cloud : []))).toEqual(
      expect.arrayContaining([
        { cloud: 'a', status: 'ok', count: 250, ms: expect.any(Number) },
        expect.objectContaining({ cloud: 'b', status: 'error', count: 0 }),
      ]),
    );
    expect(events.at(-1)).toEqual({ end: { count: 250, partial: true } });
  });

  it('comes in pieces that a reader can take one by one', async () => {
    const events = await read([{ id: 'a', sources: [{ things: numbered(250) }] }]);
    expect(events.flatMap((event) => ('items' in event ? event.items.length : []))).toEqual([100, 100, 50]);
  });

  it('has what several projects see once', async () => {
    const shared = [{ id: 'x', project: null }];
    const events = await read([
      {
        id: 'a',
        sources: [
          { project: 'p1', things: shared },
          { project: 'p2', things: shared },
        ],
      },
    ]);
    expect(items(events)).toHaveLength(1);
  });

  it("does not count a slow reader's time against a cloud", async () => {
    const events = await read([{ id: 'a', sources: [{ things: numbered(2_000), page: 100 }] }], { timeout: 2 }, 150);
    expect(events.at(-1)).toEqual({ end: { count: 2_000, partial: false } });
  });

  it('asks no cloud before somebody reads, and tells at once what is wrong with the query', async () => {
    const clouds: FakeCloud[] = [{ id: 'a', sources: [{ things: numbered(1) }] }];
    const fake = createFake(clouds);
    const stream = listStream(fake.deps, things, fake.call(), {}, () => undefined);
    await sleep(5);
    expect(clouds[0]?.asked).toBeUndefined();
    for await (const _ of stream) break;
    expect(clouds[0]?.asked).toBe(1);
    expect(() => listStream(fake.deps, things, fake.call(), { fields: ['colour'] }, unbroken)).toThrow(GatewayError);
  });

  it('says why it was broken off, unless nobody waits for it', async () => {
    const read = async (gone: AbortController): Promise<unknown[]> => {
      const fake = createFake([{ id: 'a', sources: [{ things: numbered(1) }] }]);
      const reasons: unknown[] = [];
      for await (const _ of listStream(fake.deps, things, fake.call(gone.signal), {}, (why) => reasons.push(why)))
        break;
      await sleep(5);
      return reasons;
    };
    expect(await read(new AbortController())).toEqual([new Error('the reader has gone')]);
    const gone = new AbortController();
    gone.abort();
    expect(await read(gone)).toEqual([]);
  });
});

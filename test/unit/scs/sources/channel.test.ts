// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { createChannel } from '../../../../src/scs/sources/channel.ts';

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

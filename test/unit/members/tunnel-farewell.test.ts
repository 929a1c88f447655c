// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { followerOf, followFrames, wordsOf } from '../../../src/members/tunnel-farewell.ts';

const spdy = (body: Uint8Array): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
};
const webSocket = (body: Uint8Array, masked: boolean): Buffer => {
  const mask = masked ? 0x80 : 0;
  const key = Buffer.alloc(masked ? 4 : 0);
  if (body.length < 126) return Buffer.concat([Buffer.from([0x82, mask | body.length]), key, body]);
  const head = Buffer.alloc(4);
  head.set([0x82, mask | 126]);
  head.writeUInt16BE(body.length, 2);
  return Buffer.concat([head, key, body]);
};

it.each<[string, (body: Uint8Array, flag: boolean) => Buffer]>([
  ['SPDY/3.1', spdy],
  ['websocket', webSocket],
])('frames of %s are followed however they are cut into chunks', (protocol, frame) => {
  const follow = followerOf(protocol);
  if (follow === undefined) throw new Error('unknown');
  const bodies = fc.array(fc.tuple(fc.uint8Array({ maxLength: 300 }), fc.boolean()), { maxLength: 8 });
  fc.assert(
    fc.property(bodies, fc.array(fc.nat(40), { maxLength: 60 }), (parts, cuts) => {
      const frames = parts.map(([body, flag]) => frame(body, flag));
      const ends = new Set([0]);
      frames.reduce((at, { length }) => {
        ends.add(at + length);
        return at + length;
      }, 0);
      const bytes = Buffer.concat(frames);
      const state = followFrames(follow);
      let at = 0;
      for (const cut of [...cuts, bytes.length]) {
        const chunk = bytes.subarray(at, at + cut);
        const whole = state.push(chunk);
        const last = Math.max(...[...ends].filter((end) => end <= at + chunk.length));
        expect(whole).toBe(last > at ? last - at : 0);
        at += chunk.length;
        expect(state.whole).toBe(ends.has(at));
      }
    }),
  );
});

it('a WebSocket message longer than 64 KiB is one frame', () => {
  const head = Buffer.alloc(10);
  head.set([0x82, 127]);
  head.writeBigUInt64BE(100_000n, 2);
  const frames = followFrames(followerOf('WebSocket') ?? (() => undefined));
  expect(frames.push(head)).toBe(0);
  expect(frames.push(Buffer.alloc(99_999))).toBe(0);
  expect(frames.whole).toBe(false);
  expect(frames.push(Buffer.alloc(2))).toBe(1);
  expect(frames.whole).toBe(false);
});

it('a reason is cut to what a close frame may carry, and other protocols have no words', () => {
  const words = wordsOf('websocket', { reason: 'x'.repeat(500) }) ?? Buffer.alloc(0);
  expect([words.length, words[1]]).toEqual([127, 125]);
  expect(wordsOf('SPDY/3.1', { reason: 'x' })).toBeUndefined();
  expect(wordsOf('h2c', { reason: 'x', spdy: { stream: 1, text: 'y' } })).toBeUndefined();
  expect(followerOf(undefined)).toBeUndefined();
});

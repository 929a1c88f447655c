// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { createIntake } from '../../../src/members/intake.ts';
import { ANSWER_LIMITS, createPacer, createShare } from '../../../src/model/intake.ts';

const signal = new AbortController().signal;
const intake = (patience = 10_000) => createIntake({ limits: () => ({ ...ANSWER_LIMITS, memory: 100 }), patience });

describe('memory for answers', () => {
  it('is given at once as long as there is some, and given back', () => {
    const all = intake();
    const lease = all.lease('a', 'u');
    expect([lease.take(30, signal), lease.take(20, signal), lease.held, all.held()]).toEqual([
      undefined,
      undefined,
      50,
      50,
    ]);
    lease.give(20);
    expect([lease.held, all.held()]).toEqual([30, 30]);
    lease.give(1_000);
    expect(all.held()).toBe(0);
    lease.close();
    expect(all.held()).toBe(0);
  });

  it('is not kept by work that goes on for a moment after its lease was closed', async () => {
    const all = intake();
    const lease = all.lease('a', 'u');
    const share = createShare(lease);
    share.take(20, signal);
    lease.close();
    share.take(30, signal);
    expect([lease.held, all.held()]).toEqual([0, 0]);
    share.close();
    await expect(lease.take(1, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    const other = all.lease('a', 'v');
    other.take(50, signal);
    const late = all.lease('a');
    const granted = late.take(10, signal);
    late.close();
    other.close();
    await granted;
    expect(all.held()).toBe(0);
  });

  it('is never all of one cloud, nor of one user', async () => {
    const all = intake(20);
    expect(all.lease('a', 'u').take(50, signal)).toBeUndefined();
    await expect(all.lease('a', 'v').take(1, signal)).rejects.toMatchObject({ code: 'memberFull', cloud: 'a' });
    await expect(all.lease('b', 'u').take(1, signal)).rejects.toMatchObject({ code: 'overloaded', cloud: 'b' });
    expect(all.lease('b', 'v').take(50, signal)).toBeUndefined();
    await expect(all.lease('c').take(1, signal)).rejects.toMatchObject({ code: 'overloaded' });
  });

  it('is waited for, by whoever fits first', async () => {
    const all = intake();
    const [first, second] = [all.lease('a'), all.lease('b')];
    first.take(50, signal);
    second.take(40, signal);
    const order: string[] = [];
    const large = all
      .lease('c')
      .take(45, signal)
      ?.then(() => order.push('large'));
    const small = all
      .lease('d')
      .take(20, signal)
      ?.then(() => order.push('small'));
    second.give(10);
    await small;
    first.close();
    await large;
    expect(order).toEqual(['small', 'large']);
  });

  it('is not waited for longer than the call lasts, nor where it can never be enough', async () => {
    const all = intake();
    all.lease('a').take(50, signal);
    const gone = new AbortController();
    const waiting = all.lease('a').take(10, gone.signal);
    gone.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    await expect(all.lease('a').take(10, gone.signal)).rejects.toThrow('gone');
    await expect(all.lease('b').take(51, signal)).rejects.toMatchObject({ code: 'memberFull' });
    expect(all.held()).toBe(50);
  });

  it('has a bound on those who wait', async () => {
    const all = intake();
    all.lease('a').take(50, signal);
    const gone = new AbortController();
    const waiting = Array.from({ length: 1_000 }, () =>
      Promise.resolve(all.lease('a').take(10, gone.signal)).catch(() => 'gone'),
    );
    await expect(all.lease('a').take(10, signal)).rejects.toMatchObject({ code: 'memberFull' });
    gone.abort();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['gone']));
    expect(all.held()).toBe(50);
  });

  it('that a part of the work has taken is given back alone', async () => {
    const all = intake();
    const lease = all.lease('a');
    lease.take(10, signal);
    const share = createShare(lease);
    share.take(20, signal);
    expect([lease.held, share.held]).toEqual([30, 20]);
    share.close();
    expect([lease.held, share.held]).toEqual([10, 0]);
    share.give(10);
    expect(lease.held).toBe(10);
  });
});

describe('turns', () => {
  it('are taken one at a time, with the event loop in between', async () => {
    const { turn } = intake();
    const order: string[] = [];
    const one = (name: string) => turn().then(() => void order.push(name));
    const loop = (async () => {
      for (let i = 0; i < 3; i++) {
        await new Promise((resolve) => setImmediate(resolve));
        order.push('-');
      }
    })();
    await Promise.all([one('a'), one('b'), one('c'), loop]);
    expect(order.filter((name) => name !== '-')).toEqual(['a', 'b', 'c']);
    expect(order.join('')).not.toContain('ab');
  });

  it('are asked for only after some time', async () => {
    let turns = 0;
    const pause = createPacer(async () => void turns++);
    expect(pause()).toBeUndefined();
    const until = performance.now() + 12;
    while (performance.now() < until);
    await pause();
    expect([turns, pause()]).toEqual([1, undefined]);
  });
});

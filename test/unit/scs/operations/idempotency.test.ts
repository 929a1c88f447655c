// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSeal } from '../../../../src/federation/seal.ts';
import { type ErrorCode, GatewayError } from '../../../../src/model/errors.ts';
import type { Where } from '../../../../src/model/scs/adapter.ts';
import type { Store } from '../../../../src/model/store.ts';
import type { Tracked } from '../../../../src/scs/call.ts';
import {
  createIdempotency,
  type OneRequest,
  type Traced,
  type Work,
} from '../../../../src/scs/operations/idempotency.ts';
import { createMemoryStore } from '../../../../src/store/memory.ts';

const KEY = randomBytes(32);
const seal = createSeal({ sealing: () => [{ kid: 'k1', created: 0, secret: KEY }] });
const REQUEST: OneRequest = {
  user: 'user-of-this-test',
  method: 'POST',
  path: '/scs/v1/servers',
  key: 'k',
  body: { name: 'web' },
};
const HERE: Where = { cloud: 'cloud-a', region: 'cloud-a', project: 'p' };

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly number: number };
}

/** How a change goes: what the member answers, or that it does not. */
type Course = number | 'lost' | 'not-sent';

/** Two replicas over one store, a member that counts what it was asked to do, and a clock. */
function replicas(given?: Partial<Store>) {
  let time = 0;
  const memory = createMemoryStore({ now: () => time });
  const store = { ...memory, ...given };
  let done = 0;
  let there = true;
  let found: Traced<Answer> = 'nothing';
  const marks: string[] = [];
  const answer = (): Answer => ({ status: 201, headers: { location: '/x' }, body: { number: done } });
  const change = async (tracked: Tracked, course: Course): Promise<void> => {
    if (course === 'not-sent') throw new GatewayError('memberUnreachable');
    const sending = await tracked.course(HERE).begin();
    sending.sent();
    if (course === 'lost') throw new GatewayError('memberReset');
    sending.answered(course);
    if (course >= 400) throw new GatewayError(course >= 500 ? 'nativeFailed' : 'nativeQuota');
  };
  const work = (...courses: Course[]): Work<Answer> => ({
    async run(tracked) {
      marks.push(tracked.mark ?? '');
      for (const course of courses.length === 0 ? [201] : courses) await change(tracked, course);
      done += 1;
      return answer();
    },
    exists: async () => there,
    look: async ({ mark }) => {
      marks.push(mark);
      return found;
    },
  });
  const deps = { store, seal, now: () => time };
  return {
    a: createIdempotency(deps),
    b: createIdempotency(deps),
    work,
    done: () => done,
    marks,
    store,
    pass: (ms: number) => {
      time += ms;
    },
    remove: () => {
      there = false;
    },
    turnsUp(traced: Traced<Answer>) {
      found = traced;
    },
    answer,
  };
}

const failing = (code: ErrorCode): Work<Answer> => ({
  run: () => Promise.reject(new GatewayError(code)),
  exists: async () => true,
  look: () => Promise.reject(new Error('nothing was sent')),
});

describe('a request with an Idempotency-Key', () => {
  it('is done once, and answered alike on another replica', async () => {
    const { a, b, work, done } = replicas();
    const first = await a(REQUEST, work());
    const second = await b(REQUEST, work());
    expect(done()).toBe(1);
    expect(second.answer).toEqual(first.answer);
    expect([first.replayed, second.replayed]).toEqual([false, true]);
  });

  it('is a conflict while the first one is under way', async () => {
    const { a, b, work, done } = replicas();
    let finish = (): void => undefined;
    const under = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { run, ...rest } = work();
    const slow = a(REQUEST, { ...rest, run: (tracked) => under.then(() => run(tracked)) });
    await expect(b(REQUEST, work())).rejects.toMatchObject({ code: 'conflict', retryAfter: 2 });
    finish();
    await slow;
    expect(done()).toBe(1);
  });

  it.each([
    ['cannot be found', () => Promise.resolve('unknown' as const)],
    ['cannot be completed', () => Promise.reject(new GatewayError('unfinished', { cloud: 'a' }))],
  ])('that was done by half says so, where what was made %s, and not that nobody knows', async (_why, look) => {
    const { a, work } = replicas();
    const half = new GatewayError('unfinished', { cloud: 'a', message: 'made, but without its tags' });
    const { exists, run } = work();
    const made = async (tracked: Parameters<typeof run>[0]) => {
      await run(tracked);
      throw half;
    };
    await expect(a(REQUEST, { run: made, exists, look })).rejects.toMatchObject({ code: 'unfinished' });
  });

  it('is refused where the key came with another body', async () => {
    const { a, b, work } = replicas();
    await a(REQUEST, work());
    await expect(b({ ...REQUEST, body: { name: 'db' } }, work())).rejects.toMatchObject({ code: 'unprocessable' });
  });

  it.each([
    ['another user', { user: 'u2' }],
    ['another path', { path: '/scs/v1/volumes' }],
    ['another method', { method: 'PATCH' }],
    ['another key', { key: 'k2' }],
  ])('is done again for %s', async (_who, change) => {
    const { a, work, done } = replicas();
    await a(REQUEST, work());
    await a({ ...REQUEST, ...change }, work());
    expect(done()).toBe(2);
  });

  it.each([
    'nativeQuota',
    'badRequest',
    'memberUnreachable',
    'memberFull',
    'rateLimited',
    'overloaded',
    'memberBusy',
    'memberTimeout',
    'memberReset',
    'internal',
  ] as const)('may be sent again after %s as long as no byte of a change was sent', async (code) => {
    const { a, b, work, done } = replicas();
    for (const again of [a, b, a]) await expect(again(REQUEST, failing(code))).rejects.toMatchObject({ code });
    await b(REQUEST, work());
    expect(done()).toBe(1);
  });

  it('may be sent again after every change was refused, also with another body', async () => {
    const { a, b, work, done } = replicas();
    await expect(a(REQUEST, work(403, 409))).rejects.toMatchObject({ code: 'nativeQuota' });
    await b({ ...REQUEST, body: { name: 'smaller' } }, work());
    expect(done()).toBe(1);
  });

  it.each(['lost', 500, 502, 503, 504] as const)('that ends with %s is answered with what is found', async (course) => {
    const { a, b, work, done, answer, turnsUp, marks } = replicas();
    turnsUp({ answer: answer() });
    expect(await a(REQUEST, work(course))).toEqual({ answer: answer(), replayed: false });
    expect(await b(REQUEST, work())).toEqual({ answer: answer(), replayed: true });
    expect(done()).toBe(0);
    // What it was marked with is what is looked for.
    expect(new Set(marks).size).toBe(1);
  });

  it.each(['lost', 502, 503, 504] as const)(
    'that ends with %s is not done again while it may still come',
    async (course) => {
      const { a, b, work, done, pass, turnsUp, answer } = replicas();
      await expect(a(REQUEST, work(course))).rejects.toMatchObject({
        code: 'outcomeUnknown',
        status: 504,
        retryAfter: 10,
      });
      await expect(b(REQUEST, work())).rejects.toMatchObject({ code: 'conflict' });
      pass(60_000);
      await expect(b(REQUEST, work())).rejects.toMatchObject({ code: 'outcomeUnknown' });
      turnsUp({ answer: answer() });
      expect(await b(REQUEST, work())).toMatchObject({ replayed: true });
      expect(done()).toBe(0);
    },
  );

  it('is done again when nothing has come for longer than any cloud takes', async () => {
    const { a, b, work, done, pass } = replicas();
    await expect(a(REQUEST, work('lost'))).rejects.toMatchObject({ code: 'outcomeUnknown' });
    pass(5 * 60_000);
    expect(await b(REQUEST, work())).toMatchObject({ replayed: false });
    expect(done()).toBe(1);
  });

  it('is free at once where the cloud itself says that it failed and nothing is there', async () => {
    const { a, b, work, done } = replicas();
    await expect(a(REQUEST, work(500))).rejects.toMatchObject({ code: 'nativeFailed' });
    await b(REQUEST, work());
    expect(done()).toBe(1);
  });

  it('is never done again where it cannot be told from others', async () => {
    const { a, b, work, done, pass, turnsUp } = replicas();
    turnsUp('unknown');
    await expect(a(REQUEST, work('lost'))).rejects.toMatchObject({ code: 'outcomeUnknown', retryAfter: undefined });
    pass(60 * 60_000);
    await expect(b(REQUEST, work())).rejects.toMatchObject({ code: 'outcomeUnknown' });
    expect(done()).toBe(0);
  });

  it('that was lost where doing it again does no harm is done again', async () => {
    const { a, b, work, done, turnsUp } = replicas();
    turnsUp('again');
    await expect(a(REQUEST, work('lost'))).rejects.toMatchObject({ code: 'memberReset' });
    await b(REQUEST, work());
    expect(done()).toBe(1);
  });

  it('is done again once what it made has gone', async () => {
    const { a, b, work, done, remove } = replicas();
    await a(REQUEST, work());
    remove();
    expect(await b(REQUEST, work())).toMatchObject({ replayed: false });
    expect(done()).toBe(2);
  });

  it('is done by another replica where the first was lost before it sent anything, and only by one of them', async () => {
    const { a, b, work, done, pass } = replicas();
    let wake = (): void => undefined;
    const asleep = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const { run, ...rest } = work();
    const frozen = a(REQUEST, { ...rest, run: (tracked) => asleep.then(() => run(tracked)) });
    await expect(b(REQUEST, work())).rejects.toMatchObject({ code: 'conflict' });
    pass(30_000);
    expect(await b(REQUEST, work())).toMatchObject({ replayed: false });
    wake();
    await expect(frozen).rejects.toMatchObject({ code: 'conflict' });
    expect(done()).toBe(1);
    expect(await a(REQUEST, work())).toMatchObject({ replayed: true });
  });

  it('is not sent by a replica that stood still after it had said that it would', async () => {
    const { a, work, pass, done } = replicas();
    const { run: _, ...rest } = work();
    const late = a(REQUEST, {
      ...rest,
      async run(tracked) {
        const sending = await tracked.course(HERE).begin();
        pass(3 * 60_000);
        sending.sent();
        throw new Error('was sent');
      },
    });
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
    await a(REQUEST, work());
    expect(done()).toBe(1);
  });

  it('counts for 24 hours from the attempt that did it, however long before that the first one failed', async () => {
    const { a, b, work, done, pass } = replicas();
    const HOUR = 60 * 60_000;
    await expect(a(REQUEST, failing('nativeQuota'))).rejects.toMatchObject({ code: 'nativeQuota' });
    pass(20 * HOUR);
    await a(REQUEST, work());
    for (const hours of [3.9, 0.2, 15]) {
      pass(hours * HOUR);
      expect(await b(REQUEST, work())).toMatchObject({ replayed: true });
    }
    expect(done()).toBe(1);
    pass(6 * HOUR);
    for (const again of [a, b]) await again(REQUEST, work()).catch(() => undefined);
    expect(done()).toBe(2);
  });

  it('is not done at all while the shared state is away', async () => {
    const { a, work, done } = replicas({ add: () => Promise.reject(new Error('away')) });
    await expect(a(REQUEST, work())).rejects.toMatchObject({ code: 'stateUnavailable', retryAfter: 5 });
    expect(done()).toBe(0);
  });

  it('sends no change once the shared state is away', async () => {
    let adds = 0;
    const memory = createMemoryStore({ now: () => 0 });
    const { a, work, done } = replicas({
      add: (...all) => (adds++ === 0 ? memory.add(...all) : Promise.reject(new Error('away'))),
    });
    await expect(a(REQUEST, work())).rejects.toMatchObject({ code: 'stateUnavailable' });
    expect(done()).toBe(0);
  });

  it('is answered though the shared state went away after it was done, and is not done again', async () => {
    const { a, b, work, done, turnsUp, answer, pass } = replicas({ set: () => Promise.reject(new Error('away')) });
    expect(await a(REQUEST, work())).toMatchObject({ replayed: false });
    pass(10_000);
    turnsUp({ answer: answer() });
    expect(await b(REQUEST, work())).toMatchObject({ replayed: true });
    expect(done()).toBe(1);
  });

  it('leaves nothing readable in the store, and no name of the user in a key', async () => {
    const kept: string[] = [];
    const memory = createMemoryStore({ now: () => 0 });
    const { a } = replicas({
      add(key, value, ttl) {
        kept.push(key, value);
        return memory.add(key, value, ttl);
      },
      set(key, value, ttl) {
        kept.push(key, value);
        return memory.set(key, value, ttl);
      },
    });
    await a(REQUEST, {
      ...failing('internal'),
      run: async ({ course }) => {
        (await course(HERE).begin()).sent();
        return { status: 201, headers: {}, body: { number: 1, privateKey: 'secret-text' } };
      },
    });
    expect(kept).toHaveLength(6);
    expect(kept.join('\n')).not.toMatch(/secret-text|user-of-this|servers|cloud-a/);
  });
});

describe('a shared state that has come back empty', () => {
  /** A store that can lose all it has, and tells so as Redis' heartbeat does. */
  function forgetful() {
    let memory = createMemoryStore({ now: () => 0 });
    const told: (() => void)[] = [];
    const store: Store = {
      ...memory,
      get: (key) => memory.get(key),
      set: (key, value, ttl) => memory.set(key, value, ttl),
      add: (key, value, ttl) => memory.add(key, value, ttl),
      delete: (key) => memory.delete(key),
      subscribe: (_channel, _listener, missed) => {
        if (missed) told.push(missed);
      },
    };
    return {
      store,
      lose() {
        memory = createMemoryStore({ now: () => 0 });
      },
      tell: () => {
        for (const missed of told) missed();
      },
    };
  }

  it('does not make a replica do again what it has done', async () => {
    const { store, lose } = forgetful();
    const { a, work, done } = replicas(store);
    const first = await a(REQUEST, work());
    lose();
    expect(await a(REQUEST, work())).toEqual({ answer: first.answer, replayed: true });
    expect(done()).toBe(1);
  });

  it('gets from each replica what it has done, so that the others do not do it again', async () => {
    const { store, lose, tell } = forgetful();
    const { a, b, work, done } = replicas(store);
    const first = await a(REQUEST, work());
    lose();
    tell();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await b(REQUEST, work())).toEqual({ answer: first.answer, replayed: true });
    expect(done()).toBe(1);
  });

  it('is given nothing of a request that has surely done nothing', async () => {
    const { store, lose, tell } = forgetful();
    const { a, b, work, done } = replicas(store);
    await expect(a(REQUEST, failing('notFound'))).rejects.toMatchObject({ code: 'notFound' });
    lose();
    tell();
    await new Promise((resolve) => setImmediate(resolve));
    await b(REQUEST, work());
    expect(done()).toBe(1);
  });
});

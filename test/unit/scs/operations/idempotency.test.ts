// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSeal } from '../../../../src/federation/seal.ts';
import { type ErrorCode, GatewayError } from '../../../../src/model/errors.ts';
import type { Store } from '../../../../src/model/store.ts';
import { createIdempotency, type OneRequest } from '../../../../src/scs/operations/idempotency.ts';
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
const failure = (code: ErrorCode) => async (): Promise<never> => {
  throw new GatewayError(code);
};

/** Two replicas over one store, and how often the work was done. */
function replicas(store: Store = createMemoryStore({ now: () => 0 })) {
  let done = 0;
  const work = async () => ({ status: 201, headers: { location: '/x' }, body: { number: ++done } });
  return { a: createIdempotency({ store, seal }), b: createIdempotency({ store, seal }), work, done: () => done };
}

describe('a request with an Idempotency-Key', () => {
  it('is done once, and answered alike on another replica', async () => {
    const { a, b, work, done } = replicas();
    const first = await a(REQUEST, work);
    const second = await b(REQUEST, work);
    expect(done()).toBe(1);
    expect(second.answer).toEqual(first.answer);
    expect([first.replayed, second.replayed]).toEqual([false, true]);
  });

  it('is a conflict while the first one is under way', async () => {
    const { a, b, work, done } = replicas();
    let finish = (): void => undefined;
    const slow = a(REQUEST, async () => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return work();
    });
    await expect(b(REQUEST, work)).rejects.toMatchObject({ code: 'conflict', retryAfter: 2 });
    finish();
    await slow;
    expect(done()).toBe(1);
  });

  it('is refused where the key came with another body', async () => {
    const { a, b, work } = replicas();
    await a(REQUEST, work);
    await expect(b({ ...REQUEST, body: { name: 'db' } }, work)).rejects.toMatchObject({ code: 'unprocessable' });
  });

  it.each([
    ['another user', { user: 'u2' }],
    ['another path', { path: '/scs/v1/volumes' }],
    ['another method', { method: 'PATCH' }],
    ['another key', { key: 'k2' }],
  ])('is done again for %s', async (_who, change) => {
    const { a, work, done } = replicas();
    await a(REQUEST, work);
    await a({ ...REQUEST, ...change }, work);
    expect(done()).toBe(2);
  });

  it.each(['nativeQuota', 'badRequest', 'memberUnreachable'] as const)(
    'may be sent again after %s: nothing was done',
    async (code) => {
      const { a, work, done } = replicas();
      await expect(a(REQUEST, failure(code))).rejects.toMatchObject({ code });
      await a(REQUEST, work);
      expect(done()).toBe(1);
    },
  );

  it.each(['memberTimeout', 'memberReset', 'nativeFailed', 'internal'] as const)(
    'is not done again after %s: nobody knows whether it was',
    async (code) => {
      const { a, b, work, done } = replicas();
      await expect(a(REQUEST, failure(code))).rejects.toMatchObject({ code });
      await expect(b(REQUEST, work)).rejects.toMatchObject({ code: 'conflict' });
      expect(done()).toBe(0);
    },
  );

  it('is not done at all while the shared state is away', async () => {
    const store = { ...createMemoryStore({ now: () => 0 }), add: () => Promise.reject(new Error('away')) };
    const { a, work, done } = replicas(store);
    await expect(a(REQUEST, work)).rejects.toMatchObject({ code: 'stateUnavailable', retryAfter: 5 });
    expect(done()).toBe(0);
  });

  it('leaves nothing readable in the store, and no name of the user in a key', async () => {
    const kept: string[] = [];
    const memory = createMemoryStore({ now: () => 0 });
    const store: Store = {
      ...memory,
      add(key, value, ttl) {
        kept.push(key, value);
        return memory.add(key, value, ttl);
      },
      set(key, value, ttl) {
        kept.push(key, value);
        return memory.set(key, value, ttl);
      },
    };
    await replicas(store).a(REQUEST, async () => ({ status: 201, body: { privateKey: 'secret-text' } }));
    expect(kept).toHaveLength(4);
    expect(kept.join('\n')).not.toMatch(/secret-text|user-of-this|servers/);
  });
});

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { createIdIndex } from '../../../../src/scs/sources/id-index.ts';
import { createMemoryStore } from '../../../../src/store/memory.ts';

const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

describe('the index of ids', () => {
  it('tells other replicas which cloud has an object', async () => {
    const store = createMemoryStore({ now: () => 0 });
    const [one, two] = [createIdIndex({ store }), createIdIndex({ store })];
    one.learn('servers', [{ cloud: 'a', id: uuid(1) }]);
    expect(await two.owner('servers', uuid(1))).toBe('a');
    expect(await two.owner('volumes', uuid(1))).toBeUndefined();
    one.learn('servers', [{ cloud: 'b', id: uuid(1) }]);
    expect(await one.owner('servers', uuid(1))).toBe('b');
  });

  it('says nothing of names, which every cloud may give', async () => {
    const index = createIdIndex({ store: createMemoryStore({ now: () => 0 }) });
    index.learn('keypairs', [{ cloud: 'a', id: 'my-key' }]);
    expect(await index.owner('keypairs', 'my-key')).toBeUndefined();
  });

  it('writes few of a long list, and goes on without the store', async () => {
    const written: string[] = [];
    const store = {
      get: () => Promise.reject(new Error('away')),
      set: async (key: string) => {
        written.push(key);
        throw new Error('away');
      },
    };
    const index = createIdIndex({ store });
    index.learn(
      'servers',
      Array.from({ length: 1_000 }, (_, number) => ({ cloud: 'a', id: uuid(number) })),
    );
    expect(written.length).toBeLessThan(50);
    expect(written.join()).not.toContain(uuid(1));
    expect(await index.owner('servers', uuid(999))).toBe('a');
    expect(await index.owner('servers', uuid(1_000))).toBeUndefined();
  });
});

// SPDX-License-Identifier: Apache-2.0
// Choosing a cloud is one at a time within a group of a project, and no concern of anybody else's.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rank } from '../../../../src/scs/placement/placement.ts';
import { createReservations } from '../../../../src/scs/placement/reservations.ts';
import { createMemoryStore } from '../../../../src/store/memory.ts';

it('projects do not wait for each other, though their groups have the same name; those of one do', async () => {
  const memory = createMemoryStore({ now: () => 0 });
  const turns: string[] = [];
  const store = {
    ...memory,
    add(key: string, ...rest: [string, number]) {
      turns.push(key);
      return memory.add(key, ...rest);
    },
  };
  const { take } = createReservations(store);
  const choose = (project: string, cloud: string) =>
    take(
      'web',
      [
        { cloud, region: cloud, project, against: [] },
        { cloud: 'cloud-down', region: 'cloud-down', project: null, against: ['it does not answer'] },
      ],
      ([first]) => first,
      new AbortController().signal,
    );
  expect(await choose('acme/p1', 'cloud-a')).toMatchObject({ known: true });
  expect(await choose('acme/p2', 'cloud-a')).toMatchObject({ known: true });
  expect(await choose('acme/p1', 'cloud-b')).toMatchObject({ known: true });
  const [first, second, third] = turns;
  expect([first === second, first === third]).toEqual([false, true]);
});

it('what a cloud counts already is not counted twice, however early or late each one has asked it', async () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const property = fc.asyncProperty(fc.array(fc.tuple(share, share), { maxLength: 20 }), async (asked) => {
    const { take } = createReservations(createMemoryStore({ now: () => 0 }));
    const made = { a: 3, b: 3 };
    for (const [a, b] of asked) {
      // Between what was there at first and all that has been placed there by now.
      const counted = { a: 3 + Math.round(a * (made.a - 3)), b: 3 + Math.round(b * (made.b - 3)) };
      const places = (['a', 'b'] as const).map((cloud) => ({
        ...{ cloud, region: cloud, project: 'p', against: [], servers: counted[cloud] },
      }));
      const best = (all: Parameters<typeof rank>[1]) => rank('spread', all).order[0];
      const { candidates } = await take('shop', places, best, new AbortController().signal);
      made[best(candidates)?.cloud as 'a' | 'b'] += 1;
      expect(Math.abs(made.a - made.b)).toBeLessThanOrEqual(1);
    }
  });
  await fc.assert(property);
});

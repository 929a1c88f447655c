// SPDX-License-Identifier: Apache-2.0
// Choosing a cloud is one at a time within a group of a project, and no concern of anybody else's.
import { expect, it } from 'vitest';
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

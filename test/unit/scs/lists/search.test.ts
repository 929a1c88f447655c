// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { search } from '../../../../src/scs/lists/search.ts';
import { createFake, type FakeCloud, failure, things } from '../fake-clouds.ts';

const UUID = '0a1b2c3d-0000-4000-8000-000000000001';

function ask(clouds: FakeCloud[], q: string, limit?: number) {
  const { deps, call } = createFake(clouds);
  const quotas = { ...things, plural: 'quotas' };
  return search({ ...deps, resources: [things, quotas] }, call(), { q, ...(limit === undefined ? {} : { limit }) });
}

const CLOUDS: FakeCloud[] = [
  {
    id: 'a',
    sources: [
      {
        things: [
          { id: UUID, name: 'db' },
          { id: '2', name: 'web-2' },
        ],
      },
    ],
  },
  { id: 'b', sources: [{ things: [{ id: '3', name: 'web' }] }] },
  { id: 'c', sources: [], fails: failure('c') },
];

it('a search finds by id before name, and whole names before parts of them', async () => {
  expect((await ask(CLOUDS, '0A1B2C3D')).items).toMatchObject([{ cloud: 'a', id: UUID, why: 'id' }]);
  const { items } = await ask(CLOUDS, 'web');
  expect(items.map(({ cloud, name, why }) => [cloud, name, why])).toEqual([
    ['b', 'web', 'name'],
    ['a', 'web-2', 'name'],
  ]);
});

it('a search tells what happened at each cloud, and whether there is more', async () => {
  const { clouds, items, more } = await ask(CLOUDS, 'web', 1);
  expect(items).toHaveLength(1);
  expect(more).toBe(true);
  expect(clouds).toMatchObject([
    { cloud: 'a', status: 'ok', count: 0 },
    { cloud: 'b', status: 'ok', count: 1 },
    { cloud: 'c', status: 'error', count: 0, error: { code: 'memberUnreachable' } },
  ]);
});

it('a search does not look through quotas, nor for nothing', async () => {
  const { items } = await ask(CLOUDS, 'db');
  expect(items.map(({ resource }) => resource)).toEqual(['things']);
  await expect(ask(CLOUDS, ' ')).rejects.toMatchObject({ code: 'badRequest', faults: [{ where: 'q' }] });
});

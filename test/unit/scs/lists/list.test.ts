// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../../src/model/errors.ts';
import type { Item } from '../../../../src/model/scs/resource.ts';
import { type ListPage, list } from '../../../../src/scs/lists/list.ts';
import { createFake, type Fake, type FakeCloud, failure, things } from '../fake-clouds.ts';

const some = (id: string, ...ids: string[]): FakeCloud => ({
  id,
  sources: [{ things: ids.map((one) => ({ id: one })) }],
});
const read = (fake: Fake, query: Record<string, unknown> = {}): Promise<ListPage> =>
  list(fake.deps, things, fake.call(), query);
const ids = ({ items }: ListPage): string[] => (items as Item[]).map(({ cloud, id }) => `${cloud}/${id}`);
const cursorOf = ({ next }: ListPage): string => next?.cursor ?? '';
const problem = async (work: Promise<unknown>): Promise<GatewayError> =>
  work.then(
    () => expect.unreachable(),
    (error: unknown) => error as GatewayError,
  );

/** Page after page, until there is no next. */
async function walk(fake: Fake, query: Record<string, unknown>, between: (page: number) => void = () => undefined) {
  const pages: string[][] = [];
  let body = await read(fake, query);
  pages.push(ids(body));
  while (body.next !== undefined) {
    between(pages.length);
    body = await read(fake, { ...query, cursor: cursorOf(body) });
    pages.push(ids(body));
    if (pages.length > 200) throw new Error('it does not end');
  }
  return { pages, all: pages.flat(), last: body };
}

describe('a list', () => {
  it('has all that the clouds have, in the order of cloud, region and id', async () => {
    const fake = createFake([
      some('b', '2', '1'),
      { id: 'a', sources: [{ region: 'a.z', things: [{ id: '1' }] }, { things: [{ id: '9' }] }] },
    ]);
    const body = await read(fake);
    expect(ids(body)).toEqual(['b/1', 'b/2', 'a/9', 'a/1']);
    expect(body.clouds).toEqual([
      { cloud: 'b', status: 'ok', count: 2, ms: expect.any(Number) },
      { cloud: 'a', status: 'ok', count: 2, ms: expect.any(Number) },
    ]);
    expect(body).not.toHaveProperty('next');
  });

  it('says of each cloud what happened: failed, in part, not offered, nothing of yours', async () => {
    const fake = createFake([
      { ...some('away', '1'), fails: failure('away') },
      {
        id: 'half',
        sources: [
          { things: [{ id: '1' }] },
          { region: 'half.two', things: [{ id: '2' }], fails: new GatewayError('nativeFailed', { cloud: 'half' }) },
        ],
      },
      { id: 'old', sources: [], notOffered: true },
      { id: 'strange', sources: [] },
    ]);
    const body = await read(fake);
    expect(ids(body)).toEqual(['half/1', 'half/2']);
    expect(body.clouds).toEqual([
      expect.objectContaining({ cloud: 'away', status: 'error', count: 0 }),
      expect.objectContaining({ cloud: 'half', status: 'error', count: 2 }),
      expect.objectContaining({ cloud: 'old', status: 'not-offered', count: 0 }),
      expect.objectContaining({ cloud: 'strange', status: 'ok', count: 0 }),
    ]);
    expect(body.clouds[0]?.error).toEqual({
      type: 'urn:scs-gateway:error:memberUnreachable',
      title: 'Service Unavailable',
      status: 503,
      detail: 'The member cloud away cannot be reached.',
      code: 'memberUnreachable',
    });
    expect(body).not.toHaveProperty('next');
  });

  it('fails as a whole with partial=false, and names every cloud that failed', async () => {
    const fake = createFake([
      some('a', '1'),
      { ...some('b'), fails: failure('b') },
      { ...some('c'), fails: new GatewayError('memberTimeout', { cloud: 'c' }) },
    ]);
    const error = await problem(read(fake, { partial: false }));
    expect([error.code, error.status, error.cloud, error.retryAfter]).toEqual(['memberUnreachable', 503, 'b', 5]);
    expect(error.faults).toEqual([
      { cloud: 'b', reason: 'The member cloud b cannot be reached.' },
      { cloud: 'c', reason: 'The member cloud c did not answer in time.' },
    ]);
    expect(ids(await read(fake, { partial: false, cloud: ['a'] }))).toEqual(['a/1']);
  });

  it('takes what an adapter cannot read for garbage of that cloud', async () => {
    const fake = createFake([{ id: 'a', sources: [{ things: [null as never] }] }, some('b', '1')]);
    const body = await read(fake);
    expect(ids(body)).toEqual(['b/1']);
    expect(body.clouds[0]).toMatchObject({ status: 'error', error: { code: 'memberGarbage', status: 502 } });
  });

  it('does not wait for a cloud longer than its time', async () => {
    const fake = createFake([
      { id: 'slow', sources: [{ things: [], until: new Promise(() => undefined) }] },
      some('b', '1'),
    ]);
    const body = await read(fake, { timeout: 0.05 });
    expect(ids(body)).toEqual(['b/1']);
    expect(body.clouds[0]).toMatchObject({
      status: 'error',
      error: { code: 'memberTimeout', detail: 'slow did not answer within 0.05 s.' },
    });
  });

  it('has what several projects see once', async () => {
    const shared = { id: 'flavor', project: null };
    const fake = createFake([
      {
        id: 'a',
        sources: [
          { project: 'p1', things: [shared, { id: '1' }] },
          { project: 'p2', things: [shared, { id: '2' }] },
        ],
      },
    ]);
    expect(ids(await read(fake))).toEqual(['a/1', 'a/2', 'a/flavor']);
  });

  it('filters by names, patterns, statuses and fields', async () => {
    const fake = createFake([
      {
        id: 'a',
        sources: [
          {
            things: [
              { id: '1', name: 'web-1', size: 4, tags: ['x'] },
              { id: '2', name: 'web-2', status: 'bad', size: 8 },
              { id: '3', name: 'db', size: 4, tags: ['y', 'x'] },
            ],
          },
        ],
      },
    ]);
    expect(ids(await read(fake, { name: ['web-*'] }))).toEqual(['a/1', 'a/2']);
    expect(ids(await read(fake, { name: ['*-2', 'db'] }))).toEqual(['a/2', 'a/3']);
    expect(ids(await read(fake, { name: ['w*b*1'] }))).toEqual(['a/1']);
    expect(ids(await read(fake, { name: ['web'] }))).toEqual([]);
    expect(ids(await read(fake, { status: ['bad'] }))).toEqual(['a/2']);
    expect(ids(await read(fake, { size: 4 }))).toEqual(['a/1', 'a/3']);
    expect(ids(await read(fake, { tags: ['y'] }))).toEqual(['a/3']);
  });

  it('shows only the fields that are asked for, and what is native where that is', async () => {
    const fake = createFake([some('a', '1')]);
    expect((await read(fake, { fields: ['id', 'size'] })).items).toEqual([{ id: '1', size: null }]);
    expect((await read(fake, { fields: ['id'], view: 'native' })).items).toEqual([{ id: '1', native: { id: '1' } }]);
    const error = await problem(read(fake, { fields: ['id', 'colour'] }));
    expect(error.faults?.[0]?.reason).toMatch(/^contains colour; known are cloud, region/);
  });
});

describe('a sorted list', () => {
  const fake = createFake([
    { id: 'a', sources: [{ things: [{ id: '1', size: 2 }, { id: '2' }, { id: '3', size: 9 }] }] },
    {
      id: 'b',
      sources: [
        {
          things: [
            { id: '1', size: 9 },
            { id: '2', size: -1 },
          ],
        },
      ],
    },
  ]);
  it('goes by its fields over all clouds, what is not known last', async () => {
    expect(ids(await read(fake, { sort: ['size'] }))).toEqual(['b/2', 'a/1', 'a/3', 'b/1', 'a/2']);
    expect(ids(await read(fake, { sort: ['-size', '-cloud'] }))).toEqual(['b/1', 'a/3', 'a/1', 'b/2', 'a/2']);
  });
  it('comes in pages as it comes whole', async () => {
    for (const limit of [1, 2, 3])
      expect((await walk(fake, { sort: ['size'], limit })).all).toEqual(['b/2', 'a/1', 'a/3', 'b/1', 'a/2']);
  });
  it('cannot go by what is no single value', async () => {
    const error = await problem(read(fake, { sort: ['tags'] }));
    expect(error.faults).toEqual([
      { where: 'sort', reason: expect.stringMatching(/^must name one of cloud, .*size$/) },
    ]);
  });
});

describe('a list in pages', () => {
  it('leads to the next page with the same query, and ends', async () => {
    const fake = createFake([some('a', '1', '2', '3'), some('b', '1', '2')]);
    const first = await read(fake, { limit: 2, name: ['*'] });
    expect(ids(first)).toEqual(['a/1', 'a/2']);
    const { pages } = await walk(fake, { limit: 2, name: ['*'] });
    expect(pages).toEqual([['a/1', 'a/2'], ['a/3', 'b/1'], ['b/2']]);
  });

  it('does not ask clouds that have given all', async () => {
    const clouds = [some('a', '1'), some('b', '1', '2')];
    const fake = createFake(clouds);
    const first = await read(fake, { limit: 2 });
    const second = await read(fake, { limit: 2, cursor: cursorOf(first) });
    expect(ids(second)).toEqual(['b/2']);
    expect(second.clouds.map(({ cloud }) => cloud)).toEqual(['b']);
    expect(clouds.map(({ asked }) => asked)).toEqual([1, 2]);
  });

  it('does not wait for clouds whose objects come later anyway', async () => {
    const slow: FakeCloud = { id: 'b', sources: [{ things: [{ id: '1' }], until: new Promise(() => undefined) }] };
    const fake = createFake([some('a', '1', '2', '3'), slow]);
    const first = await read(fake, { limit: 2 });
    expect(ids(first)).toEqual(['a/1', 'a/2']);
    expect(first.clouds.map(({ cloud }) => cloud)).toEqual(['a']);
    expect(slow.stopped).toBe(1);
    slow.sources = [{ things: [{ id: '1' }] }];
    expect((await walk(fake, { limit: 2 })).all).toEqual(['a/1', 'a/2', 'a/3', 'b/1']);
  });

  it('waits for the next cloud where what several projects of one see is too little for the page', async () => {
    const seen = [{ id: '1' }, { id: '2' }];
    const twice: FakeCloud = { id: 'a', sources: [{ things: seen }, { things: seen, project: 'p2' }] };
    const second = some('b', '1', '2');
    const page = await read(createFake([twice, second]), { limit: 3 });
    expect(ids(page)).toEqual(['a/1', 'a/2', 'b/1']);
    expect(second.stopped ?? 0).toBe(0);
  });

  it('waits for the next cloud where a page is just full: whether there is more is that cloud’s to say', async () => {
    const late: FakeCloud = { id: 'b', sources: [{ things: [], until: new Promise((done) => setImmediate(done)) }] };
    const page = await read(createFake([some('a', '1', '2'), late]), { limit: 2 });
    expect(ids(page)).toEqual(['a/1', 'a/2']);
    expect(late.stopped ?? 0).toBe(0);
    expect(page.next).toBeUndefined();
    expect(page.clouds.map(({ cloud }) => cloud)).toEqual(['a', 'b']);
  });

  it('gives what a failed cloud has once it answers again, late and once', async () => {
    const clouds = [some('a', '1', '2', '3'), some('b', '1', '2', '3'), some('c', '1')];
    const fake = createFake(clouds);
    const [a] = clouds as [FakeCloud, FakeCloud, FakeCloud];
    a.fails = failure('a');
    const { pages } = await walk(fake, { limit: 2 }, (page) => {
      if (page === 1) a.fails = undefined;
    });
    expect(pages).toEqual([['b/1', 'b/2'], ['a/1', 'a/2'], ['a/3', 'b/3'], ['c/1']]);
  });

  it('goes on where a cloud was, when it fails in between', async () => {
    const clouds = [some('a', '1', '2', '3'), some('b', '1', '2')];
    const fake = createFake(clouds);
    const [a] = clouds as [FakeCloud, FakeCloud];
    const { pages } = await walk(fake, { limit: 2 }, (page) => {
      a.fails = page === 1 ? failure('a') : undefined;
    });
    expect(pages).toEqual([['a/1', 'a/2'], ['b/1', 'b/2'], ['a/3']]);
  });

  it('ends though a cloud never comes back', async () => {
    const clouds = [some('a', '1'), { ...some('b', '1'), fails: failure('b') }];
    const { pages, last } = await walk(createFake(clouds), { limit: 5 });
    expect(pages).toEqual([['a/1'], []]);
    expect(last.clouds.at(-1)).toMatchObject({ cloud: 'b', status: 'error' });
  });

  it('gives what it can of a cloud of which one part is refused for good', async () => {
    const refused = { project: 'p2', things: [], fails: new GatewayError('nativeForbidden', { cloud: 'a' }) };
    const a: FakeCloud = { id: 'a', sources: [{ things: [{ id: '1' }, { id: '2' }] }, refused] };
    a.fails = failure('a');
    const { all } = await walk(createFake([a, some('b', '1', '2', '3')]), { limit: 2 }, () => {
      a.fails = undefined;
    });
    expect(all).toEqual(['b/1', 'b/2', 'a/1', 'a/2', 'b/3']);
  });

  it.each([['no order'], ['sorted']])('loses nothing and repeats nothing, whatever fails when (%s)', async (how) => {
    const cloud = fc.record({
      sources: fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 6 }), {
        minLength: 1,
        maxLength: 3,
      }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(cloud, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.array(fc.constantFrom('ok', 'closed', '0', '1', '2'), { minLength: 4, maxLength: 4 }), {
          maxLength: 8,
        }),
        async (shape, limit, faults) => {
          const clouds: FakeCloud[] = shape.map(({ sources }, index) => ({
            id: `c${index}`,
            sources: sources.map((numbers, project) => ({
              // Every second project in a region of its own; the others see the same objects.
              region: project === 1 ? `c${index}.two` : `c${index}`,
              project: `p${project}`,
              things: numbers.map((number) => ({ id: String(number), size: number % 3, project: null })),
            })),
          }));
          const set = (page: number): void => {
            clouds.forEach((one, index) => {
              const fault = faults[page]?.[index] ?? 'ok';
              one.fails = fault === 'closed' ? failure(one.id) : undefined;
              one.sources.forEach((source, number) => {
                source.fails = fault === String(number) ? failure(one.id) : undefined;
              });
            });
          };
          set(0);
          const query = { limit, ...(how === 'sorted' ? { sort: ['-size'] } : {}) };
          const fake = createFake(clouds);
          const { all, last } = await walk(fake, query, set);
          const there = clouds.flatMap(({ id, sources }) =>
            sources.flatMap(({ region, things: own }) => own.map((thing) => `${region} ${id}/${thing.id}`)),
          );
          const expected = [...new Set(there)].map((text) => text.split(' ')[1] ?? '').sort();
          const failing = new Set(last.clouds.flatMap(({ cloud: one, status }) => (status === 'error' ? [one] : [])));
          const of = (list: string[]) => list.filter((text) => !failing.has(text.split('/')[0] ?? '')).sort();
          // Clouds that were well at the end have all been given, each object once.
          expect(of(all)).toEqual(of(expected));
        },
      ),
      { numRuns: 120 },
    );
  });
});

describe('a cursor', () => {
  const fake = createFake([some('a', '1', '2', '3')]);
  it('of another query, or that was changed, is refused', async () => {
    const cursor = cursorOf(await read(fake, { limit: 1 }));
    const changed = `${cursor.slice(0, -6)}${cursor.at(-6) === 'A' ? 'B' : 'A'}${cursor.slice(-5)}`;
    for (const query of [
      { cursor, name: ['x'] },
      { cursor, sort: ['name'] },
      { cursor: changed },
      { cursor: 'AAAA' },
    ]) {
      const error = await problem(read(fake, { limit: 1, ...query }));
      expect([error.status, error.faults?.[0]?.where]).toEqual([400, 'cursor']);
    }
  });
  it('goes with another limit, other fields and another view', async () => {
    const cursor = cursorOf(await read(fake, { limit: 1 }));
    const { items } = await read(fake, { limit: 2, fields: ['id'], view: 'native', cursor });
    expect(items.map((item) => 'id' in item && item.id)).toEqual(['2', '3']);
  });
});

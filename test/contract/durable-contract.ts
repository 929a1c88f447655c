// SPDX-License-Identifier: Apache-2.0
// What every durable store must do, whatever it keeps its items in: the suite that each of them is held to, with random
// sequences of calls beside a model.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DurableItem, DurableStore, KeptItem, PutOutcome } from '../../src/model/durable-store.ts';

export interface DurableUnderTest {
  readonly store: DurableStore;
  /** Another process's view of the same items. */
  readonly other: DurableStore;
  /** The time that both go by. */
  readonly clock: { now: number };
  close(): Promise<void>;
}

const KIND = 'application-credential';

export const itemOf = (id: string, more: Partial<DurableItem> = {}): DurableItem => ({
  id,
  owner: 'alice',
  value: `value of ${id}`,
  ...more,
});

export async function everything(store: DurableStore): Promise<(KeptItem & { readonly kind: string })[]> {
  const all = [];
  for await (const item of store.all()) all.push(item);
  return all;
}

export function describeDurable(name: string, open: () => Promise<DurableUnderTest>): void {
  describe(`the durable store in ${name}`, () => {
    let under: DurableUnderTest;
    beforeAll(async () => {
      under = await open();
    });
    afterAll(() => under.close());
    /** For the items of one test alone. */
    const put = (item: DurableItem, version = 0, most?: number): Promise<PutOutcome> =>
      under.store.put(KIND, item, version, most);

    it('gives every process what one has created, by id and by unique name', async () => {
      const item = itemOf('c1', { unique: 'alice/ci', expiresAt: under.clock.now + 60_000 });
      expect(await put(item)).toBe('done');
      for (const store of [under.store, under.other]) {
        expect(await store.get(KIND, 'c1')).toEqual({ ...item, version: 1 });
        expect(await store.find(KIND, 'alice/ci')).toEqual({ ...item, version: 1 });
      }
    });

    it('has nothing of an id, a name or an owner that nobody has used, nor of another kind', async () => {
      await put(itemOf('c2', { unique: 'alice/kinds' }));
      expect(await under.store.get(KIND, 'nobody')).toBeUndefined();
      expect(await under.store.find(KIND, 'nobody')).toBeUndefined();
      expect(await under.store.list(KIND, 'nobody')).toEqual([]);
      expect(await under.store.get('access-rule', 'c2')).toBeUndefined();
      expect(await under.store.find('access-rule', 'alice/kinds')).toBeUndefined();
      expect(await under.store.list('access-rule', 'alice')).toEqual([]);
      expect(await under.store.put('access-rule', itemOf('c2', { unique: 'alice/kinds' }), 0)).toBe('done');
    });

    it('creates no second item of an id or of a unique name, and leaves the first as it is', async () => {
      await put(itemOf('c3', { unique: 'alice/once' }));
      expect(await put(itemOf('c3', { value: 'other' }))).toBe('exists');
      expect(await under.other.put(KIND, itemOf('c4', { owner: 'bob', unique: 'alice/once' }), 0)).toBe('exists');
      expect(await under.store.get(KIND, 'c3')).toMatchObject({ value: 'value of c3', version: 1 });
      expect(await under.store.get(KIND, 'c4')).toBeUndefined();
    });

    it('replaces exactly the version that the caller has seen', async () => {
      await put(itemOf('c5'));
      expect(await put(itemOf('c5', { value: 'two' }), 1)).toBe('done');
      expect(await under.other.put(KIND, itemOf('c5', { value: 'late' }), 1)).toBe('changed');
      expect(await under.other.put(KIND, itemOf('c5', { value: 'three' }), 2)).toBe('done');
      expect(await under.store.get(KIND, 'c5')).toMatchObject({ value: 'three', version: 3 });
      expect(await put(itemOf('never there'), 1)).toBe('changed');
    });

    it('gives up a name that an item no longer has, and takes none that another one has', async () => {
      await put(itemOf('c6', { unique: 'alice/old' }));
      await put(itemOf('c7', { unique: 'alice/taken' }));
      expect(await put(itemOf('c6', { unique: 'alice/taken' }), 1)).toBe('exists');
      expect(await put(itemOf('c6', { unique: 'alice/new' }), 1)).toBe('done');
      expect(await under.other.find(KIND, 'alice/old')).toBeUndefined();
      expect(await put(itemOf('c8', { unique: 'alice/old' }))).toBe('done');
      expect(await put(itemOf('c6'), 2)).toBe('done');
      expect(await put(itemOf('c9', { unique: 'alice/new' }))).toBe('done');
    });

    it('lists what an owner has in the order of creation, whatever was replaced in between', async () => {
      const owner = 'carol';
      for (const id of ['l-b', 'l-a', 'l-c']) await put(itemOf(id, { owner }));
      await put(itemOf('l-b', { owner, value: 'newer' }), 1);
      expect((await under.other.list(KIND, owner)).map(({ id }) => id)).toEqual(['l-b', 'l-a', 'l-c']);
      await put(itemOf('l-a', { owner: 'dave' }), 1);
      expect((await under.store.list(KIND, owner)).map(({ id }) => id)).toEqual(['l-b', 'l-c']);
      expect((await under.store.list(KIND, 'dave')).map(({ id }) => id)).toEqual(['l-a']);
    });

    it('removes an item for every process at once, and says whether there was one', async () => {
      await put(itemOf('r1', { owner: 'erin', unique: 'erin/r1' }));
      expect(await under.other.remove(KIND, 'r1')).toBe(true);
      for (const store of [under.store, under.other]) {
        expect(await store.get(KIND, 'r1')).toBeUndefined();
        expect(await store.find(KIND, 'erin/r1')).toBeUndefined();
        expect(await store.list(KIND, 'erin')).toEqual([]);
        expect(await store.remove(KIND, 'r1')).toBe(false);
      }
      expect(await put(itemOf('r1', { owner: 'erin' }), 1)).toBe('changed');
      expect(await put(itemOf('r1', { owner: 'erin', unique: 'erin/r1' }))).toBe('done');
      expect(await under.other.get(KIND, 'r1')).toMatchObject({ version: 1 });
    });

    it('has an item until its end, and from then on none: id, name and place are free', async () => {
      const owner = 'frank';
      const expiresAt = under.clock.now + 1_000;
      await put(itemOf('e1', { owner, unique: 'frank/e', expiresAt }), 0, 1);
      expect(await put(itemOf('e2', { owner }), 0, 1)).toBe('full');
      under.clock.now += 999;
      expect(await under.store.get(KIND, 'e1')).toMatchObject({ expiresAt });
      under.clock.now += 1;
      expect(await under.store.get(KIND, 'e1')).toBeUndefined();
      expect(await under.other.find(KIND, 'frank/e')).toBeUndefined();
      expect(await under.store.list(KIND, owner)).toEqual([]);
      expect(await under.store.remove(KIND, 'e1')).toBe(false);
      expect(await put(itemOf('e1', { owner }), 1)).toBe('changed');
      expect((await everything(under.store)).map(({ id }) => id)).not.toContain('e1');
      expect(await put(itemOf('e3', { owner, unique: 'frank/e' }), 0, 1)).toBe('done');
      expect(await put(itemOf('e1', { owner }), 0, 2)).toBe('done');
    });

    it('lets exactly one of many that want a name at once have it', async () => {
      const tries = Array.from({ length: 24 }, (_, i) =>
        (i % 2 === 0 ? under.store : under.other).put(KIND, itemOf(`u${i}`, { unique: 'wanted' }), 0),
      );
      const outcomes = await Promise.all(tries);
      expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'exists')).toHaveLength(23);
      expect(await under.store.find(KIND, 'wanted')).toMatchObject({ id: `u${outcomes.indexOf('done')}` });
    });

    it('never gives an owner more than the most, however many are created at once', async () => {
      const owner = 'grace';
      const outcomes = await Promise.all(
        Array.from({ length: 24 }, (_, i) =>
          (i % 2 === 0 ? under.store : under.other).put(KIND, itemOf(`m${i}`, { owner }), 0, 5),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(5);
      expect(outcomes.filter((outcome) => outcome === 'full')).toHaveLength(19);
      expect(await under.other.list(KIND, owner)).toHaveLength(5);
      const [first] = await under.store.list(KIND, owner);
      // To change one makes none more.
      expect(await put(itemOf(first?.id ?? '', { owner, value: 'changed' }), 1, 5)).toBe('done');
      await under.store.remove(KIND, first?.id ?? '');
      expect(await put(itemOf('m-next', { owner }), 0, 5)).toBe('done');
      expect(await put(itemOf('m-last', { owner }), 0, 5)).toBe('full');
    });

    it('lets exactly one of many that replace the same version at once do so', async () => {
      await put(itemOf('v1'));
      const outcomes = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          (i % 2 === 0 ? under.store : under.other).put(KIND, itemOf('v1', { value: `${i}` }), 1),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
      expect(await under.store.get(KIND, 'v1')).toMatchObject({ value: `${outcomes.indexOf('done')}`, version: 2 });
    });

    it.each([
      ['an empty one', ''],
      ['one of every plane of Unicode and with line breaks', 'ü€𝄞\r\n\0"\\ {x}'],
      ['the longest', 'x'.repeat(278_528)],
    ])('gives a value back as it was: %s', async (kind, value) => {
      await put(itemOf(`odd ${kind}`, { value }));
      expect(await under.other.get(KIND, `odd ${kind}`)).toMatchObject({ value });
    });

    it('takes ids, names and owners of any characters, and keeps them apart', async () => {
      const odd = ['{a}:b', '{a}', 'b:{a}', 'ü\n\0', '%_*?[', "'; DROP TABLE items; --"];
      for (const id of odd) expect(await put({ id, owner: id, unique: id, value: id })).toBe('done');
      for (const id of odd) {
        expect(await under.other.find(KIND, id)).toMatchObject({ id, owner: id });
        expect((await under.other.list(KIND, id)).map((item) => item.id)).toEqual([id]);
      }
    });

    it.each<[string, string, DurableItem, number, number?]>([
      ['a kind that is no word', 'a:b', itemOf('x'), 0],
      ['no id', KIND, itemOf(''), 0],
      ['an owner without bounds', KIND, itemOf('x', { owner: 'x'.repeat(1_025) }), 0],
      ['a name without bounds', KIND, itemOf('x', { unique: 'x'.repeat(1_025) }), 0],
      ['a value without bounds', KIND, itemOf('x', { value: 'x'.repeat(278_529) }), 0],
      ['half a character', KIND, itemOf('x', { value: '\ud800' }), 0],
      ['a version that is no number', KIND, itemOf('x'), Number.NaN],
      ['a most that is none', KIND, itemOf('x'), 0, -1],
      ['an end that is no time', KIND, itemOf('x', { expiresAt: 1.5 }), 0],
    ])('refuses %s as a defect of its caller', async (_what, kind, item, version, most) => {
      await expect(under.store.put(kind, item, version, most)).rejects.toThrow(RangeError);
    });

    it('tells all of it in the order of creation, more than fit into one answer', async () => {
      const ids = Array.from({ length: 250 }, (_, i) => `all ${i}`);
      await Promise.all(ids.map((id) => put(itemOf(id, { owner: 'heidi' }))));
      const mine = (await everything(under.other)).filter(({ owner }) => owner === 'heidi');
      expect(mine).toHaveLength(250);
      expect(mine[7]).toEqual({ kind: KIND, ...itemOf(mine[7]?.id ?? '', { owner: 'heidi' }), version: 1 });
      expect(mine.map(({ id }) => id)).toEqual((await under.store.list(KIND, 'heidi')).map(({ id }) => id));
    });

    it('does in any sequence what a model of it does', async () => {
      let round = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(STEP, { maxLength: 40 }), async (steps) => {
          round += 1;
          const kind = `model-${[...String(round)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`;
          const model = createModel(() => under.clock.now);
          for (const [index, step] of steps.entries()) {
            const store = index % 2 === 0 ? under.store : under.other;
            if (step.do === 'wait') under.clock.now += step.ms;
            else
              expect(await play(store, kind, step, under.clock.now)).toEqual(
                await play(model, kind, step, under.clock.now),
              );
          }
        }),
        { numRuns: 60 },
      );
    });

    it('says that it is well, and something about itself', () => {
      expect(under.store.health()).toEqual({ ok: true, detail: expect.stringMatching(/\w/) });
    });
  });
}

const ID = fc.constantFrom('a', 'b', 'c', 'd');
const OWNER = fc.constantFrom('o', 'p');
const NAME = fc.option(fc.constantFrom('n', 'm'), { nil: undefined });
const STEP = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      id: ID,
      owner: OWNER,
      unique: NAME,
      value: fc.string({ maxLength: 5 }),
      life: fc.option(fc.integer({ min: -5, max: 50 }), { nil: undefined }),
      version: fc.integer({ min: 0, max: 3 }),
      most: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
    }),
  },
  fc.record({ do: fc.constantFrom('get' as const, 'remove' as const), id: ID }),
  fc.record({ do: fc.constant('find' as const), unique: fc.constantFrom('n', 'm') }),
  fc.record({ do: fc.constant('list' as const), owner: OWNER }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 30 }) }),
);
type Step = Exclude<typeof STEP extends fc.Arbitrary<infer S> ? S : never, { do: 'wait' }>;
type Played = Pick<DurableStore, 'get' | 'find' | 'list' | 'put' | 'remove'>;

async function play(store: Played, kind: string, step: Step, now: number): Promise<unknown> {
  switch (step.do) {
    case 'get':
      return store.get(kind, step.id);
    case 'remove':
      return store.remove(kind, step.id);
    case 'find':
      return store.find(kind, step.unique);
    case 'list':
      return store.list(kind, step.owner);
    case 'put': {
      const { id, owner, unique, value, life, version, most } = step;
      const named = unique === undefined ? {} : { unique };
      const ending = life === undefined ? {} : { expiresAt: now + life };
      return store.put(kind, { id, owner, value, ...named, ...ending }, version, most);
    }
  }
}

/** The port's own words, over an array in the order of creation. */
function createModel(now: () => number): Played {
  let items: KeptItem[] = [];
  const live = (): KeptItem[] => items.filter(({ expiresAt = Number.POSITIVE_INFINITY }) => expiresAt > now());
  return {
    get: async (_kind, id) => live().find((item) => item.id === id),
    find: async (_kind, unique) => live().find((item) => item.unique === unique),
    list: async (_kind, owner) => live().filter((item) => item.owner === owner),
    async put(_kind, item, version, most = Number.POSITIVE_INFINITY) {
      items = live();
      const before = items.find(({ id }) => id === item.id);
      if (version === 0 && before) return 'exists';
      if (version > 0 && before?.version !== version) return 'changed';
      if (item.unique !== undefined && items.some(({ id, unique }) => unique === item.unique && id !== item.id))
        return 'exists';
      const others = items.filter(({ owner, id }) => owner === item.owner && id !== item.id).length;
      if (before?.owner !== item.owner && others >= most) return 'full';
      const kept = { ...item, version: version + 1 };
      items = before ? items.map((each) => (each === before ? kept : each)) : [...items, kept];
      return 'done';
    },
    async remove(_kind, id) {
      const there = live().some((item) => item.id === id);
      items = live().filter((item) => item.id !== id);
      return there;
    },
  };
}

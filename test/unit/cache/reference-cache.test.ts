// SPDX-License-Identifier: Apache-2.0
// The reference cache as replicas over one store use it: what is given without asking, when a member is asked and how
// often, and what nobody gets any more after a purge.
import { beforeEach, describe, expect, it } from 'vitest';
import { createReferenceCache, type ReferenceOutcome } from '../../../src/cache/reference-cache.ts';
import { createSeal } from '../../../src/federation/seal.ts';
import { GatewayError } from '../../../src/model/errors.ts';
import type { ReferenceCache, ReferenceKey } from '../../../src/model/reference-cache.ts';
import type { Store } from '../../../src/model/store.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';

const LIFE = { fresh: 60_000, stale: 600_000 };
const FLAVORS: ReferenceKey = { cloud: 'cloud-a', kind: 'flavors', varyBy: ['RegionA', 'acme/research', 'member'] };
const seal = createSeal({ sealing: () => [{ kid: 'k', created: 0, secret: Buffer.alloc(32, 1) }] });

let time: number;
let memory: Store;
/** How often the member was asked, and what it says. */
let asked: number;
let says: () => Promise<unknown>;
const load = (): Promise<unknown> => {
  asked += 1;
  return says();
};

beforeEach(() => {
  time = 1_000_000;
  memory = createMemoryStore({ now: () => time });
  asked = 0;
  says = async () => ({ names: [`answer ${asked}`] });
});

interface Replica {
  readonly cache: ReferenceCache;
  readonly outcomes: ReferenceOutcome[];
  readonly keys: string[];
  away: boolean;
  deaf: boolean;
  /** The store tells that messages, or data, may have been lost. */
  missed(): void;
}

/** Another process's cache over the same store, which may be cut off from it. */
function replica(options: { readonly random?: () => number; readonly budget?: number } = {}): Replica {
  const missed: (() => void)[] = [];
  const keys: string[] = [];
  const outcomes: ReferenceOutcome[] = [];
  const on = <A extends [string, ...unknown[]], T>(work: (...args: A) => Promise<T>) => {
    return async (...args: A): Promise<T> => {
      keys.push(args[0]);
      if (self.away) throw new Error('away');
      return work(...args);
    };
  };
  const store: Store = {
    ...memory,
    get: on(memory.get),
    set: on(memory.set),
    delete: on(memory.delete),
    add: on(memory.add),
    publish: on(memory.publish),
    health: () => ({ ok: !self.away, detail: '' }),
    subscribe(channel, listener, onMissed) {
      memory.subscribe(channel, (message) => {
        if (!self.away && !self.deaf) listener(message);
      });
      if (onMissed) missed.push(onMissed);
    },
  };
  const self: Replica = {
    cache: createReferenceCache({
      store,
      seal,
      now: () => time,
      onGet: (_kind, outcome) => outcomes.push(outcome),
      random: () => 0,
      // A turn of the event loop: time is the test's own.
      pause: settle,
      ...options,
    }),
    outcomes,
    keys,
    away: false,
    deaf: false,
    missed: () => {
      for (const each of missed) each();
    },
  };
  return self;
}

/** Lets what nobody waits for come to its end. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const get = (of: Replica, key = FLAVORS, life = LIFE) => of.cache.get(key, life, load);
/** An answer that comes when the test says so. */
function held(): { readonly answer: () => Promise<unknown>; release(value: unknown): void } {
  let release: (value: unknown) => void = () => undefined;
  const promise = new Promise((resolve) => {
    release = resolve;
  });
  return { answer: () => promise, release: (value) => release(value) };
}

describe('an answer of a member', () => {
  it('is given again within its life, with the moment it is from', async () => {
    const one = replica();
    const first = await get(one);
    expect(first).toEqual({ value: { names: ['answer 1'] }, at: time, state: 'miss' });
    time += 59_999;
    expect(await get(one)).toEqual({ ...first, state: 'hit' });
    expect(asked).toBe(1);
    expect(one.outcomes).toEqual(['miss', 'hit']);
  });

  it('serves the other replicas too', async () => {
    const [one, two] = [replica(), replica()];
    const first = await get(one);
    time += 1_000;
    expect(await get(two)).toEqual({ ...first, state: 'hit' });
    expect(asked).toBe(1);
  });
});

describe('an answer older than its life', () => {
  it('is given at once, while a newer one is fetched for the next', async () => {
    const one = replica();
    const { at } = await get(one);
    time += 60_000;
    const member = held();
    says = member.answer;
    expect(await get(one)).toEqual({ value: { names: ['answer 1'] }, at, state: 'stale' });
    expect(await get(one)).toMatchObject({ state: 'stale' });
    await settle();
    expect(asked).toBe(2);
    member.release('newer');
    await settle();
    expect(await get(one)).toEqual({ value: 'newer', at: time, state: 'hit' });
    expect(asked).toBe(2);
  });

  it('is not fetched again by a replica that finds a newer one in the store', async () => {
    const [one, two] = [replica(), replica()];
    await get(one);
    await get(two);
    time += 60_000;
    await get(one);
    await settle();
    expect(await get(two)).toMatchObject({ state: 'stale' });
    await settle();
    expect(await get(two)).toMatchObject({ value: { names: ['answer 2'] }, state: 'hit' });
    expect(asked).toBe(2);
  });

  it('is given as long as the member fails, which is asked again only after some seconds', async () => {
    const one = replica();
    await get(one);
    time += 60_000;
    says = async () => {
      throw new GatewayError('memberUnreachable');
    };
    for (let i = 0; i < 5; i++) {
      expect(await get(one)).toMatchObject({ value: { names: ['answer 1'] }, state: 'stale' });
      await settle();
    }
    expect(asked).toBe(2);
    time += 3_000;
    await get(one);
    await settle();
    expect(asked).toBe(3);
  });

  it('is not given when it is past its second life too; whoever asks waits for a newer one', async () => {
    const one = replica();
    await get(one);
    time += LIFE.fresh + LIFE.stale;
    expect(await get(one)).toMatchObject({ value: { names: ['answer 2'] }, state: 'miss' });
    expect(await get(replica())).toMatchObject({ value: { names: ['answer 2'] }, state: 'hit' });
  });

  it('is known for as long as there is memory to whoever asks for the last word', async () => {
    const one = replica();
    expect(await one.cache.last(FLAVORS)).toBeUndefined();
    const { at } = await get(one);
    expect(await replica().cache.last(FLAVORS)).toEqual({ value: { names: ['answer 1'] }, at, state: 'stale' });
    time += LIFE.fresh + LIFE.stale + 1;
    expect(await one.cache.last(FLAVORS)).toMatchObject({ value: { names: ['answer 1'] }, at });
    expect(asked).toBe(1);
  });

  it('is older sooner on one replica than on the other, so that not all ask at once', async () => {
    const [early, late] = [replica({ random: () => 1 }), replica({ random: () => 0 })];
    await get(early);
    await get(late);
    time += 55_000;
    expect([(await get(early)).state, (await get(late)).state]).toEqual(['stale', 'hit']);
  });
});

describe('those who ask at the same time', () => {
  it('are served by one call to the member, 500 on each of three replicas', async () => {
    const replicas = [replica(), replica(), replica()];
    const member = held();
    says = member.answer;
    const answers = replicas.flatMap((each) => Array.from({ length: 500 }, () => get(each)));
    for (let i = 0; i < 4; i++) await settle();
    member.release('for all');
    expect(new Set((await Promise.all(answers)).map(({ value }) => value))).toEqual(new Set(['for all']));
    expect(asked).toBe(1);
  });

  it('wait for another replica only for a moment, then ask the member themselves', async () => {
    const [dying, other] = [replica(), replica()];
    says = () => new Promise(() => undefined);
    void get(dying);
    await settle();
    says = async () => 'by myself';
    expect(await get(other)).toMatchObject({ value: 'by myself', state: 'miss' });
    expect(asked).toBe(2);
  });

  it('get the failure all of them, and so do those who ask within the next seconds', async () => {
    const one = replica();
    says = async () => {
      throw new GatewayError('memberTimeout');
    };
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => get(one)));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']));
    time += 2_999;
    await expect(get(one)).rejects.toMatchObject({ code: 'memberTimeout' });
    expect(asked).toBe(1);
    expect(new Set(one.outcomes)).toEqual(new Set(['error']));
    time += 1;
    says = async () => 'back';
    expect(await get(one)).toMatchObject({ value: 'back' });
  });

  it('are not held up by the failure of another replica, which may be its own', async () => {
    const [one, two] = [replica(), replica()];
    says = async () => {
      throw new GatewayError('memberUnreachable');
    };
    await expect(get(one)).rejects.toThrow();
    says = async () => 'reached';
    expect(await get(two)).toMatchObject({ value: 'reached' });
  });
});

describe('a member that refuses', () => {
  it('is believed: what it said before is forgotten on all replicas, and it is asked again the next time', async () => {
    const [one, two] = [replica(), replica()];
    await get(one);
    time += 60_000;
    says = async () => {
      throw new GatewayError('forbidden');
    };
    await get(one);
    await settle();
    await expect(get(one)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(get(two)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await one.cache.last(FLAVORS)).toBeUndefined();
    says = async () => 'granted';
    expect(await get(one)).toMatchObject({ value: 'granted', state: 'miss' });
  });
});

describe('callers whom the member would answer differently', () => {
  it.each([
    ['another project', { ...FLAVORS, varyBy: ['RegionA', 'acme/other', 'member'] }],
    ['other roles', { ...FLAVORS, varyBy: ['RegionA', 'acme/research', 'reader'] }],
    ['another member', { ...FLAVORS, cloud: 'cloud-b' }],
    ['another kind', { ...FLAVORS, kind: 'images' as const }],
    ['the same words in other places', { ...FLAVORS, varyBy: ['RegionA', 'acme/research,member'] }],
  ])('get answers of their own: %s', async (_why, key) => {
    const one = replica();
    await get(one);
    expect(await get(one, key)).toMatchObject({ value: { names: ['answer 2'] } });
    expect(await get(replica(), key)).toMatchObject({ value: { names: ['answer 2'] } });
  });
});

describe('a purge', () => {
  it('makes every replica ask again, at once, for that member and kind alone', async () => {
    const [one, two] = [replica(), replica()];
    const images = { ...FLAVORS, kind: 'images' as const };
    for (const each of [one, two]) for (const key of [FLAVORS, images]) await get(each, key);
    await one.cache.purge('cloud-a', 'flavors');
    expect(await one.cache.last(FLAVORS)).toBeUndefined();
    expect(await two.cache.last(FLAVORS)).toBeUndefined();
    expect((await get(two, images)).state).toBe('hit');
    expect(await get(two)).toMatchObject({ value: { names: ['answer 3'] }, state: 'miss' });
    expect(await get(one)).toMatchObject({ value: { names: ['answer 3'] }, state: 'hit' });
  });

  it('of a member takes all kinds of it, and nothing of the others', async () => {
    const [one, two] = [replica(), replica()];
    const images = { ...FLAVORS, kind: 'images' as const };
    const other = { ...FLAVORS, cloud: 'cloud-b' };
    for (const key of [FLAVORS, images, other]) await get(two, key);
    await one.cache.purge('cloud-a');
    for (const key of [FLAVORS, images]) expect(await two.cache.last(key)).toBeUndefined();
    expect(await two.cache.last(other)).toBeDefined();
  });

  it('is seen by a replica that starts later', async () => {
    const one = replica();
    await get(one);
    await one.cache.purge('cloud-a', 'flavors');
    expect(await get(replica())).toMatchObject({ value: { names: ['answer 2'] }, state: 'miss' });
  });

  it('is seen within half a minute by a replica that the message did not reach', async () => {
    const [one, deaf] = [replica(), replica()];
    await get(deaf);
    deaf.deaf = true;
    await one.cache.purge('cloud-a', 'flavors');
    expect((await get(deaf)).state).toBe('hit');
    time += 30_000;
    expect((await get(deaf)).state).toBe('miss');
  });

  it('is seen at once by a replica that was told that it may have missed something', async () => {
    const [one, deaf] = [replica(), replica()];
    await get(deaf);
    deaf.deaf = true;
    await one.cache.purge('cloud-a', 'flavors');
    deaf.missed();
    expect((await get(deaf)).state).toBe('miss');
  });

  it('is put back by a replica that knows of it when the store has lost it', async () => {
    const [one, two] = [replica(), replica()];
    await get(two);
    await one.cache.purge('cloud-a', 'flavors');
    await memory.delete('reference-generation:cloud-a:flavors');
    for (const each of [one, two]) each.missed();
    expect((await get(two)).state).toBe('miss');
    await settle();
    expect(await memory.get('reference-generation:cloud-a:flavors')).toBeDefined();
    expect((await get(one)).state).toBe('hit');
  });

  it('made while the store is away is in force here, and told to the others when it is back', async () => {
    const [one, two] = [replica(), replica()];
    await get(one);
    await get(two);
    one.away = true;
    await one.cache.purge('cloud-a', 'flavors');
    expect(await one.cache.last(FLAVORS)).toBeUndefined();
    expect((await get(two)).state).toBe('hit');
    one.away = false;
    one.missed();
    await settle();
    expect((await get(two)).state).toBe('miss');
  });

  it('is not undone by an answer that was under way when it came', async () => {
    const [one, two] = [replica(), replica()];
    const member = held();
    says = member.answer;
    const before = get(one);
    await settle();
    await two.cache.purge('cloud-a', 'flavors');
    says = async () => 'new';
    // Whoever asks after the purge does not wait for the call from before it.
    expect((await get(one)).value).toBe('new');
    member.release('old');
    expect((await before).value).toBe('old');
    await settle();
    const calls = asked;
    for (const each of [one, two, replica()]) expect((await get(each)).value).toBe('new');
    // The late answer took nothing's place, here or in the store: nobody has to ask the member once more.
    expect(asked).toBe(calls);
  });
});

describe('a store that is away', () => {
  it('costs neither the answer nor a wait for other replicas', async () => {
    const one = replica();
    one.away = true;
    expect(await get(one)).toMatchObject({ state: 'miss' });
    expect(await get(one)).toMatchObject({ state: 'hit' });
    expect(one.keys.filter((key) => key.startsWith('lock:'))).toEqual([]);
    expect(asked).toBe(1);
  });

  it('that goes away while another replica is waited for ends the wait', async () => {
    const [slow, one] = [replica(), replica()];
    says = () => new Promise(() => undefined);
    void get(slow);
    await settle();
    says = async () => 'by myself';
    const answer = get(one);
    one.away = true;
    expect(await answer).toMatchObject({ value: 'by myself' });
  });
});

describe('a cache without shared state', () => {
  it('serves this process, purges included, however long it runs', async () => {
    const cache = createReferenceCache({ seal, now: () => time });
    const ask = () => cache.get(FLAVORS, LIFE, load);
    expect([(await ask()).state, (await ask()).state]).toEqual(['miss', 'hit']);
    await cache.purge('cloud-a', 'flavors');
    time += 30_000;
    expect(await cache.last(FLAVORS)).toBeUndefined();
    expect(await ask()).toMatchObject({ value: { names: ['answer 2'] }, state: 'miss' });
    time += 30_001;
    expect((await ask()).state).toBe('hit');
    expect(asked).toBe(2);
  });
});

describe('what stands in the store', () => {
  it('names the member and the kind, is sealed, and cannot be moved to another key', async () => {
    const one = replica();
    await get(one);
    await settle();
    const name = one.keys.find((key) => key.startsWith('reference:')) ?? '';
    expect(name).toMatch(/^reference:cloud-a:flavors:[\w-]{43}$/);
    const sealed = (await memory.get(name)) ?? '';
    expect(sealed).not.toContain('answer');
    const images = { ...FLAVORS, kind: 'images' as const };
    const two = replica();
    await two.cache.last(images);
    await memory.set(two.keys.at(-1) ?? '', sealed, 60_000);
    expect(await replica().cache.last(images)).toBeUndefined();
    expect(await replica().cache.last(FLAVORS)).toBeDefined();
  });

  it('is no answer larger than the store takes in time; that one is kept here alone', async () => {
    const one = replica();
    says = async () => 'x'.repeat(600_000);
    await get(one);
    await settle();
    expect((await get(one)).state).toBe('hit');
    expect(await replica().cache.last(FLAVORS)).toBeUndefined();
  });

  it('holds no lock once the answer is there', async () => {
    const one = replica();
    await get(one);
    await settle();
    await settle();
    const lock = one.keys.find((key) => key.startsWith('lock:reference:')) ?? '';
    expect(lock).toMatch(/^lock:reference:[\w-]{43}$/);
    expect(await memory.get(lock)).toBeUndefined();
  });
});

describe('the local map', () => {
  it('keeps to its budget: what nobody asked for the longest goes first', async () => {
    const one = replica({ budget: 25_000 });
    says = async () => 'x'.repeat(10_000);
    const key = (name: string): ReferenceKey => ({ ...FLAVORS, varyBy: [name] });
    one.away = true;
    await get(one, key('a'));
    await get(one, key('b'));
    await get(one, key('a'));
    await get(one, key('c'));
    expect(await one.cache.last(key('a'))).toBeDefined();
    expect(await one.cache.last(key('b'))).toBeUndefined();
    expect(await one.cache.last(key('c'))).toBeDefined();
  });
});

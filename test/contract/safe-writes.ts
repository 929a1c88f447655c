// SPDX-License-Identifier: Apache-2.0
// A model of what automation may trust when it writes: creates, retries, updates and deletes while clouds, replies,
// replicas and the shared state fail at random. Over any store; each request is served by a replica of its own.

import fc from 'fast-check';
import Type from 'typebox';
import { createSeal } from '../../src/federation/seal.ts';
import type { RouteCall, ScsAnswer, ScsRoute } from '../../src/gateway/surfaces/scs/route.ts';
import { writeRoutes } from '../../src/gateway/surfaces/scs/writes/writes.ts';
import { type ErrorCode, GatewayError, toGatewayError } from '../../src/model/errors.ts';
import type { Course, NativeApi, NativeConnection, ResourceAdapter } from '../../src/model/scs/adapter.ts';
import { common, status } from '../../src/model/scs/fields.ts';
import { defineResource, type Item } from '../../src/model/scs/resource.ts';
import type { Store } from '../../src/model/store.ts';
import { itemTag } from '../../src/scs/lists/item-tag.ts';
import { createIdempotency } from '../../src/scs/operations/idempotency.ts';
import { createOperations } from '../../src/scs/operations/operations.ts';
import type { Source, Sources } from '../../src/scs/sources/source.ts';
import { createTurns } from '../../src/scs/turns.ts';

/** What comes late may find its object gone. */
function attempt(work: () => unknown): void {
  try {
    work();
  } catch (cause) {
    if (toGatewayError(cause).code !== 'nativeNotFound') throw cause;
  }
}

/** What happens to one change at the cloud. `late`: it is carried out a minute after nobody listens any more. */
const FAULTS = [
  'none',
  'busy',
  'refused',
  'lostDone',
  'lostNot',
  'lostLate',
  '500Done',
  '500Not',
  '503Done',
  '503Not',
] as const;
type Fault = (typeof FAULTS)[number];

const things = defineResource({
  plural: 'things',
  singular: 'thing',
  about: 'For tests.',
  item: Type.Object({ ...common, status: status(['good'], 'test'), text: Type.String() }),
  create: Type.Object({ name: Type.String() }),
  update: Type.Object({ text: Type.String() }),
  remove: {},
});

interface Row {
  readonly id: string;
  readonly name: string;
  readonly created: string;
  readonly mark: string | undefined;
  text: string;
  /** What it was before and after each change. */
  readonly history: { readonly from: string; readonly to: string }[];
}

/** Objects that carry a mark, and those that have only a name and a time. */
export type Kind = 'marked' | 'named';

const SEAL = createSeal({ sealing: () => [{ kid: 'k1', created: 0, secret: Buffer.alloc(32, 9) }] } as never);
const WHERE = { cloud: 'cloud-a', region: 'cloud-a', project: 'p' };
const LATE = 60_000;

class Cloud {
  readonly rows = new Map<string, Row>();
  time = Date.parse('2030-01-01T00:00:00Z');
  fault: Fault = 'none';
  private pending: { readonly at: number; readonly work: () => void }[] = [];
  private count = 0;
  readonly kind: Kind;
  constructor(kind: Kind) {
    this.kind = kind;
  }

  pass(ms: number): void {
    this.time += ms;
    const due = this.pending.filter(({ at }) => at <= this.time);
    this.pending = this.pending.filter(({ at }) => at > this.time);
    for (const { work } of due) work();
  }

  alive = (name: string): Row[] => [...this.rows.values()].filter((row) => row.name === name);

  /** As the floor does it: told before the first byte, at it, and of the answer. */
  private async change<T>(course: Course | undefined, work: () => T): Promise<T> {
    const { fault } = this;
    this.fault = 'none';
    if (fault === 'busy') throw new GatewayError('memberBusy', { cloud: 'cloud-a' });
    const sending = await course?.begin();
    sending?.sent();
    await new Promise(setImmediate);
    if (fault === 'refused') {
      sending?.answered(403);
      throw new GatewayError('nativeForbidden', { cloud: 'cloud-a' });
    }
    if (fault === 'lostLate') this.pending.push({ at: this.time + LATE, work: () => attempt(work) });
    const done = fault === 'none' || fault.endsWith('Done') ? work() : undefined;
    await new Promise(setImmediate);
    if (fault.startsWith('lost')) throw new GatewayError('memberReset', { cloud: 'cloud-a' });
    const code = fault === 'none' ? 200 : Number(fault.slice(0, 3));
    sending?.answered(code);
    if (code >= 500) throw new GatewayError('nativeFailed', { cloud: 'cloud-a' });
    return done as T;
  }

  adapter(course: () => Course | undefined): ResourceAdapter {
    const found = (row: Row) => ({ native: { ...row } });
    const get = (id: string): Row => {
      const row = this.rows.get(id);
      if (row === undefined) throw new GatewayError('nativeNotFound', { cloud: 'cloud-a' });
      return row;
    };
    return {
      service: 'compute',
      list: async function* (this: Cloud) {
        yield [...this.rows.values()].map(found);
      }.bind(this),
      get: async (_api, id) => found(get(id)),
      map: ({ native }): Item & { text: string } => ({
        ...WHERE,
        id: native.id,
        name: native.name,
        createdAt: native.created,
        status: 'good',
        text: native.text,
      }),
      create: (_api, { name }, mark) =>
        this.change(course(), () => {
          const id = `id-${this.count++}`;
          const row: Row = { id, name, created: new Date(this.time).toISOString(), mark, text: '', history: [] };
          this.rows.set(id, row);
          return found(row);
        }),
      ...(this.kind === 'marked' ? { markOf: ({ native }: { native: Row }) => native.mark } : {}),
      update: (_api, id, { text }) => {
        get(id);
        return this.change(course(), () => {
          const row = get(id);
          row.history.push({ from: row.text, to: text });
          row.text = text;
          return found(row);
        });
      },
      remove: (_api, id) => {
        get(id);
        return this.change(course(), () => void this.rows.delete(id));
      },
    };
  }
}

/** A replica that loses the shared state, or its life, after some questions to it. */
function failing(store: Store, left: number, dies: boolean, onDeath: () => void): Store {
  let count = left;
  const one =
    <A extends unknown[], R>(ask: (...all: A) => Promise<R>) =>
    (...all: A): Promise<R> => {
      if (count > 0) {
        count -= 1;
        return ask(...all);
      }
      if (dies) onDeath();
      return Promise.reject(new Error('away'));
    };
  return {
    ...store,
    get: one(store.get.bind(store)),
    set: one(store.set.bind(store)),
    delete: one(store.delete.bind(store)),
    add: one(store.add.bind(store)),
  };
}

interface Asked {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly id?: string;
  readonly body?: unknown;
  readonly key?: string | undefined;
  readonly ifMatch?: string | undefined;
  readonly fault: Fault;
  /** Questions to the shared state until it is away; absent: it stays. */
  readonly storeLeft?: number | undefined;
  readonly dies?: boolean;
}

type Outcome =
  | { readonly answer: ScsAnswer }
  | { readonly error: GatewayError }
  /** Its replica was killed: nobody knows. */
  | { readonly killed: true };

const user = { principal: { id: 'u'.repeat(64) }, scope: { kind: 'unscoped' } };

async function ask(cloud: Cloud, store: Store, prefix: string, asked: Asked): Promise<Outcome> {
  let killed = false;
  let left = asked.storeLeft;
  const own =
    left === undefined
      ? store
      : failing(store, left, asked.dies === true, () => {
          killed = true;
        });
  left = undefined;
  const sources: Sources = {
    serviceOf: () => 'compute',
    clouds: () => [{ cloud: 'cloud-a', open: async () => ({ sources: [source()] }) }],
    async find(_definition, _caller, { id }) {
      const at = source();
      return { source: at, found: await at.adapter.get({} as NativeApi, id) };
    },
  };
  let course: Course | undefined;
  function source(): Source {
    const connection = {
      ...WHERE,
      api: (options: { signal: AbortSignal; course?: Course }) => {
        course = options.course;
        return options as unknown as NativeApi;
      },
    } as unknown as NativeConnection;
    return { where: WHERE, connection, resources: {}, adapter: cloud.adapter(() => course) };
  }
  const now = (): number => cloud.time;
  const routes = writeRoutes(things, {
    sources,
    clouds: () => [{ id: 'cloud-a' }],
    operations: createOperations({ sources, resources: [things], seal: SEAL, now, publicUrl: 'https://gw' }),
    idempotent: createIdempotency({ store: own, seal: SEAL, now }),
    turns: createTurns(own, { life: 120_000, patience: 100, pause: 10 }),
    publicUrl: 'https://gw',
    now,
    creators: {},
  });
  const route = routes.find(({ method }) => method === asked.method) as ScsRoute;
  const path = asked.id === undefined ? '/scs/v1/things' : `/scs/v1/things/cloud-a/${asked.id}`;
  const call = {
    caller: { caller: user },
    signal: new AbortController().signal,
    about: () => undefined,
    parameters: { cloud: 'cloud-a', ...(asked.id === undefined ? {} : { id: asked.id }) },
    query: {},
    body: asked.body,
    request: {
      id: 'r',
      method: asked.method,
      url: path,
      query: {},
      headers: {
        ...(asked.key === undefined ? {} : { 'idempotency-key': `${prefix}${asked.key}` }),
        ...(asked.ifMatch === undefined ? {} : { 'if-match': asked.ifMatch }),
      },
    },
  } as unknown as RouteCall;
  cloud.fault = asked.fault;
  try {
    const answer = await route.handle(call);
    return killed ? { killed: true } : { answer };
  } catch (cause) {
    const error = toGatewayError(cause);
    if (error.code === 'internal') throw cause;
    return killed ? { killed: true } : { error };
  }
}

/** After these nothing is said of what was done. */
const UNSURE: ReadonlySet<ErrorCode> = new Set(['outcomeUnknown', 'conflict']);
/** Without a key the answer says itself that nobody knows. */
const UNSURE_WITHOUT_KEY: ReadonlySet<ErrorCode> = new Set([...UNSURE, 'memberReset', 'nativeFailed']);

interface Model {
  /** By key: what was acknowledged last. */
  readonly made: Map<string, string>;
  /** Acknowledged, and no deletion of it was ever sent. */
  readonly kept: Set<string>;
  /** A deletion of it was sent, which may still come. */
  readonly deleting: Set<string>;
  counter: number;
}

interface Real {
  readonly cloud: Cloud;
  readonly store: Store;
  readonly prefix: string;
}

function fail(what: string, ...rest: unknown[]): never {
  throw new Error(`${what}: ${rest.map((one) => JSON.stringify(one)).join(' ')}`);
}

interface Trouble {
  readonly fault: Fault;
  readonly storeLeft: number | undefined;
  readonly dies: boolean;
}

class Create implements fc.AsyncCommand<Model, Real> {
  readonly key: string;
  readonly trouble: Trouble;
  constructor(key: string, trouble: Trouble) {
    this.key = key;
    this.trouble = trouble;
  }
  check = (): boolean => true;
  toString = (): string => `create(${this.key}, ${JSON.stringify(this.trouble)})`;
  async run(model: Model, { cloud, store, prefix }: Real): Promise<void> {
    const { key, trouble } = this;
    const name = `n-${key}`;
    const before = cloud.alive(name).map(({ id }) => id);
    const outcome = await ask(cloud, store, prefix, {
      method: 'POST',
      body: { cloud: 'cloud-a', name },
      key,
      ...trouble,
    });
    const after = cloud.alive(name).map(({ id }) => id);
    if (after.length > 1) fail('made twice under one key', key, after);
    if ('answer' in outcome) {
      const { id } = (outcome.answer.body as { item: Item }).item;
      if (!after.includes(id)) fail('answered with what is not there', key, id, after);
      model.made.set(key, id);
      if (!model.deleting.has(id)) model.kept.add(id);
    } else if ('error' in outcome && !UNSURE.has(outcome.error.code)) {
      if (after.some((id) => !before.includes(id))) fail('an error that says nothing was made', outcome.error.code);
    }
  }
}

class Update implements fc.AsyncCommand<Model, Real> {
  readonly key: string;
  readonly withKey: boolean;
  readonly both: boolean;
  readonly stale: boolean;
  readonly trouble: Trouble;
  constructor(key: string, withKey: boolean, both: boolean, stale: boolean, trouble: Trouble) {
    this.key = key;
    this.withKey = withKey;
    this.both = both;
    this.stale = stale;
    this.trouble = trouble;
  }
  check = ({ made }: Readonly<Model>): boolean => made.has(this.key);
  toString = (): string =>
    `update(${this.key}, ${JSON.stringify([this.withKey, this.both, this.stale, this.trouble])})`;
  async run(model: Model, { cloud, store, prefix }: Real): Promise<void> {
    const id = model.made.get(this.key) ?? '';
    const row = cloud.rows.get(id);
    const from = row?.text ?? '';
    const item = cloud.adapter(() => undefined).map({ native: row ?? { id } }, WHERE);
    const tag = this.stale ? '"stale"' : itemTag(item);
    const texts = Array.from({ length: this.both ? 2 : 1 }, () => `t${model.counter++}`);
    const outcomes = await Promise.all(
      texts.map((text) =>
        ask(cloud, store, prefix, {
          method: 'PATCH',
          id,
          body: { text },
          ifMatch: tag,
          key: this.withKey ? `update-${text}` : undefined,
          ...this.trouble,
        }),
      ),
    );
    for (const [index, outcome] of outcomes.entries()) {
      const text = texts[index] ?? '';
      const change = row?.history.find(({ to }) => to === text);
      if ('answer' in outcome) {
        if (this.stale) fail('changed what was not as it was read', text);
        if (change === undefined) fail('an update that was acknowledged was not made', text);
        if (change.from !== from) fail('an update was lost', change, from);
      } else if ('error' in outcome) {
        const unsure = this.withKey ? UNSURE : UNSURE_WITHOUT_KEY;
        // With a key: what may be made again is told as it failed, without a word of whether it was made.
        if (!unsure.has(outcome.error.code) && !UNSURE_WITHOUT_KEY.has(outcome.error.code) && change !== undefined)
          fail('an error that says nothing was changed', outcome.error.code);
      }
      if (change !== undefined && change.from !== from) fail('a conditional update met another state', change, from);
    }
  }
}

class Delete implements fc.AsyncCommand<Model, Real> {
  readonly key: string;
  readonly trouble: Trouble;
  constructor(key: string, trouble: Trouble) {
    this.key = key;
    this.trouble = trouble;
  }
  check = ({ made }: Readonly<Model>): boolean => made.has(this.key);
  toString = (): string => `delete(${this.key}, ${JSON.stringify(this.trouble)})`;
  async run(model: Model, { cloud, store, prefix }: Real): Promise<void> {
    const id = model.made.get(this.key) ?? '';
    const was = cloud.rows.has(id);
    model.kept.delete(id);
    model.deleting.add(id);
    const key = `delete-${model.counter++}`;
    const outcome = await ask(cloud, store, prefix, { method: 'DELETE', id, key, ...this.trouble });
    if ('answer' in outcome && cloud.rows.has(id)) fail('a deletion that was acknowledged was not made', id);
    const sure = 'error' in outcome && !UNSURE_WITHOUT_KEY.has(outcome.error.code);
    if (sure && was && !cloud.rows.has(id)) fail('an error that says nothing was deleted', id);
  }
}

class Wait implements fc.AsyncCommand<Model, Real> {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
  check = (): boolean => true;
  toString = (): string => `wait(${this.ms})`;
  async run(_model: Model, { cloud }: Real): Promise<void> {
    cloud.pass(this.ms);
  }
}

const key = fc.constantFrom('a', 'b');
const trouble: fc.Arbitrary<Trouble> = fc.record({
  fault: fc.oneof({ arbitrary: fc.constant('none' as const), weight: 2 }, fc.constantFrom(...FAULTS)),
  storeLeft: fc.oneof({ arbitrary: fc.constant(undefined), weight: 4 }, fc.nat(8)),
  dies: fc.boolean(),
});

const commands = [
  fc.tuple(key, trouble).map(([one, how]) => new Create(one, how)),
  fc.tuple(key, trouble).map(([one, how]) => new Create(one, how)),
  fc
    .tuple(key, fc.boolean(), fc.boolean(), fc.boolean(), trouble)
    .map(([one, keyed, both, stale, how]) => new Update(one, keyed, both, stale, how)),
  fc.tuple(key, trouble).map(([one, how]) => new Delete(one, how)),
  fc.constantFrom(1_000, 6_000, 31_000, 61_000, 301_000).map((ms) => new Wait(ms)),
];

/** `store`: anew for each run, or one that all share. Throws what was violated first, shrunk. */
export async function checkSafeWrites(kind: Kind, store: (now: () => number) => Store, numRuns: number): Promise<void> {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 30 }), async (all) => {
      const cloud = new Cloud(kind);
      const own = store(() => cloud.time);
      const model: Model = { made: new Map(), kept: new Set(), deleting: new Set(), counter: 0 };
      const prefix = `${kind}-${process.pid}-${run++}-`;
      const real: Real = { cloud, store: own, prefix };
      await fc.asyncModelRun(() => ({ model, real }), all);
      // All is well again, and enough time has passed for whatever was late.
      for (let n = 0; n < 2; n++) cloud.pass(301_000);
      for (const one of ['a', 'b']) {
        const name = `n-${one}`;
        await new Create(one, { fault: 'none', storeLeft: undefined, dies: false }).run(model, real);
        if (cloud.alive(name).length !== 1) fail('a retry in good times makes exactly one', one);
      }
      for (const id of model.kept) if (!cloud.rows.has(id)) fail('an acknowledged object was lost', id);
    }),
    { numRuns },
  );
}

// SPDX-License-Identifier: Apache-2.0
// A model of what automation may trust when it writes: creates, retries, updates and deletes while clouds, replies,
// replicas and the shared state fail at random, on two replicas over any store.
import fc from 'fast-check';
import type { ErrorCode } from '../../../src/model/errors.ts';
import type { Item } from '../../../src/model/scs/resource.ts';
import type { Store } from '../../../src/model/store.ts';
import { itemTag } from '../../../src/scs/lists/item-tag.ts';
import { Cloud, FAULTS, type Fault, FORGOTTEN, type Incident, type Kind, type Row, STANDSTILLS } from './cloud.ts';
import { type Asked, createReplica, type Outcome, type Replica, STORE_FAULTS, type StoreTrouble } from './replica.ts';

export interface SharedState {
  readonly store: Store;
  /** Lets time go by for it, where it has a clock of its own. */
  pass(ms: number): Promise<void>;
  /** Takes all that it has. */
  empty(): Promise<void>;
}

/** After these nothing is said of what was done. */
const UNSURE: ReadonlySet<ErrorCode> = new Set(['outcomeUnknown', 'conflict']);
/** Without a key the answer says itself that nobody knows. */
const UNSURE_WITHOUT_KEY: ReadonlySet<ErrorCode> = new Set([...UNSURE, 'memberReset', 'nativeFailed']);

/** A change with a key, which may be sent again. */
interface Sent {
  readonly asked: Asked;
  readonly text?: string;
}

interface Model {
  /** By key: what was acknowledged last. */
  readonly made: Map<string, string>;
  /** Acknowledged, and no deletion of it was ever sent. */
  readonly kept: Set<string>;
  /** A deletion of it was sent, which may still come. */
  readonly deleting: Set<string>;
  readonly sent: Sent[];
  counter: number;
}

/** The replicas over one store, and the time. */
class World {
  readonly cloud: Cloud;
  private readonly shared: SharedState;
  private readonly prefix: string;
  private readonly replicas: Replica[];
  /** By key: who has put something into the store for it. */
  private readonly writers = new Map<string, Set<Replica>>();
  private readonly generations = new Map<string, number>();

  constructor(kind: Kind, open: (now: () => number) => SharedState, prefix: string) {
    this.cloud = new Cloud(kind, prefix);
    this.shared = open(() => this.cloud.time);
    this.prefix = prefix;
    this.replicas = [this.born(), this.born()];
  }

  private born = (): Replica => createReplica(this.cloud, this.shared.store, this.prefix, () => this.empty());

  async pass(ms: number): Promise<void> {
    await this.shared.pass(ms);
    this.cloud.pass(ms);
  }

  /** What only the dead knew is forgotten: docs/scs-api.md says so. All else the living put back. */
  async empty(): Promise<void> {
    await this.shared.empty();
    this.cloud.emptied = this.cloud.time;
    for (const replica of this.replicas) replica.missed();
    for (const [key, writers] of this.writers)
      if ([...writers].some(({ dead }) => dead)) {
        this.generations.set(key, (this.generations.get(key) ?? 0) + 1);
        this.writers.delete(key);
      }
    // They have done so before they serve the next request.
    for (let n = 0; n < 5; n++) await this.shared.store.get('none');
  }

  /** A key that the shared state has lost is another one from then on, as its object is. */
  nameOf = (key: string): string => `${key}${this.generations.get(key) ?? 0}`;

  /** `of`: the key that it is about. */
  async ask(at: number, of: string, asked: Asked, incident: Incident, trouble?: StoreTrouble): Promise<Outcome> {
    const replica = this.replicas[at] as Replica;
    const writers = this.writers.get(of) ?? new Set();
    this.writers.set(of, writers.add(replica));
    const outcome = await replica.ask(asked, incident, trouble);
    if (replica.dead) this.replicas[at] = this.born();
    return outcome;
  }
}

function fail(what: string, ...rest: unknown[]): never {
  throw new Error(`${what}: ${rest.map((one) => JSON.stringify(one)).join(' ')}`);
}

/** `ms`: a replica stands still for that long, and another one gets the same meanwhile. */
interface Trouble {
  readonly at: number;
  readonly fault: Fault;
  readonly nth: number;
  readonly store: StoreTrouble | undefined;
  readonly standstill: { readonly where: (typeof STANDSTILLS)[number]; readonly ms: number } | undefined;
}

const GOOD: Trouble = { at: 0, fault: 'none', nth: 0, store: undefined, standstill: undefined };

/** `meanwhile`: on the other replica. */
function incidentOf(world: World, { fault, nth, standstill }: Trouble, meanwhile: () => Promise<unknown>): Incident {
  if (standstill === undefined) return { fault, nth };
  const { where, ms } = standstill;
  const passes = async (): Promise<void> => {
    await world.pass(ms);
    await meanwhile();
  };
  return { fault, nth, standstill: { where, passes } };
}

const sayNothingDone = (outcome: Outcome): boolean =>
  'error' in outcome && /Nothing was changed/.test(outcome.error.message);

class Create implements fc.AsyncCommand<Model, World> {
  readonly key: string;
  readonly trouble: Trouble;
  constructor(key: string, trouble: Trouble) {
    this.key = key;
    this.trouble = trouble;
  }
  check = (): boolean => true;
  toString = (): string => `create(${this.key}, ${JSON.stringify(this.trouble)})`;
  async run(model: Model, world: World): Promise<void> {
    const { key, trouble } = this;
    const { cloud } = world;
    const named = world.nameOf(key);
    const name = `n-${named}`;
    const before = cloud.alive(name).map(({ id }) => id);
    const asked: Asked = { method: 'POST', body: { cloud: 'cloud-a', name }, key: named };
    const other = 1 - trouble.at;
    const incident = incidentOf(world, trouble, () => world.ask(other, key, asked, { fault: 'none', nth: 0 }));
    const outcome = await world.ask(trouble.at, key, asked, incident, trouble.store);
    const after = cloud.alive(name).map(({ id }) => id);
    // Meanwhile the key may have been forgotten.
    if (after.length > 1 && world.nameOf(key) === named) fail('made twice under one key', key, after);
    if ('answer' in outcome) {
      const { id } = (outcome.answer.body as { item: Item }).item;
      if (!after.includes(id)) fail('answered with what is not there', key, id, after);
      model.made.set(key, id);
      if (!model.deleting.has(id)) model.kept.add(id);
    } else if ('error' in outcome && !UNSURE.has(outcome.error.code) && trouble.standstill === undefined) {
      if (after.some((id) => !before.includes(id))) fail('an error that says nothing was made', outcome.error.code);
    }
  }
}

/** Of an update with `If-Match`: each step met the object as it had been read, or as the step before left it. */
function checkSteps(row: Row | undefined, text: string, read: { readonly label: string; readonly text: string }): void {
  const steps = row?.history.filter(({ to, excused }) => to === text && !excused) ?? [];
  for (const part of ['label', 'text'] as const) {
    const [step, ...more] = steps.filter((one) => one.part === part);
    if (step !== undefined && step.from !== read[part]) fail('a conditional update met another state', step, read);
    if (more.length > 0) fail('an update was made twice', text, row?.history);
  }
}

class Update implements fc.AsyncCommand<Model, World> {
  readonly key: string;
  readonly how: { readonly withKey: boolean; readonly both: 'one' | 'two' | 'same'; readonly stale: boolean };
  readonly trouble: Trouble;
  constructor(key: string, how: Update['how'], trouble: Trouble) {
    this.key = key;
    this.how = how;
    this.trouble = trouble;
  }
  check = ({ made }: Readonly<Model>): boolean => made.has(this.key);
  toString = (): string => `update(${this.key}, ${JSON.stringify([this.how, this.trouble])})`;
  async run(model: Model, world: World): Promise<void> {
    const { withKey, both, stale } = this.how;
    const { trouble, key } = this;
    const id = model.made.get(key) ?? '';
    const row = world.cloud.rows.get(id);
    const read = { label: row?.label ?? '', text: row?.text ?? '' };
    const tag = stale || row === undefined ? '"stale"' : itemTag(world.cloud.item(row));
    const wanted = (): { readonly text: string; readonly asked: Asked } => {
      const text = `t${model.counter++}`;
      const of = withKey ? { key: `update-${text}` } : {};
      return { text, asked: { method: 'PATCH', id, body: { text }, ifMatch: tag, ...of } };
    };
    const first = wanted();
    const second = both === 'same' && withKey ? first : wanted();
    if (withKey) model.sent.push(first, second);
    const outcomes: { readonly text: string; readonly outcome: Outcome }[] = [];
    const ask = async ({ text, asked }: typeof first, at: number, incident: Incident, store?: StoreTrouble) => {
      const outcome = await world.ask(at, key, asked, incident, store);
      outcomes.push({ text, outcome });
    };
    const other = (): Promise<void> => ask(second, 1 - trouble.at, { fault: 'none', nth: 0 });
    const all = [ask(first, trouble.at, incidentOf(world, trouble, other), trouble.store)];
    if (both !== 'one' && trouble.standstill === undefined) all.push(other());
    await Promise.all(all);

    for (const { text, outcome } of outcomes) {
      const steps = row?.history.filter(({ to }) => to === text) ?? [];
      const isMade = steps.some(({ part }) => part === 'text');
      if ('answer' in outcome) {
        if (stale) fail('changed what was not as it was read', text);
        if (!isMade) fail('an update that was acknowledged was not made', text);
      } else if (first !== second) {
        // With a key: what may be made again is told as it failed, without a word of whether it was made.
        if ('error' in outcome && !UNSURE_WITHOUT_KEY.has(outcome.error.code) && isMade)
          fail('an error that says nothing was changed', outcome.error.code);
        if (sayNothingDone(outcome) && steps.length > 0) fail('something was changed', outcome, steps);
      }
      checkSteps(row, text, read);
    }
    if (row !== undefined && outcomes.filter(({ outcome }) => 'answer' in outcome).length > 0) checkLast(row, outcomes);
  }
}

/** What was acknowledged is what there is: both parts of it, and nothing of another one's. */
function checkLast(row: Row, outcomes: readonly { readonly text: string; readonly outcome: Outcome }[]): void {
  if (row.history.slice(-2).some(({ excused }) => excused)) return;
  const made = new Set(outcomes.flatMap(({ text, outcome }) => ('answer' in outcome ? [text] : [])));
  if (made.size > 1) fail('two updates of one state were acknowledged', [...made]);
  if (!made.has(row.text) || row.label !== row.text) fail('an update was lost', row, [...made]);
}

class Delete implements fc.AsyncCommand<Model, World> {
  readonly key: string;
  readonly trouble: Trouble;
  constructor(key: string, trouble: Trouble) {
    this.key = key;
    this.trouble = trouble;
  }
  check = ({ made }: Readonly<Model>): boolean => made.has(this.key);
  toString = (): string => `delete(${this.key}, ${JSON.stringify(this.trouble)})`;
  async run(model: Model, world: World): Promise<void> {
    const { trouble, key } = this;
    const { rows } = world.cloud;
    const id = model.made.get(key) ?? '';
    const was = rows.has(id);
    model.kept.delete(id);
    model.deleting.add(id);
    const asked: Asked = { method: 'DELETE', id, key: `delete-${model.counter++}` };
    model.sent.push({ asked });
    const other = 1 - trouble.at;
    const incident = incidentOf(world, trouble, () => world.ask(other, key, asked, { fault: 'none', nth: 0 }));
    const outcome = await world.ask(trouble.at, key, asked, incident, trouble.store);
    if ('answer' in outcome && rows.has(id)) fail('a deletion that was acknowledged was not made', id);
    const sure = 'error' in outcome && !UNSURE_WITHOUT_KEY.has(outcome.error.code) && trouble.standstill === undefined;
    if (sure && was && !rows.has(id)) fail('an error that says nothing was deleted', id);
  }
}

/** An update or deletion with its key once more, however long ago it was. */
class Again implements fc.AsyncCommand<Model, World> {
  readonly which: number;
  readonly trouble: Trouble;
  constructor(which: number, trouble: Trouble) {
    this.which = which;
    this.trouble = trouble;
  }
  check = ({ sent }: Readonly<Model>): boolean => sent.length > 0;
  toString = (): string => `again(${this.which}, ${JSON.stringify(this.trouble)})`;
  async run({ sent }: Model, world: World): Promise<void> {
    const { trouble } = this;
    const { asked, text } = sent.at(-1 - (this.which % sent.length)) as Sent;
    const { rows } = world.cloud;
    const id = asked.id ?? '';
    const row = rows.get(id);
    const before = row?.history.length ?? 0;
    const other = 1 - trouble.at;
    const incident = incidentOf(world, trouble, () => world.ask(other, id, asked, { fault: 'none', nth: 0 }));
    const outcome = await world.ask(trouble.at, id, asked, incident, trouble.store);
    if (text === undefined) {
      if ('answer' in outcome && rows.has(id)) fail('a deletion that was acknowledged was not made', id);
      return;
    }
    const steps = row?.history.filter(({ to, part }) => to === text && part === 'text') ?? [];
    if ('answer' in outcome && row !== undefined && steps.length === 0)
      fail('an update that was acknowledged was not made', text);
    if (steps.filter(({ excused }) => !excused).length > 1) fail('an update was made twice', text, row?.history);
    if (sayNothingDone(outcome) && trouble.standstill === undefined && (row?.history.length ?? 0) > before)
      fail('something was changed', outcome);
  }
}

class Wait implements fc.AsyncCommand<Model, World> {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
  check = (): boolean => true;
  toString = (): string => `wait(${this.ms})`;
  async run(_model: Model, world: World): Promise<void> {
    await world.pass(this.ms);
  }
}

class Empty implements fc.AsyncCommand<Model, World> {
  check = (): boolean => true;
  toString = (): string => 'empty()';
  async run(_model: Model, world: World): Promise<void> {
    await world.empty();
  }
}

const often = <T, U>(usual: T, rare: fc.Arbitrary<U>, weight: number): fc.Arbitrary<T | U> =>
  fc.oneof({ arbitrary: fc.constant(usual), weight }, rare);
const key = fc.constantFrom('a', 'b');
const trouble: fc.Arbitrary<Trouble> = fc
  .record({
    at: fc.nat(1),
    fault: often('none' as const, fc.constantFrom(...FAULTS), 2),
    nth: fc.nat(1),
    store: often(undefined, fc.record({ kind: fc.constantFrom(...STORE_FAULTS), after: fc.nat(8) }), 4),
    standstill: often(
      undefined,
      fc.record({ where: fc.constantFrom(...STANDSTILLS), ms: fc.constantFrom(31_000, 121_000, 301_000) }),
      5,
    ),
  })
  // What a replica that stands still has in hand, it cannot put back into a store that has lost it.
  .map((one) => (one.store?.kind === 'emptied' ? { ...one, standstill: undefined } : one));

const updates = fc
  .tuple(
    key,
    fc.record({
      withKey: fc.boolean(),
      both: fc.constantFrom('one' as const, 'two' as const, 'same' as const),
      stale: often(false, fc.constant(true), 3),
    }),
    trouble,
  )
  .map(([one, keyed, bad]) => new Update(one, keyed, bad));

const commands = [
  fc.tuple(key, trouble).map(([one, how]) => new Create(one, how)),
  fc.tuple(key, trouble).map(([one, how]) => new Create(one, how)),
  updates,
  updates,
  fc.tuple(key, trouble).map(([one, how]) => new Delete(one, how)),
  fc.tuple(fc.nat(3), trouble).map(([which, how]) => new Again(which, how)),
  fc.constantFrom(1_000, 6_000, 31_000, 61_000, 301_000).map((ms) => new Wait(ms)),
  fc.constant(new Empty()),
];

/** `open`: anew for each run, or one that all share. Throws what was violated first, shrunk. */
export async function checkSafeWrites(
  kind: Kind,
  open: (now: () => number) => SharedState,
  numRuns: number,
): Promise<void> {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 30 }), async (all) => {
      const world = new World(kind, open, `${kind}-${process.pid}-${run++}-`);
      const { cloud } = world;
      const model: Model = { made: new Map(), kept: new Set(), deleting: new Set(), sent: [], counter: 0 };
      await fc.asyncModelRun(() => ({ model, real: world }), all);
      // All is well again, and enough time has passed for whatever was late.
      for (let n = 0; n < 2; n++) await world.pass(FORGOTTEN + 1_000);
      for (const one of ['a', 'b']) {
        await new Create(one, GOOD).run(model, world);
        const name = `n-${world.nameOf(one)}`;
        if (cloud.alive(name).length !== 1) fail('a retry in good times makes exactly one', one);
      }
      for (const id of model.kept) if (!cloud.rows.has(id)) fail('an acknowledged object was lost', id);
    }),
    { numRuns },
  );
}

// SPDX-License-Identifier: Apache-2.0
// The cloud of the model: what it has, by what history, and what becomes of a request to it.
import Type from 'typebox';
import { GatewayError, toGatewayError } from '../../../src/model/errors.ts';
import type { Course, ResourceAdapter } from '../../../src/model/scs/adapter.ts';
import { common, status } from '../../../src/model/scs/fields.ts';
import { defineResource, type Item } from '../../../src/model/scs/resource.ts';

/** What happens to one request that changes something. `late`: it is carried out a minute after nobody listens any more. */
export const FAULTS = [
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
export type Fault = (typeof FAULTS)[number];

/** Where a replica stands still: before it says that it sends, or after that. */
export const STANDSTILLS = ['before', 'after'] as const;

/** What befalls the requests of one call. */
export interface Incident {
  readonly fault: Fault;
  /** Which of them. */
  readonly nth: number;
  readonly standstill?:
    | { readonly where: (typeof STANDSTILLS)[number]; readonly passes: () => Promise<void> }
    | undefined;
}

/** Objects that carry a mark, and those that have only a name and a time. */
export type Kind = 'marked' | 'named';

export const things = defineResource({
  plural: 'things',
  singular: 'thing',
  about: 'For tests.',
  item: Type.Object({ ...common, status: status(['good'], 'test'), label: Type.String(), text: Type.String() }),
  create: Type.Object({ name: Type.String() }),
  update: Type.Object({ text: Type.String() }),
  remove: {},
});

type Part = 'label' | 'text';

interface Step {
  readonly part: Part;
  readonly from: string;
  readonly to: string;
  /** By a request that was under way when the shared state came back empty, or after that: nobody's turn was known. */
  readonly excused: boolean;
}

export interface Row {
  readonly id: string;
  readonly name: string;
  readonly created: string;
  readonly mark: string | undefined;
  /** An update takes two requests: the label first, then the text. */
  label: string;
  text: string;
  readonly history: Step[];
}

export const WHERE = { cloud: 'cloud-a', region: 'cloud-a', project: 'p' };
const LATE = 60_000;
/** Longer than anything of before may still come about. */
export const FORGOTTEN = 5 * 60_000;

export class Cloud {
  readonly rows = new Map<string, Row>();
  time = Date.parse('2030-01-01T00:00:00Z');
  /** When the shared state was last lost. */
  emptied = Number.NEGATIVE_INFINITY;
  private pending: { readonly at: number; readonly work: () => void }[] = [];
  private count = 0;
  readonly kind: Kind;
  /** Of the ids of its objects: runs share a Redis. */
  readonly prefix: string;
  constructor(kind: Kind, prefix: string) {
    this.kind = kind;
    this.prefix = prefix;
  }

  pass(ms: number): void {
    this.time += ms;
    const due = this.pending.filter(({ at }) => at <= this.time);
    this.pending = this.pending.filter(({ at }) => at > this.time);
    for (const { work } of due) work();
  }

  alive = (name: string): Row[] => [...this.rows.values()].filter((row) => row.name === name);

  item = (row: Row): Item & Pick<Row, Part> => ({
    ...WHERE,
    id: row.id,
    name: row.name,
    createdAt: row.created,
    status: 'good',
    label: row.label,
    text: row.text,
  });

  private set(id: string, part: Part, to: string): Row {
    const row = this.get(id);
    const excused = this.time - this.emptied < FORGOTTEN;
    row.history.push({ part, from: row[part], to, excused });
    row[part] = to;
    return row;
  }

  private get(id: string): Row {
    const row = this.rows.get(id);
    if (row === undefined) throw new GatewayError('nativeNotFound', { cloud: 'cloud-a' });
    return row;
  }

  adapter(course: () => Course | undefined, incident: Incident): ResourceAdapter {
    const found = (row: Row) => ({ native: { ...row } });
    let sent = 0;
    /** As the floor does it: told before the first byte, at it, and of the answer. */
    const change = async <T>(work: () => T): Promise<T> => {
      const isMeant = sent++ === incident.nth;
      const fault = isMeant ? incident.fault : 'none';
      const standstill = isMeant ? incident.standstill : undefined;
      if (fault === 'busy') throw new GatewayError('memberBusy', { cloud: 'cloud-a' });
      if (standstill?.where === 'before') await standstill.passes();
      const sending = await course()?.begin();
      if (standstill?.where === 'after') await standstill.passes();
      sending?.sent();
      await new Promise(setImmediate);
      if (fault === 'refused') {
        sending?.answered(403);
        throw new GatewayError('nativeForbidden', { cloud: 'cloud-a' });
      }
      if (fault === 'lostLate') this.pending.push({ at: this.time + LATE, work: () => attempt(work) });
      const done = fault === 'none' || fault.endsWith('Done') ? missingIs404(work, sending) : undefined;
      await new Promise(setImmediate);
      if (fault.startsWith('lost')) throw new GatewayError('memberReset', { cloud: 'cloud-a' });
      const code = fault === 'none' ? 200 : Number(fault.slice(0, 3));
      sending?.answered(code);
      if (code >= 500) throw new GatewayError('nativeFailed', { cloud: 'cloud-a' });
      return done as T;
    };
    return {
      service: 'compute',
      list: async function* (this: Cloud) {
        yield [...this.rows.values()].map(found);
      }.bind(this),
      get: async (_api, id) => found(this.get(id)),
      map: ({ native }) => this.item(native),
      create: (_api, { name }, mark) =>
        change(() => {
          const id = `${this.prefix}id-${this.count++}`;
          const created = new Date(this.time).toISOString();
          const row: Row = { id, name, created, mark, label: '', text: '', history: [] };
          this.rows.set(id, row);
          return found(row);
        }),
      ...(this.kind === 'marked' ? { markOf: ({ native }: { native: Row }) => native.mark } : {}),
      update: async (_api, id, { text }) => {
        this.get(id);
        await change(() => this.set(id, 'label', text));
        return found(await change(() => this.set(id, 'text', text)));
      },
      remove: async (_api, id) => {
        this.get(id);
        await change(() => void this.rows.delete(id));
      },
    };
  }
}

const isMissing = (cause: unknown): boolean => toGatewayError(cause).code === 'nativeNotFound';

/** What comes late may find its object gone. */
function attempt(work: () => unknown): void {
  try {
    work();
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
  }
}

function missingIs404<T>(work: () => T, sending: { answered(status: number): void } | undefined): T {
  try {
    return work();
  } catch (cause) {
    if (isMissing(cause)) sending?.answered(404);
    throw cause;
  }
}

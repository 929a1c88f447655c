// SPDX-License-Identifier: Apache-2.0
// Which members are in maintenance: what the configuration says, and what `scs-gateway member drain` has written to the durable
// store, where every replica looks every other second. A store that is away changes nothing: what was known stays in force.
import type { DurableStore } from '../model/durable-store.ts';
import { isObject } from '../model/is-object.ts';
import { type Maintenance, type Notice, reasonFault } from '../model/maintenance.ts';

type Part = 'cloud' | 'cluster';

/** Whom a notice is about: `cluster` alone, or a cloud with all of its clusters. */
export interface Drained {
  readonly part: Part;
  readonly id: string;
}

export interface KeptNotice extends Drained {
  readonly notice: Notice;
}

const KIND = 'maintenance';
/** It is nobody's: no user's id looks like this. */
const OWNER = 'operator';
const MOST = 1_000;

const keyOf = ({ part, id }: Drained): string => `${part}/${id}`;

type Readable = Pick<DurableStore, 'list' | 'health'>;

export async function readNotices(durable: Pick<DurableStore, 'list'>): Promise<readonly KeptNotice[]> {
  return (await durable.list(KIND, OWNER)).flatMap(({ id: key, value }) => {
    const [, part, id] = /^(cloud|cluster)\/(.+)$/.exec(key) ?? [];
    const notice = noticeOf(value);
    return id === undefined || notice === undefined ? [] : [{ part: part as Part, id, notice }];
  });
}

/** Undefined where another version has written something else: it is no reason to refuse anybody anything. */
function noticeOf(value: string): Notice | undefined {
  let said: unknown;
  try {
    said = JSON.parse(value);
  } catch {
    return undefined;
  }
  if (!isObject(said)) return undefined;
  const { reason, since, until, refuseCreates } = said;
  if (typeof reason !== 'string' || reasonFault(reason) !== undefined || !isMoment(since)) return undefined;
  return {
    reason,
    since,
    ...(isMoment(until) ? { until } : {}),
    refuseCreates: refuseCreates === true,
  };
}

/** What a Date can be made of (ECMA-262 §21.4.1.1). */
const isMoment = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Math.abs(value as number) <= 8.64e15;

/** Replaces what was said of it before; the beginning stays. */
export async function drain(
  durable: Pick<DurableStore, 'get' | 'put' | 'remove'>,
  drained: Drained,
  notice: Notice & { readonly since: number },
): Promise<Notice> {
  for (;;) {
    const before = await durable.get(KIND, keyOf(drained));
    const since = (before === undefined ? undefined : noticeOf(before.value)?.since) ?? notice.since;
    const kept = { ...notice, since };
    const item = { id: keyOf(drained), owner: OWNER, value: JSON.stringify(kept) };
    const outcome = await durable.put(KIND, item, before?.version ?? 0, MOST);
    if (outcome === 'done') return kept;
    if (outcome === 'full') throw new Error(`there are ${MOST} members in maintenance already`);
    // Somebody else has written it, or an item of that name does not open: that one is replaced.
    if (outcome === 'exists' && before === undefined) await durable.remove(KIND, keyOf(drained));
  }
}

/** False: it was in none. */
export const resume = (durable: Pick<DurableStore, 'remove'>, drained: Drained): Promise<boolean> =>
  durable.remove(KIND, keyOf(drained));

export interface MaintenanceDeps {
  readonly durable: Readable;
  /** What the configuration says now. */
  readonly configured: () => readonly KeptNotice[];
  /** Settles once the store has been reached, or has not been in time. */
  readonly reached?: Promise<void> | undefined;
  /** Milliseconds between two looks. */
  readonly every?: number;
  /** What has begun, changed (`notice`) or ended since the last look. */
  readonly onChange?: (drained: Drained, notice: Notice | undefined) => void;
}

export interface MaintenanceWatch extends Maintenance {
  /** All that are in force. */
  all(): readonly KeptNotice[];
  /** The first look: nothing is promised before it. */
  readonly opened: Promise<void>;
  /** After a changed configuration. */
  refresh(): void;
  close(): void;
}

const EVERY = 2_000;

export function createMaintenance(deps: MaintenanceDeps): MaintenanceWatch {
  const { durable, configured, reached, every = EVERY, onChange } = deps;
  let kept: readonly KeptNotice[] = [];
  let inForce = new Map<string, KeptNotice>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  function refresh(): void {
    const next = merged(configured(), kept);
    for (const [key, { part, id, notice }] of next)
      if (JSON.stringify(inForce.get(key)?.notice) !== JSON.stringify(notice)) onChange?.({ part, id }, notice);
    for (const [key, { part, id }] of inForce) if (!next.has(key)) onChange?.({ part, id }, undefined);
    inForce = next;
  }

  async function look(): Promise<void> {
    try {
      // It looks itself whether it is back; each question before that would count as one that was not answered.
      if (durable.health().ok) kept = await readNotices(durable);
    } catch {
      // The store says itself that it is away.
    } finally {
      if (!closed) refresh();
      if (!closed) timer = setTimeout(() => void look(), every).unref();
    }
  }

  return {
    cloud: (id) => (inForce.size === 0 ? undefined : inForce.get(`cloud/${id}`)?.notice),
    cluster({ id, cloud }) {
      if (inForce.size === 0) return undefined;
      const own = inForce.get(`cluster/${id}`)?.notice;
      const whole = inForce.get(`cloud/${cloud}`)?.notice;
      return own !== undefined && whole?.refuseCreates === true ? { ...own, refuseCreates: true } : (own ?? whole);
    },
    all: () => [...inForce.values()],
    opened: Promise.resolve(reached).then(look),
    refresh,
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

/** Of two that speak of one member the operator's is the newer one; new objects are refused where either wants it so. */
export function merged(configured: readonly KeptNotice[], kept: readonly KeptNotice[]): Map<string, KeptNotice> {
  const all = new Map(configured.map((one) => [keyOf(one), one]));
  for (const one of kept) {
    const refuseCreates = one.notice.refuseCreates || all.get(keyOf(one))?.notice.refuseCreates === true;
    all.set(keyOf(one), { ...one, notice: { ...one.notice, refuseCreates } });
  }
  return all;
}

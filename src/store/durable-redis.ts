// SPDX-License-Identifier: Apache-2.0
// The durable store in Redis, shared by all replicas. Redis itself may lose what it has acknowledged (a failover, a restart
// without an append-only file). For an item that fails closed: it is gone. A removal that is lost would bring an item back, so
// every replica keeps the newest removals, hides what they name, and sends them again whenever Redis may have lost something.
import { randomBytes } from 'node:crypto';
import type { Clock } from '../model/clock.ts';
import { defined } from '../model/defined.ts';
import type { DurableEvent, DurableOperation, DurableStore, KeptItem, PutOutcome } from '../model/durable-store.ts';
import { demandItem, demandKind, unavailable } from './durable-item.ts';
import { SCRIPTS } from './durable-scripts.ts';
import type { RedisLink } from './redis-link.ts';
import { persistenceOf } from './redis-persistence.ts';

export interface DurableRedisOptions {
  /** Stays open when the store is closed. */
  readonly link: RedisLink;
  readonly now?: Clock;
  readonly onState?: (event: DurableEvent) => void;
  /** Milliseconds. Nobody is better served by another answer than the store's, so this is longer than for shared state. */
  readonly commandTimeout?: number;
  /** Milliseconds between two writes that find out whether all is well and nothing was lost. */
  readonly probeEvery?: number;
}

const STONES = 10_000;
const STONE_LIFE = 7 * 24 * 60 * 60_000;
const STONE = /^[a-z-]{1,40}:[\w-]{16}:.{1,1024}$/s;
const AT_ONCE = 200;
const PAGE_OF_ALL = 100;
const PERSISTENCE_EVERY = 60_000;

type Fields = readonly [owner: string, name: string, value: string, version: string, ends: string, born: string];
/** What ioredis adds to a client for each defined script. */
type Scripted = Record<keyof typeof SCRIPTS, (key: string, ...args: (string | number)[]) => Promise<unknown>>;

export function createDurableRedis(options: DurableRedisOptions): DurableStore {
  const { link, now = Date.now, onState, commandTimeout = 2_000, probeEvery = 1_000 } = options;
  const { client } = link;
  const prefix = link.key('{durable}:');
  const channel = link.key('durable-removed');
  for (const [name, lua] of Object.entries(SCRIPTS)) client.defineCommand(name, { numberOfKeys: 1, lua });
  const scripted = client as unknown as Scripted;
  const run = <T>(name: keyof typeof SCRIPTS, ...args: (string | number)[]): Promise<T> =>
    scripted[name](prefix, ...args) as Promise<T>;

  /** Not announced before there was a connection: the link says that. */
  let trouble: { readonly reason: string; readonly since: number } | undefined = {
    reason: 'not connected yet',
    since: now(),
  };
  let announcedDown = false;
  let concerns: readonly string[] = [];
  let lookedAt = Number.NEGATIVE_INFINITY;
  let lastCount = 0;
  /** Redis may have lost something since the removals were last compared. */
  let gap = true;
  let closed = false;

  const troubled = (reason: string): void => {
    gap = true;
    trouble = { reason, since: trouble?.since ?? now() };
    if (announcedDown || closed || !link.judged()) return;
    announcedDown = true;
    onState?.({ kind: 'down', reason });
  };

  async function command<T>(operation: DurableOperation, send: () => Promise<T>): Promise<T> {
    try {
      return await link.command(send, { timeout: commandTimeout, patient: true }, (reason) => {
        onState?.({ kind: 'failure', operation, reason });
        troubled(reason);
      });
    } catch (error) {
      throw unavailable(`${operation}: ${(error as Error).message}`);
    }
  }

  // --- removals ---

  const known = new Map<string, number>();
  const remember = (stone: string, at: number): void => {
    if (STONE.test(stone)) known.set(stone, at);
    while (known.size > STONES) known.delete(known.keys().next().value as string);
  };
  link.subscribe('durable-removed', (stone) => remember(stone, now()));

  /** Removals that Redis has and this replica has not, and the other way round. */
  async function compare(): Promise<void> {
    const since = now() - STONE_LIFE;
    const listed = await client.zrange(`${prefix}gone`, '0', '-1', 'WITHSCORES');
    const there = new Set<string>();
    for (let i = 0; i < listed.length; i += 2) {
      const stone = listed[i] ?? '';
      there.add(stone);
      remember(stone, Number(listed[i + 1]));
    }
    for (const [stone, at] of known) if (at < since) known.delete(stone);
    const lost = [...known].filter(([stone]) => !there.has(stone));
    for (let i = 0; i < lost.length; i += AT_ONCE)
      await run('durableAgain', ...lost.slice(i, i + AT_ONCE).flatMap(([stone, at]) => [at, stone]));
  }

  let probing = false;
  async function probe(): Promise<void> {
    if (probing) return;
    probing = true;
    try {
      await link.command(
        async () => {
          // The counter only decreases if data was lost.
          const count = await client.incr(`${prefix}beats`);
          if (count <= lastCount) gap = true;
          lastCount = count;
          if (gap) await compare();
          gap = false;
        },
        { timeout: commandTimeout },
        troubled,
      );
      trouble = undefined;
      if (announcedDown && !closed) onState?.({ kind: 'up' });
      announcedDown = false;
      if (performance.now() - lookedAt > PERSISTENCE_EVERY) {
        lookedAt = performance.now();
        const found = await persistenceOf(client);
        for (const reason of found) if (!concerns.includes(reason) && !closed) onState?.({ kind: 'warning', reason });
        concerns = found;
      }
    } catch {
      // It has been told by `troubled`; what is asked about persistence only may fail.
    } finally {
      probing = false;
    }
  }
  void link.opened.then(() => (closed ? undefined : probe()));
  const timer = setInterval(() => void probe(), probeEvery);
  timer.unref();

  /** Undefined too where a replica has removed this very item, and Redis has forgotten that. */
  function itemOf(kind: string, id: string, fields: Fields): KeptItem | undefined {
    const [owner, name, value, version, ends, born] = fields;
    if (known.has(`${kind}:${born}:${id}`)) {
      gap = true;
      return undefined;
    }
    const item = { id, owner, ...defined({ unique: name || undefined }), value, version: Number(version) };
    return ends === '' ? item : { ...item, expiresAt: Number(ends) };
  }

  return {
    async get(kind, id) {
      demandKind(kind);
      const fields = await command('get', () => run<Fields | null>('durableGet', kind, id, now()));
      return fields === null ? undefined : itemOf(kind, id, fields);
    },
    async find(kind, unique) {
      demandKind(kind);
      const found = await command('find', () => run<[string, Fields] | null>('durableFind', kind, unique, now()));
      return found === null ? undefined : itemOf(kind, ...found);
    },
    async list(kind, owner) {
      demandKind(kind);
      const found = await command('list', () => run<[string, Fields][]>('durableList', kind, owner, now()));
      return found.flatMap((one) => itemOf(kind, ...one) ?? []);
    },
    async put(kind, item, version, most) {
      demandItem(kind, item, version, most);
      const { id, owner, unique = '', value, expiresAt = '' } = item;
      const born = randomBytes(12).toString('base64url');
      return command('put', () =>
        run<PutOutcome>('durablePut', kind, id, owner, unique, value, expiresAt, version, most ?? -1, now(), born),
      );
    },
    async remove(kind, id) {
      demandKind(kind);
      const at = now();
      const removed = await command('remove', () =>
        run<number>('durableRemove', kind, id, at, channel, STONES, at - STONE_LIFE),
      );
      return removed === 1;
    },
    async *all() {
      for (let after = '-inf'; ; ) {
        const [last, page] = await command('all', () =>
          run<[string, [string, string, Fields][]]>('durableAll', after, PAGE_OF_ALL, now()),
        );
        for (const [kind, id, fields] of page) {
          const item = itemOf(kind, id, fields);
          if (item !== undefined) yield { kind, ...item };
        }
        if (last === '') return;
        after = last;
      }
    },
    health() {
      if (!link.health().ok) return link.health();
      if (trouble !== undefined)
        return {
          ok: false,
          detail: `${link.where}: ${trouble.reason} (since ${new Date(trouble.since).toISOString()})`,
        };
      return { ok: true, detail: [link.where, ...concerns].join('; ') };
    },
    async close() {
      closed = true;
      clearInterval(timer);
    },
  };
}

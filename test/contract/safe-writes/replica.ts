// SPDX-License-Identifier: Apache-2.0
// A replica of the model: the routes of the API over a shared state that fails it, loses all it has, or sees it die.
import { createSeal } from '../../../src/federation/seal.ts';
import type { RouteCall, ScsAnswer, ScsRoute } from '../../../src/gateway/surfaces/scs/route.ts';
import { writeRoutes } from '../../../src/gateway/surfaces/scs/writes/writes.ts';
import { type GatewayError, toGatewayError } from '../../../src/model/errors.ts';
import type { Course, NativeApi, NativeConnection } from '../../../src/model/scs/adapter.ts';
import type { Store } from '../../../src/model/store.ts';
import { createIdempotency } from '../../../src/scs/operations/idempotency.ts';
import { createOperations } from '../../../src/scs/operations/operations.ts';
import type { Source, Sources } from '../../../src/scs/sources/source.ts';
import { createTurns } from '../../../src/scs/turns.ts';
import { type Cloud, type Incident, things, WHERE } from './cloud.ts';

/**
 * `away`: nothing arrives from there on. `landed`: the first one arrives, and its answer is lost. `emptied`: it has lost all, and
 * says so. `dies`: the replica does, with what it kept.
 */
export const STORE_FAULTS = ['away', 'landed', 'emptied', 'dies', 'landedAndDies'] as const;
export interface StoreTrouble {
  readonly kind: (typeof STORE_FAULTS)[number];
  /** After so many questions. */
  readonly after: number;
}

export interface Asked {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly id?: string;
  readonly body?: unknown;
  readonly key?: string | undefined;
  readonly ifMatch?: string | undefined;
}

export type Outcome =
  | { readonly answer: ScsAnswer }
  | { readonly error: GatewayError }
  /** Its replica was killed: nobody knows. */
  | { readonly killed: true };

const SEAL = createSeal({ sealing: () => [{ kid: 'k1', created: 0, secret: Buffer.alloc(32, 9) }] } as never);
const user = { principal: { id: 'u'.repeat(64) }, scope: { kind: 'unscoped' } };

export interface Replica {
  /** One at a time. */
  ask(asked: Asked, incident: Incident, trouble?: StoreTrouble): Promise<Outcome>;
  /** It hears that data may have been lost. */
  missed(): void;
  readonly dead: boolean;
}

/** `onEmptied`: takes all that the store has, and tells every replica. */
export function createReplica(cloud: Cloud, store: Store, prefix: string, onEmptied: () => Promise<void>): Replica {
  let trouble: StoreTrouble | undefined;
  let left = 0;
  let dead = false;
  const told: (() => void)[] = [];
  const one =
    <A extends unknown[], R>(ask: (...all: A) => Promise<R>) =>
    async (...all: A): Promise<R> => {
      if (dead) throw new Error('dead');
      if (trouble === undefined || left > 0) {
        left -= 1;
        return ask(...all);
      }
      const { kind } = trouble;
      if (kind === 'emptied') {
        trouble = undefined;
        await onEmptied();
        return ask(...all);
      }
      if (kind.startsWith('landed') && left === 0) await ask(...all);
      left -= 1;
      dead = /dies/i.test(kind);
      throw new Error('away');
    };
  const own: Store = {
    ...store,
    get: one(store.get.bind(store)),
    set: one(store.set.bind(store)),
    delete: one(store.delete.bind(store)),
    add: one(store.add.bind(store)),
    renew: one(store.renew.bind(store)),
    subscribe(_channel, _listener, missed) {
      if (missed !== undefined) told.push(missed);
    },
  };

  let incident: Incident = { fault: 'none', nth: 0 };
  let course: Course | undefined;
  const source = (): Source => {
    const connection = {
      ...WHERE,
      api: (options: { signal: AbortSignal; course?: Course }) => {
        course = options.course;
        return options as unknown as NativeApi;
      },
    } as unknown as NativeConnection;
    return { where: WHERE, connection, resources: {}, adapter: cloud.adapter(() => course, incident) };
  };
  const sources: Sources = {
    serviceOf: () => 'compute',
    clouds: () => [{ cloud: 'cloud-a', open: async () => ({ sources: [source()] }) }],
    async find(_definition, _caller, { id }) {
      const at = source();
      return { source: at, found: await at.adapter.get({} as NativeApi, id) };
    },
  };
  const now = (): number => cloud.time;
  const routes = writeRoutes(things, {
    sources,
    clouds: () => [{ id: 'cloud-a' }],
    operations: createOperations({ sources, resources: [things], seal: SEAL, now, publicUrl: 'https://gw' }),
    idempotent: createIdempotency({ store: own, seal: SEAL, now }),
    turns: createTurns(own, { life: 120_000, patience: 20, pause: 4 }, now),
    publicUrl: 'https://gw',
    now,
    creators: {},
  });

  return {
    get dead() {
      return dead;
    },
    missed() {
      if (!dead) for (const missed of told) missed();
    },
    async ask({ method, id, body, key, ifMatch }, how, of) {
      incident = how;
      trouble = of;
      left = of?.after ?? 0;
      const route = routes.find((each) => each.method === method) as ScsRoute;
      const call = {
        caller: { caller: user },
        signal: new AbortController().signal,
        about: () => undefined,
        parameters: { cloud: 'cloud-a', ...(id === undefined ? {} : { id }) },
        query: {},
        body,
        request: {
          id: 'r',
          method,
          url: id === undefined ? '/scs/v1/things' : `/scs/v1/things/cloud-a/${id}`,
          query: {},
          headers: {
            ...(key === undefined ? {} : { 'idempotency-key': `${prefix}${key}` }),
            ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
          },
        },
      } as unknown as RouteCall;
      try {
        const answer = await route.handle(call);
        return dead ? { killed: true } : { answer };
      } catch (cause) {
        const error = toGatewayError(cause);
        if (error.code === 'internal') throw cause;
        return dead ? { killed: true } : { error };
      } finally {
        trouble = undefined;
      }
    },
  };
}

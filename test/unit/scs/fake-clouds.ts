// SPDX-License-Identifier: Apache-2.0
// Clouds of a few things each, that fail when told to: for lists without any network.
import Type from 'typebox';
import { createSeal } from '../../../src/federation/seal.ts';
import { GatewayError } from '../../../src/model/errors.ts';
import type { NativeApi, NativeConnection } from '../../../src/model/scs/adapter.ts';
import { common, nullable, status } from '../../../src/model/scs/fields.ts';
import { defineResource, type Item } from '../../../src/model/scs/resource.ts';
import type { ScsCall } from '../../../src/scs/call.ts';
import type { ScsCaller } from '../../../src/scs/caller.ts';
import type { ListDeps } from '../../../src/scs/lists/list.ts';
import type { CloudSources, Source } from '../../../src/scs/sources/source.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';

export const things = defineResource({
  plural: 'things',
  singular: 'thing',
  about: 'For tests.',
  item: Type.Object({
    ...common,
    status: status(['good', 'bad'], 'test'),
    size: nullable(Type.Integer()),
    tags: Type.Array(Type.String()),
  }),
  filters: { size: Type.Integer(), tags: Type.String() },
});

interface Thing {
  readonly id: string;
  readonly name?: string;
  readonly status?: string;
  readonly size?: number | null;
  readonly tags?: readonly string[];
  /** Seen from this project as well. */
  readonly project?: string | null;
}

/** One region in one project. */
interface FakeSource {
  readonly region?: string;
  readonly project?: string;
  things: readonly Thing[];
  fails?: GatewayError | undefined;
  /** Answers when this comes true. */
  until?: Promise<unknown> | undefined;
  /** How many are in one page; all where absent. */
  readonly page?: number;
}

export interface FakeCloud {
  readonly id: string;
  sources: readonly FakeSource[];
  /** Cannot even be opened. */
  fails?: GatewayError | undefined;
  notOffered?: boolean;
  /** How often its sources were asked. */
  asked?: number;
  stopped?: number;
}

export const failure = (cloud: string): GatewayError => new GatewayError('memberUnreachable', { cloud, retryAfter: 5 });

const caller: ScsCaller = {
  caller: {
    principal: { id: 'p'.repeat(64) } as never,
    scope: { kind: 'unscoped' },
    methods: [],
    auditIds: ['-'],
    issuedAt: 0,
    expiresAt: 0,
  },
  cluster: {} as never,
  requestId: 'req-1',
  admit: { member: () => undefined, cluster: () => undefined, change: () => undefined },
  in: () => {
    throw new Error('not here');
  },
};

export interface Fake {
  readonly deps: ListDeps;
  call(signal?: AbortSignal): ScsCall;
}

const SEALING = [{ kid: 'k1', secret: Buffer.alloc(32, 7) }];

export function createFake(clouds: FakeCloud[]): Fake {
  const seal = createSeal({ sealing: () => SEALING } as never);
  const open = (cloud: FakeCloud): CloudSources => ({
    cloud: cloud.id,
    async open() {
      if (cloud.fails) throw cloud.fails;
      const sources = cloud.sources.map((source) => sourceOf(cloud, source));
      if (sources.length > 0) return { sources };
      return { sources, nothing: cloud.notOffered ? 'not-offered' : 'no-access' };
    },
  });
  return {
    deps: {
      seal,
      store: createMemoryStore({ now: Date.now }),
      clouds: () => clouds,
      sources: {
        clouds: (_definition, _caller, filter) =>
          clouds.filter(({ id }) => filter.clouds === undefined || filter.clouds.includes(id)).map(open),
        find: () => Promise.reject(new Error('not here')),
        serviceOf: () => 'compute',
      },
    },
    call: (signal = new AbortController().signal) => ({ caller, signal, about: () => undefined }),
  };
}

function sourceOf(cloud: FakeCloud, source: FakeSource): Source {
  const { region = cloud.id, project = 'p1' } = source;
  const where = { cloud: cloud.id, region, project };
  return {
    where,
    connection: { cloud: cloud.id, region, api: ({ signal }) => ({ signal }) as NativeApi } as NativeConnection,
    resources: {},
    adapter: {
      service: 'compute',
      async *list({ signal }) {
        cloud.asked = (cloud.asked ?? 0) + 1;
        signal.addEventListener('abort', () => {
          cloud.stopped = (cloud.stopped ?? 0) + 1;
        });
        await source.until;
        const size = source.page ?? Math.max(1, source.things.length);
        for (let from = 0; from < source.things.length; from += size)
          yield source.things.slice(from, from + size).map((native) => ({ native }));
        if (source.fails) throw source.fails;
      },
      get: () => Promise.reject(new Error('not here')),
      map: ({ native }): Item & { size: number | null; tags: readonly string[] } => ({
        cloud: where.cloud,
        region: where.region,
        project: native.project === undefined ? where.project : native.project,
        id: native.id,
        name: native.name ?? native.id,
        status: native.status ?? 'good',
        createdAt: null,
        size: native.size ?? null,
        tags: native.tags ?? [],
      }),
    },
  };
}

// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../../src/model/errors.ts';
import type { CallOptions, NativeApi, ResourceAdapter } from '../../../../src/model/scs/adapter.ts';
import type { Store } from '../../../../src/model/store.ts';
import type { ScsCall, Subject } from '../../../../src/scs/call.ts';
import type { Network } from '../../../../src/scs/placement/choose.ts';
import { serverCreator } from '../../../../src/scs/placement/create-server.ts';
import { createReservations } from '../../../../src/scs/placement/reservations.ts';
import type { CloudSources, Source, Sources } from '../../../../src/scs/sources/source.ts';
import type { Flavor, Image } from '../../../../src/scs/standards/items.ts';
import { createMemoryStore } from '../../../../src/store/memory.ts';

interface Cloud {
  readonly flavors?: readonly Partial<Flavor>[];
  readonly images?: readonly Partial<Image>[];
  readonly networks?: readonly Partial<Network>[];
  readonly servers?: number;
  /** By tag. */
  readonly groups?: Readonly<Record<string, number>>;
  /** Instead of anything else. */
  readonly fails?: GatewayError;
  readonly refuses?: GatewayError;
  /** What the cloud is asked now, past the cache. */
  readonly answers?: () => Promise<unknown>;
  /** Of the create itself. */
  readonly during?: () => Promise<unknown>;
  readonly projects?: readonly string[];
  /** Of a kind whose adapter has no `create`. */
  readonly seenOnly?: true;
}

const flavor = (name: string, vcpus: number, ramGiB: number, diskGiB = 20): Partial<Flavor> => ({
  id: `id of ${name}`,
  name,
  vcpus,
  ramMiB: ramGiB * 1024,
  diskGiB,
  disabled: false,
  extraSpecs: {},
});
const image = (name: string, more: Partial<Image> = {}): Partial<Image> => ({
  id: `id of ${name}`,
  name,
  status: 'available',
  nativeStatus: 'active',
  visibility: 'public',
  hidden: false,
  architecture: 'x86_64',
  distro: name.split(' ')[0]?.toLowerCase() ?? null,
  version: name.split(' ')[1] ?? null,
  purpose: 'generic',
  minDiskGiB: 0,
  minRamMiB: 0,
  sizeBytes: 5 * 2 ** 30,
  virtualSizeBytes: null,
  createdAt: '2026-11-01T00:00:00Z',
  metadata: {},
  scs: {} as Image['scs'],
  ...more,
});
const PLAIN: Cloud = {
  flavors: [flavor('SCS-2V-4-20s', 2, 4), flavor('SCS-4V-8-20', 4, 8)],
  images: [image('Ubuntu 24.04')],
};

/** Clouds that keep what they are asked to make. */
function world(clouds: Record<string, Cloud>, look?: number, store?: Store) {
  const opened: AbortSignal[] = [];
  const counted: string[] = [];
  const abouts: (string | undefined)[] = [];
  const made: { cloud: string; input: Record<string, unknown> }[] = [];
  const adapters = Object.fromEntries(
    (['flavors', 'images', 'networks', 'servers'] as const).map((plural): [string, ResourceAdapter] => [
      plural,
      {
        service: 'compute',
        probe: async ({ cloud }) => clouds[cloud]?.answers?.(),
        async count({ cloud }, tag) {
          counted.push(cloud);
          return tag === undefined ? clouds[cloud]?.servers : clouds[cloud]?.groups?.[tag];
        },
        async *list({ cloud }) {
          const all = clouds[cloud]?.[plural];
          const natives = typeof all === 'number' ? Array.from({ length: all }, () => ({})) : (all ?? []);
          yield natives.map((native) => ({ native }));
        },
        get: async () => ({ native: {} }),
        map: ({ native }) => native as never,
        async create({ cloud, signal }, input: Record<string, unknown>) {
          const { refuses, during } = clouds[cloud] as Cloud;
          if (refuses !== undefined) throw refuses;
          await during?.();
          signal.throwIfAborted();
          made.push({ cloud, input });
          return { native: { id: 's1' } };
        },
      },
    ]),
  );
  const { create: _create, ...seenOnly } = adapters.servers as ResourceAdapter;
  const sources: Pick<Sources, 'clouds'> = {
    clouds: (_definition, _caller, filter) =>
      Object.keys(clouds)
        .filter((cloud) => filter.clouds?.includes(cloud) ?? true)
        .map(
          (cloud): CloudSources => ({
            cloud,
            async open(signal) {
              opened.push(signal);
              const { fails, projects = ['p'] } = clouds[cloud] as Cloud;
              if (fails !== undefined) throw fails;
              const sources = projects.map((name): Source => {
                const place = { cloud, region: cloud, project: { id: name, name, domain: { id: 'd', name: 'acme' } } };
                const api = ({ signal }: CallOptions): NativeApi => ({
                  ...place,
                  signal,
                  offers: () => true,
                  endpoint: () => undefined,
                  call: () => Promise.reject(new Error('not asked for')),
                  cached: (_kind, _what, load) => load(api({ signal })),
                });
                return {
                  where: { cloud, region: cloud, project: name },
                  adapter: clouds[cloud]?.seenOnly ? seenOnly : (adapters.servers as ResourceAdapter),
                  resources: adapters,
                  connection: { ...api({ signal }), api },
                };
              });
              return { sources };
            },
          }),
        ),
  };
  const creator = serverCreator({
    sources: sources as Sources,
    now: Date.now,
    ...(look === undefined ? {} : { look }),
    ...(store === undefined ? {} : { reservations: createReservations(store) }),
  });
  const create = async (body: object) => {
    const signal = new AbortController().signal;
    const about = ({ cloud }: Subject) => abouts.push(cloud);
    const { placement } = await creator.create({ caller: {}, signal, about } as unknown as ScsCall, body);
    return placement as {
      strategy: string;
      cloud: string;
      because: string;
      considered: { cloud: string; fits: boolean; against: string[] }[];
    };
  };
  return { create, made, opened, abouts, counted };
}

const WANTED = { name: 'web', flavor: { vcpus: 2, ramGiB: 4 }, image: { distro: 'ubuntu', version: '24.04' } };

describe('a server without a cloud', () => {
  it('is made on the first cloud that has all it needs, and the answer says why not on the others', async () => {
    const { create, made } = world({ small: { ...PLAIN, flavors: [flavor('tiny', 1, 1)] }, big: PLAIN });
    const placement = await create(WANTED);
    expect(placement).toMatchObject({
      strategy: 'first',
      cloud: 'big',
      because: 'the first that fits, in the order of the clouds',
      flavor: { name: 'SCS-2V-4-20s' },
      image: { name: 'Ubuntu 24.04' },
    });
    expect(placement.considered[0]).toMatchObject({ cloud: 'small', fits: false });
    expect(placement.considered[0]?.against[0]).toMatch(
      /^has flavors, but none satisfies the request; the nearest is tiny: /,
    );
    expect(made).toEqual([
      { cloud: 'big', input: { name: 'web', flavor: 'id of SCS-2V-4-20s', image: 'id of Ubuntu 24.04' } },
    ]);
  });

  it('leaves out a cloud whose servers can only be seen, and is not offered where that one was named', async () => {
    const { create, made } = world({ seen: { ...PLAIN, seenOnly: true }, here: PLAIN });
    const placement = await create(WANTED);
    expect(placement.considered[0]).toEqual({
      cloud: 'seen',
      region: 'seen',
      fits: false,
      against: ['servers of this cloud can be seen, not created, through the gateway'],
    });
    expect(made.map(({ cloud }) => cloud)).toEqual(['here']);
    await expect(create({ ...WANTED, cloud: 'seen' })).rejects.toMatchObject({ code: 'notOffered', cloud: 'seen' });
    // Among others it is one reason of several.
    await expect(create({ ...WANTED, placement: { clouds: ['seen'] } })).rejects.toMatchObject({
      code: 'unprocessable',
    });
  });

  it('leaves out a cloud that does not answer', async () => {
    const { create } = world({ away: { fails: new GatewayError('memberTimeout', { cloud: 'away' }) }, here: PLAIN });
    const placement = await create(WANTED);
    expect(placement.cloud).toBe('here');
    expect(placement.considered[0]?.against).toEqual(['The member cloud away did not answer in time.']);
  });

  it('leaves out a cloud that is known from the cache alone and does not answer now', async () => {
    const answers = () => Promise.reject(new GatewayError('memberTimeout', { cloud: 'cached' }));
    const { create, made } = world({ cached: { ...PLAIN, answers }, here: PLAIN });
    const placement = await create(WANTED);
    expect(placement.considered[0]?.against).toEqual(['The member cloud cached did not answer in time.']);
    expect(made.map(({ cloud }) => cloud)).toEqual(['here']);
  });

  it('may take longer to be made than clouds may take to say what they have', async () => {
    const during = () => once(opened[0] as AbortSignal, 'abort');
    const { create, made, opened } = world({ slow: { ...PLAIN, during } }, 500);
    expect((await create(WANTED)).cloud).toBe('slow');
    expect(made).toHaveLength(1);
  });

  it.each(['nativeQuota', 'memberUnreachable', 'nativeForbidden'] as const)(
    'goes to the next cloud at %s, for nothing was made there',
    async (code) => {
      const { create, made, abouts } = world({ full: { ...PLAIN, refuses: new GatewayError(code) }, free: PLAIN });
      const placement = await create(WANTED);
      expect(placement.cloud).toBe('free');
      expect(placement.considered[0]?.against[0]).toMatch(/^refused: /);
      expect(made).toHaveLength(1);
      expect(abouts).toEqual(['full', 'free']);
    },
  );

  it.each(['memberTimeout', 'memberReset', 'nativeBadRequest'] as const)(
    'stops at %s: it may be there, or would fail everywhere',
    async (code) => {
      const { create, made } = world({ odd: { ...PLAIN, refuses: new GatewayError(code) }, free: PLAIN });
      await expect(create(WANTED)).rejects.toMatchObject({ code });
      expect(made).toHaveLength(0);
    },
  );

  it('spread: goes where there are the fewest servers', async () => {
    const { create } = world({ a: { ...PLAIN, servers: 3 }, b: { ...PLAIN, servers: 2 } });
    expect((await create({ ...WANTED, placement: { strategy: 'spread' } })).cloud).toBe('b');
  });

  it('heeds the order in which clouds are named', async () => {
    const { create } = world({ a: PLAIN, b: PLAIN, c: PLAIN });
    expect((await create({ ...WANTED, placement: { clouds: ['c', 'b'], strategy: 'first' } })).cloud).toBe('c');
  });

  it('is refused with the reasons of every cloud where none fits', async () => {
    const { create } = world({ a: { ...PLAIN, images: [] }, b: { ...PLAIN, flavors: [] } });
    await expect(create(WANTED)).rejects.toMatchObject({
      code: 'unprocessable',
      faults: [
        { cloud: 'a', reason: 'has no image of ubuntu' },
        { cloud: 'b', reason: 'has no flavors' },
      ],
    });
  });
});

describe('a server on a named cloud', () => {
  it('has its flavor by an SCS name in any syntax, its image and networks by name', async () => {
    const { create, made } = world({ a: { ...PLAIN, networks: [{ id: 'n1', name: 'net' }] } });
    const placement = await create({
      cloud: 'a',
      name: 'web',
      flavor: 'SCS-2V:4:20s',
      image: 'Ubuntu 24.04',
      networks: ['net'],
    });
    expect(placement).toMatchObject({ strategy: 'given', because: 'you named it' });
    expect(made[0]?.input).toMatchObject({
      flavor: 'id of SCS-2V-4-20s',
      image: 'id of Ubuntu 24.04',
      networks: ['n1'],
    });
  });

  it('boots from a volume of the image where its flavor has no disk', async () => {
    const { create, made } = world({
      a: { ...PLAIN, flavors: [flavor('SCS-2V-4', 2, 4, 0)], images: [image('Ubuntu 24.04', { minDiskGiB: 12 })] },
    });
    await create({ ...WANTED, cloud: 'a' });
    expect(made[0]?.input).toMatchObject({ bootVolume: { sizeGiB: 12 } });
  });

  it('is refused where the image needs more than the flavor has', async () => {
    const { create } = world({ a: { ...PLAIN, images: [image('Ubuntu 24.04', { minRamMiB: 16_384 })] } });
    await expect(create({ ...WANTED, cloud: 'a' })).rejects.toMatchObject({
      code: 'unprocessable',
      cloud: 'a',
      faults: [{ reason: 'its image Ubuntu 24.04 needs 16384 MiB of memory, its flavor SCS-2V-4-20s has 4096' }],
    });
  });

  it('shows what the cloud says when that refuses, and tries no other', async () => {
    const { create, made } = world({
      a: { ...PLAIN, refuses: new GatewayError('nativeQuota', { cloud: 'a' }) },
      b: PLAIN,
    });
    await expect(create({ ...WANTED, cloud: 'a' })).rejects.toMatchObject({ code: 'nativeQuota' });
    expect(made).toHaveLength(0);
  });

  it('needs to know the project where there are several', async () => {
    const { create } = world({ a: { ...PLAIN, projects: ['research', 'teaching'] } });
    await expect(create({ ...WANTED, cloud: 'a' })).rejects.toMatchObject({
      code: 'badRequest',
      faults: [{ where: '#/project', reason: 'one of acme/research, acme/teaching' }],
    });
  });

  it.each([
    ['a placement beside it', { cloud: 'a', placement: { strategy: 'first' } }, '#/placement'],
    ['neither image nor volume', { cloud: 'a', image: undefined }, '#/image'],
  ])('is refused with %s', async (_what, change, where) => {
    const { create } = world({ a: PLAIN });
    await expect(create({ ...WANTED, ...change })).rejects.toMatchObject({ code: 'badRequest', faults: [{ where }] });
  });
});

describe('servers that are spread', () => {
  const SPREAD = { ...WANTED, placement: { strategy: 'spread', group: 'shop' } };
  const many = (count: number, create: (body: object) => Promise<unknown>) =>
    Promise.all(Array.from({ length: count }, () => create(SPREAD)));
  const perCloud = (made: readonly { readonly cloud: string }[]) =>
    Object.values(Object.groupBy(made, ({ cloud }) => cloud)).map((all) => all?.length);

  it('are counted within their group, whose tag they get, whatever else is there', async () => {
    const { create, made } = world({
      a: { ...PLAIN, servers: 1, groups: { shop: 3 } },
      b: { ...PLAIN, servers: 70, groups: { shop: 2 } },
    });
    expect(await create({ ...SPREAD, tags: ['mine', 'shop'] })).toMatchObject({ cloud: 'b' });
    expect(made[0]?.input.tags).toEqual(['mine', 'shop']);
  });

  it.each([2, 3, 5])('ten at once from several replicas come evenly to %s clouds', async (count) => {
    const store = createMemoryStore({ now: () => 0 });
    const clouds = Object.fromEntries(
      Array.from({ length: count }, (_, n) => [`c${n}`, { ...PLAIN, groups: { shop: 0 } }]),
    );
    const [one, two] = [world(clouds, undefined, store), world(clouds, undefined, store)];
    await Promise.all([many(5, one.create), many(5, two.create)]);
    const counts = perCloud([...one.made, ...two.made]) as number[];
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    expect(counts).toHaveLength(count);
  });

  it('do not count a place that has refused as one where something is being made', async () => {
    const store = createMemoryStore({ now: () => 0 });
    const full = world(
      {
        a: { ...PLAIN, groups: { shop: 0 }, refuses: new GatewayError('nativeQuota') },
        b: { ...PLAIN, groups: { shop: 4 } },
      },
      undefined,
      store,
    );
    for (let n = 0; n < 5; n++) expect(await full.create(SPREAD)).toMatchObject({ cloud: 'b' });
    const well = world(
      { a: { ...PLAIN, groups: { shop: 0 } }, b: { ...PLAIN, groups: { shop: 0 } } },
      undefined,
      store,
    );
    expect(await well.create(SPREAD)).toMatchObject({ cloud: 'a' });
  });

  it('are spread by what the clouds say while the shared state is away, and the answer says so', async () => {
    const store = { ...createMemoryStore({ now: () => 0 }), increment: () => Promise.reject(new Error('away')) };
    const { create } = world(
      { a: { ...PLAIN, groups: { shop: 1 } }, b: { ...PLAIN, groups: { shop: 0 } } },
      undefined,
      store,
    );
    const placement = await create(SPREAD);
    expect(placement.cloud).toBe('b');
    expect(placement.because).toContain('what is being made there at the moment is not known');
  });
});

describe('a server at a cloud that is named', () => {
  it('is refused with all that is wrong at once, each where it stands in the body', async () => {
    const { create } = world({ a: { ...PLAIN, networks: [{ id: 'n1', name: 'shop' }] } });
    const wanted = { ...WANTED, cloud: 'a', flavor: 'huge', networks: ['shop', 'none-such'], image: 'BeOS' };
    await expect(create(wanted)).rejects.toMatchObject({
      code: 'unprocessable',
      cloud: 'a',
      message: 'a cannot make this server: a has no flavor huge; a has no image BeOS; a has no network none-such.',
      faults: [
        { where: '#/flavor', reason: 'a has no flavor huge' },
        { where: '#/image', reason: 'a has no image BeOS' },
        { where: '#/networks/1', reason: 'a has no network none-such' },
      ],
    });
  });

  it('is not blamed on the request where the cloud itself has failed', async () => {
    const { create } = world({ a: { fails: new GatewayError('memberTimeout', { cloud: 'a' }) } });
    await expect(create({ ...WANTED, cloud: 'a' })).rejects.toMatchObject({ code: 'memberTimeout', cloud: 'a' });
  });
});

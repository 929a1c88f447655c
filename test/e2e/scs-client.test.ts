// SPDX-License-Identifier: Apache-2.0
// The typed client that is generated from the API's document, as a program uses it: against the gateway, and by its README.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  ApiError,
  createScsClient,
  type Line,
  type OperationId,
  PartialListError,
  problemOf,
  type ScsClient,
  type Server,
} from '../../clients/typescript/index.ts';
import { CLIENT, type ClientProject, createClientProject } from './client-project.ts';
import { type Harness, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';
import { blocksOf } from './readme-blocks.ts';

let h: Harness;
let token: string;
let client: ScsClient;
let web: Server;
beforeAll(async () => {
  h = await startHarness();
  token = await h.scoped('alice');
  client = createScsClient({ serverUrl: h.url, auth: { bearer: async () => token } });
  for (const [cloud, name] of [
    ['cloud-a', 'web'],
    ['cloud-b', 'db'],
  ] as const)
    await client.createServer({
      query: { wait: 30 },
      body: { cloud, name, flavor: 'SCS-2V-4-20s', image: 'Ubuntu 24.04', networks: 'none' },
    });
  [web] = (await client.listServers({ query: { name: ['web'] } })).items as [Server];
});
afterAll(() => h.close());
afterEach(async () => {
  await Promise.all([h.a.faults.clear(), h.b.faults.clear()]);
});

const thrownBy = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('the client', () => {
  it('lists over all clouds, filters and sorts', async () => {
    const all = await client.listServers({ query: { sort: ['name'] } });
    expect(all.items.map(({ cloud, name, status }) => [cloud, name, status])).toEqual([
      ['cloud-b', 'db', 'active'],
      ['cloud-a', 'web', 'active'],
    ]);
    expect(all.clouds.map(({ cloud, status, count }) => [cloud, status, count])).toEqual([
      ['cloud-a', 'ok', 1],
      ['cloud-b', 'ok', 1],
    ]);
    const some = await client.listServers({
      query: { cloud: ['cloud-a', 'cloud-b'], status: ['active'], name: ['d*'] },
    });
    expect(some.items.map(({ name }) => name)).toEqual(['db']);
    const standing = await client.listFlavors({ query: { cpuType: ['shared-core', 'crowded-core'], limit: 3 } });
    expect(standing.items).toHaveLength(3);
  });

  it('goes from page to page by itself', async () => {
    const { items } = await client.listFlavors();
    const seen: string[] = [];
    for await (const { cloud, name } of client.listFlavors.items({ query: { limit: 4 } }))
      seen.push(`${cloud}/${name}`);
    expect(seen.sort()).toEqual(items.map(({ cloud, name }) => `${cloud}/${name}`).sort());
  });

  it('reads a list line by line', async () => {
    const lines: Line<Server>[] = [];
    for await (const line of client.listServers.lines()) lines.push(line);
    expect(lines.flatMap((line) => ('item' in line ? [line.item.name] : [])).sort()).toEqual(['db', 'web']);
    expect(lines.flatMap((line) => ('cloud' in line ? [line.cloud.cloud] : [])).sort()).toEqual(['cloud-a', 'cloud-b']);
    expect(lines.at(-1)).toEqual({ end: { count: 2, partial: false } });
  });

  it('finds and gets one object', async () => {
    const path = { cloud: web.cloud, id: web.id };
    expect(await client.getServer({ path, query: { fields: ['id', 'name'] } })).toEqual({ id: web.id, name: 'web' });
    expect(await client.findServer({ path: { id: web.id } })).toMatchObject({ cloud: 'cloud-a', name: 'web' });
    expect(await client.readFlavorName({ path: { name: 'SCS-4V:16' } })).toMatchObject({ canonical: 'SCS-4V-16' });
  });

  it('changes an object, and follows what takes its time to the end', async () => {
    const path = { cloud: web.cloud, id: web.id };
    expect((await client.updateServer({ path, body: { description: 'the shop' } })).item.description).toBe('the shop');
    const { operation } = await client.stopServer({ path });
    const events: (string | undefined)[] = [];
    let last: string | undefined;
    for await (const { event, data } of client.followOperation({ path: { operation: operation?.id ?? '' } })) {
      events.push(event);
      last = data.status;
    }
    expect(events.at(-1)).toBe('end');
    expect(last).toBe('succeeded');
    expect(await client.getOperation({ path: { operation: operation?.id ?? '' } })).toMatchObject({
      stage: 'stopped',
      verb: 'stop',
      progress: 100,
    });
    const started = await client.startServer({ path, query: { wait: 30 } });
    expect(started.item.status).toBe('active');
    const { result } = await client.getServerConsoleLog({ path, query: { lines: 5 } });
    expect(typeof result.text).toBe('string');
  });

  it('sends an Idempotency-Key, so that the same is done once', async () => {
    const make = () =>
      client.createKeypair(
        { body: { cloud: 'cloud-b', name: 'once' } },
        { idempotencyKey: 'client-1', envelope: true },
      );
    const [first, again] = [await make(), await make()];
    expect(again.response.headers.get('idempotency-replayed')).toBe('true');
    expect(again.data).toEqual(first.data);
    await client.deleteKeypair({ path: { cloud: 'cloud-b', id: 'once' } });
  });

  it('tells why a call failed', async () => {
    const path = { cloud: 'cloud-a', id: '00000000-0000-4000-8000-000000000000' };
    const error = await thrownBy(client.getServer({ path }));
    expect(error).toBeInstanceOf(ApiError);
    expect(problemOf(error)).toMatchObject({ status: 404, cloud: 'cloud-a', code: expect.stringMatching(/otFound$/) });
    // @ts-expect-error: the types know it before the gateway does
    const wrong = await thrownBy(client.createKeypair({ body: { cloud: 'cloud-a', name: 'x', colour: 'red' } }));
    expect(problemOf(wrong)?.errors).toEqual([{ pointer: '#/colour', detail: expect.any(String) }]);
    const stranger = createScsClient({ serverUrl: h.url, auth: { bearer: 'nobody' } });
    expect(problemOf(await thrownBy(stranger.getMe()))).toMatchObject({ status: 401, code: 'unauthorized' });
    expect(problemOf(new TypeError('fetch failed'))).toBeUndefined();
  });

  it('has a method for every operation of the API', () => {
    const { paths } = JSON.parse(readFileSync(join(CLIENT, '../../docs/openapi.json'), 'utf8')) as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    const ids = Object.values(paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId));
    expect(ids.length).toBeGreaterThan(100);
    expect(ids.filter((id) => typeof client[id as OperationId] !== 'function')).toEqual([]);
    expect(Object.keys(client).sort()).toEqual([...ids, 'http'].sort());
  });

  it('asks by path as well, and then does not throw', async () => {
    const path = { cloud: 'cloud-a', id: web.id };
    const found = await client.http.GET('/scs/v1/servers/{cloud}/{id}', { params: { path } });
    expect(found.data?.name).toBe('web');
    const nothing = await client.http.GET('/scs/v1/servers/{cloud}/{id}', {
      params: { path: { ...path, id: '00000000-0000-4000-8000-000000000000' } },
    });
    expect([nothing.data, nothing.error?.status, nothing.error?.cloud]).toEqual([undefined, 404, 'cloud-a']);
  });
});

describe('the client, with retries and keys of its own,', () => {
  /** Loses the first answer to what it sends, as a proxy does that is restarted. */
  const losing = () => {
    let sent = 0;
    return async (request: Request): Promise<Response> => {
      const answer = await fetch(request);
      if (request.method !== 'POST' || ++sent > 1) return answer;
      await answer.arrayBuffer();
      throw new TypeError('fetch failed');
    };
  };

  it.each(['lostReply', 'failsAfter'] as const)(
    'has made exactly one object where the cloud said %s, and its own answer was lost as well',
    async (kind) => {
      const config = { serverUrl: h.url, auth: { bearer: token }, idempotencyKey: true };
      const patient = () => createScsClient({ ...config, retry: { retries: 3, retryDelay: 10 }, fetch: losing() });
      const name = `once-${kind.toLowerCase()}`;
      const place = { cloud: 'cloud-a', name };

      await h.a.faults.set('block-storage', { kind, times: 1 });
      const volume = await patient().createVolume({ body: { ...place, sizeGiB: 1 } }, { envelope: true });
      await h.a.faults.set('network', { kind, times: 1 });
      const network = await patient().createNetwork({ body: place }, { envelope: true });

      for (const { response } of [volume, network]) expect(response.headers.get('idempotency-replayed')).toBe('true');
      const volumes = (await client.listVolumes({ query: { name: [name] } })).items;
      expect(volumes.map(({ id }) => id)).toEqual([volume.data.item.id]);
      const networks = (await client.listNetworks({ query: { name: [name] } })).items;
      expect(networks.map(({ id }) => id)).toEqual([network.data.item.id]);
    },
  );
});

let project: ClientProject;
beforeAll(async () => {
  project = await createClientProject();
});
afterAll(() => project.remove());

/** Every kind of call and type; what is wrong is refused by the types. */
const CONSUMER = `
import { ApiError, createScsClient, PartialListError, problemOf } from 'scs-gateway-client';
import type { InputOf, ItemOf, ResultOf, ScsClient, Server } from 'scs-gateway-client';

const client: ScsClient = createScsClient({
  serverUrl: 'https://gateway.example.org',
  auth: { bearer: async () => 'token' },
  retry: { retries: 2, retryOn: ({ response }) => response?.status === 503 },
});
export async function use(signal: AbortSignal): Promise<unknown[]> {
  const { items, clouds, next } = await client.listServers({ query: { status: ['active'], limit: 2 } }, { signal });
  const first: Server | undefined = items[0];
  for await (const volume of client.listVolumes.items()) volume.sizeGiB.toFixed();
  for await (const page of client.listVolumes.pages({ query: { limit: 5 } })) page.clouds[0]?.error?.native?.message;
  const { clouds: reports } = await client.listFlavors.all();
  for await (const line of client.listServers.lines({ query: { fields: ['id'] } }))
    if ('item' in line) line.item.addresses.map(({ address }) => address);
  const networks: InputOf<'createServer'>['body']['networks'] = ['one'];
  const created: ResultOf<'createServer'> = await client.createServer(
    { body: { name: 'a', flavor: { vcpus: 2 }, image: 'b', networks }, headers: { 'Idempotency-Key': 'c' } },
    { timeout: 1_000, idempotencyKey: true },
  );
  for await (const { event, data } of client.followOperation({ path: { operation: created.operation?.id ?? '' } }))
    if (event === 'end') data.status satisfies string;
  const { data, response } = await client.getMe({}, { envelope: true });
  const kubeconfig: string = await client.getKubeconfig();
  const nothing: undefined = await client.deleteKeypair({ path: { cloud: 'a', id: 'b' } });
  const raw = await client.http.PATCH('/scs/v1/servers/{cloud}/{id}', {
    params: { path: { cloud: 'a', id: 'b' } },
    body: { description: null },
  });
  const name: string = raw.error === undefined ? raw.data.item.name : raw.error.detail;
  const node: Pick<ItemOf<'listNodes'>, 'name'> = { name };
  return [next, clouds, first, reports, data.user.name, response.status, kubeconfig, nothing, node];
}
export function explain(error: unknown): (string | undefined)[] {
  if (error instanceof PartialListError) return error.clouds.map(({ cloud, error: reason }) => cloud + reason?.code);
  if (error instanceof ApiError) return [error.code, error.detail, error.problem?.errors?.[0]?.pointer];
  return [problemOf(error)?.title];
}
// @ts-expect-error: there is no such parameter
client.listServers({ query: { colour: 'red' } });
// @ts-expect-error: nor such a status
client.listServers({ query: { status: ['purple'] } });
// @ts-expect-error: one object has a path
client.getServer({});
// @ts-expect-error: lines have no order
client.listServers.lines({ query: { sort: ['name'] } });
// @ts-expect-error: a body has no more than the document says
client.createKeypair({ body: { cloud: 'a', name: 'b', colour: 'red' } });
// @ts-expect-error: nor less
client.createKeypair({ body: { cloud: 'a' } });
// @ts-expect-error: only lists have pages
client.getMe.pages();
`;

describe('a project that uses it', () => {
  it.each([
    ['in a browser', {}],
    ['in a browser, bundled', { module: 'esnext', moduleResolution: 'bundler' }],
    ['in Node', { lib: ['es2022'], types: ['node'] }],
    ['in both, less strictly', { lib: ['es2022', 'dom'], types: ['node'], exactOptionalPropertyTypes: false }],
  ])(
    'has types that hold to the last, those of its packages included: %s',
    async (_where, options) => {
      expect(await project.check('use.ts', CONSUMER, options)).toEqual({ code: 0, out: '' });
    },
    60_000,
  );

  it('is told of a wrong type', async () => {
    const { code, out } = await project.check('use.ts', CONSUMER.replace("'active'", "'aktiv'"));
    expect({ code, out }).toEqual({ code: 1, out: expect.stringMatching(/^use\.ts\(\d+,\d+\): error TS2769/m) });
  }, 60_000);
});

describe('its README', () => {
  it('has code that runs, from the first block to the last, and types that hold', async () => {
    const blocks = blocksOf(readFileSync(join(CLIENT, 'README.md'), 'utf8')).filter(({ mark }) => mark === 'run');
    expect(blocks.length).toBeGreaterThan(8);
    const source = blocks.map(({ text }) => text).join('\n');
    const checked = await project.check('readme.ts', source, { types: ['node'], lib: ['es2024'], target: 'es2024' });
    expect(checked).toEqual({ code: 0, out: '' });
    const { code, out } = await project.run('readme.ts', { SCS_GATEWAY_URL: h.url, SCS_TOKEN: token });
    expect({ code, out }).toEqual({ code: 0, out: expect.any(String) });
    const said = out.split('\n');
    expect(said).toContain('alice');
    expect(said).toContain('cloud-b SCS-16V-64 16 65536');
    expect(said).toContain('cloud-a Debian 12');
    expect(said).toContain('active SCS-2V-4-20s');
    expect(said).toContain('end succeeded stopped');
    expect(out).toMatch(/^cloud-a The member cloud cloud-a has no such object\. req-/m);
    expect(said.at(-2)).toBe('up');
  }, 60_000);
});

// At the end: the gateway leaves a cloud alone for a while that has failed a few times.
describe('the client, where a cloud is away,', () => {
  it('names it where the list is wanted whole or not at all', async () => {
    await h.b.faults.set('*', 'gone');
    const error = await thrownBy(client.listServers({ query: { partial: false, timeout: 5 } }));
    expect(error).toMatchObject({ status: expect.any(Number), code: expect.stringMatching(/^member/) });
    const { detail, code, problem } = error as ApiError;
    expect(problem?.errors).toEqual([{ cloud: 'cloud-b', detail }]);
    expect(String(error)).toMatch(new RegExp(`^ApiError: 50\\d ${code}: .*cloud-b.* \\(req-`));
  });

  it('gives what there is when a cloud is away', async () => {
    await h.b.faults.set('*', 'gone');
    const { items, clouds } = await client.listServers({ query: { timeout: 5 } });
    expect(items.map(({ name }) => name)).toEqual(['web']);
    expect(clouds[1]?.error?.type).toMatch(/^urn:scs-gateway:error:member/);
  });

  it.each([{}, { limit: 1 }])('never ends a list without a word on the cloud that is away: %j', async (pages) => {
    await h.b.faults.set('*', 'gone');
    const query = { timeout: 5, ...pages };
    const seen: string[] = [];
    const all = async () => {
      for await (const { name } of client.listServers.items({ query })) seen.push(name);
    };
    const error = await thrownBy(all());
    expect(seen).toEqual(['web']);
    expect(error).toBeInstanceOf(PartialListError);
    expect((error as PartialListError).clouds).toEqual([
      expect.objectContaining({
        cloud: 'cloud-b',
        error: expect.objectContaining({ code: expect.stringMatching(/^member/) }),
      }),
    ]);
    const whole = await client.listServers.all({ query });
    expect(whole.items.map(({ name }) => name)).toEqual(['web']);
    expect(whole.clouds.map(({ cloud, status, count }) => [cloud, status, count])).toEqual([
      ['cloud-a', 'ok', 1],
      ['cloud-b', 'error', 0],
    ]);
    const told: unknown[] = [];
    for await (const line of client.listServers.lines({ query: { timeout: 5 } }))
      if ('cloud' in line && line.cloud.status === 'error') told.push(line.cloud.cloud);
      else if ('end' in line) told.push(line.end.partial);
    expect(told).toEqual(['cloud-b', true]);
  });
});

describeNoLeaks(() => h);

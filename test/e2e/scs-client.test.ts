// SPDX-License-Identifier: Apache-2.0
// The typed client that is generated from the API's document, as a program uses it: against the gateway, and by its README.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  ApiError,
  createScsClient,
  type Line,
  linesOf,
  problemOf,
  type ScsClient,
  type Server,
} from '../../clients/typescript/index.ts';
import { type Harness, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';
import { blocksOf } from './readme-blocks.ts';

const FOLDER = join(import.meta.dirname, '../../clients/typescript');

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
    for await (const line of linesOf((init) => client.listServers({}, init))) lines.push(line);
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
    expect(problemOf(wrong)?.errors).toEqual([{ where: '#/colour', reason: expect.any(String) }]);
    const stranger = createScsClient({ serverUrl: h.url, auth: { bearer: 'nobody' } });
    expect(problemOf(await thrownBy(stranger.getMe()))).toMatchObject({ status: 401, code: 'unauthorized' });
    expect(problemOf(new TypeError('fetch failed'))).toBeUndefined();
  });

  it('gives what there is when a cloud is away', async () => {
    await h.b.faults.set('*', 'gone');
    const { items, clouds } = await client.listServers({ query: { timeout: 5 } });
    expect(items.map(({ name }) => name)).toEqual(['web']);
    expect(clouds[1]?.error?.type).toMatch(/^urn:scs-gateway:error:member/);
  });
});

const ROOT = join(FOLDER, '../..');
const TSC = join(ROOT, 'node_modules/.bin/tsc');
/** As a user's project may be: strict, and without the types of a browser. */
const STRICT = [
  [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--allowImportingTsExtensions',
    '--skipLibCheck',
    '--noUncheckedIndexedAccess',
  ],
  ['--exactOptionalPropertyTypes', '--target', 'es2024', '--lib', 'es2024', '--module', 'nodenext'],
  ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')],
].flat();

async function run(command: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      out += chunk;
    });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out };
}

describe('its README', () => {
  it('has code that runs, from the first block to the last, and types that hold', async () => {
    const blocks = blocksOf(readFileSync(join(FOLDER, 'README.md'), 'utf8')).filter(({ mark }) => mark === 'run');
    expect(blocks.length).toBeGreaterThan(5);
    const folder = mkdtempSync(join(tmpdir(), 'scs-client-'));
    try {
      const file = join(folder, 'readme.mts');
      writeFileSync(
        file,
        blocks
          .map(({ text }) => text)
          .join('\n')
          .replace("'./index.ts'", `'${FOLDER}/index.ts'`),
      );
      const checked = await run(TSC, [...STRICT, file]);
      expect(checked).toEqual({ code: 0, out: '' });
      const { code, out } = await run(process.execPath, [file], { SCS_GATEWAY_URL: h.url, SCS_TOKEN: token });
      expect({ code, out }).toEqual({ code: 0, out: expect.any(String) });
      const said = out.split('\n');
      expect(said).toContain('alice');
      expect(said).toContain('cloud-b SCS-16V-64 16 65536');
      expect(said).toContain('cloud-a Debian 12');
      expect(said).toContain('active SCS-2V-4-20s');
      expect(said).toContain('end succeeded stopped');
      expect(out).toMatch(/^cloud-a The member cloud cloud-a has no such object\. req-/m);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 60_000);
});

describeNoLeaks(() => h);

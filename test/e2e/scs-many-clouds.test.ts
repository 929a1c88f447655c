// SPDX-License-Identifier: Apache-2.0
// Lists over dozens of clouds: side by side, no more in memory than the reader takes, nothing left when it goes.
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ManyClouds, startManyClouds } from './many-clouds.ts';

const CLOUDS = 60;
const PATIENT = { timeout: 20_000, interval: 20 };

let many: ManyClouds;
let latency = 0;

beforeAll(async () => {
  many = await startManyClouds({ clouds: CLOUDS, servers: 100, bytes: 6_000, latency: () => latency });
});
afterAll(() => many.close());

/** An answer of which nothing has been read. */
async function open(path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const { hostname, port } = new URL(many.url);
  const asked = request({ hostname, port, path, headers: { authorization: `Bearer ${many.token}`, ...headers } });
  asked.on('error', () => undefined);
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.on('error', () => undefined);
  return answer;
}

const read = async (answer: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

const LINES = { accept: 'application/x-ndjson' };

describe('a list over many clouds', () => {
  it('asks them side by side', async () => {
    await read(await open('/scs/v1/servers?fields=id&limit=1'));
    latency = 500;
    const start = performance.now();
    const body = JSON.parse(await read(await open('/scs/v1/servers?fields=id&timeout=60')));
    latency = 0;
    expect(body.items).toHaveLength(CLOUDS * 100);
    expect(body.clouds.filter(({ status }: { status: string }) => status !== 'ok')).toEqual([]);
    // One after the other they would take half a minute.
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it('as lines is read from the clouds only as fast as the client reads, and is whole in the end', async () => {
    const before = many.seen.lists;
    const answer = await open('/scs/v1/servers?timeout=60', LINES);
    // Buffers on the way fill; then the clouds that have not been asked yet must wait.
    let last = -1;
    await vi.waitFor(
      () => {
        const now = many.seen.lists - before;
        const still = now === last;
        last = now;
        expect(still && now > 0).toBe(true);
      },
      { timeout: 20_000, interval: 1_000 },
    );
    expect(last).toBeLessThan(CLOUDS);
    const lines = (await read(answer)).trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ end: { count: CLOUDS * 100, partial: false } });
    expect(lines).toHaveLength(CLOUDS * 101 + 1);
  });

  it.each([
    ['as JSON', {}],
    ['as lines', LINES],
  ])('ends its questions at once when the client has gone (%s)', async (_how, headers) => {
    latency = 60_000;
    const { lists, left } = many.seen;
    const { hostname, port } = new URL(many.url);
    const authorization = `Bearer ${many.token}`;
    const path = '/scs/v1/servers?timeout=60';
    const asked = request({ hostname, port, path, headers: { authorization, ...headers } });
    asked.on('error', () => undefined);
    asked.end();
    await vi.waitFor(() => expect(many.seen.lists).toBeGreaterThan(lists), PATIENT);
    asked.destroy();
    await vi.waitFor(() => expect(many.seen.left - left).toBe(many.seen.lists - lists), PATIENT);
    expect(many.seen.left).toBeGreaterThan(left);
    latency = 0;
  });

  it('goes on with the clouds that answer in time', async () => {
    latency = 60_000;
    const body = JSON.parse(await read(await open('/scs/v1/servers?timeout=1&cloud=caa,cab')));
    latency = 0;
    expect(body.clouds).toEqual(
      ['caa', 'cab'].map((cloud) =>
        expect.objectContaining({
          cloud,
          status: 'error',
          error: expect.objectContaining({ code: 'memberTimeout', detail: `${cloud} did not answer within 1 s.` }),
        }),
      ),
    );
  });
});

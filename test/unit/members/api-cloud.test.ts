// SPDX-License-Identifier: Apache-2.0
// How a cloud of a further kind is reached: with which credential, again after which refusal, and what of it is hidden.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createApiCloudConnection } from '../../../src/members/api-cloud.ts';
import type { ApiCloud } from '../../../src/members/fleet.ts';
import { createTransport } from '../../../src/members/transport.ts';
import type { CloudApi } from '../../../src/model/cloud-api.ts';
import { connectTo } from '../../../src/model/connect-to.ts';
import type { HeaderField } from '../../../src/model/http.ts';
import type { Principal } from '../../../src/model/identity.ts';

const PRINCIPAL = { id: 'p', name: 'alice', groups: [] } as unknown as Principal;
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Said {
  readonly status: number;
  readonly body: unknown;
}

/** An API that says `answer` to everything, and the connection of a caller to it. */
async function reach(answer: (request: IncomingMessage, base: string) => Said, api: Omit<CloudApi, 'url'>) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    const { status, body } = answer(request, base);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const transport = createTransport(
    {
      cloud: 'cloud-w',
      tls: {},
      connections: 4,
      timeouts: { connect: 1_000, headers: 2_000, idle: 2_000, login: 2_000 },
      breaker: { failures: 5, cooldown: 10_000 },
    },
    { now: Date.now },
  );
  closing.push(
    () => transport.close(),
    () => new Promise((done) => server.close(done)),
  );
  const url = `${base}/v2`;
  const cloud: ApiCloud = {
    id: 'cloud-w',
    kind: { kind: 'breeze', resources: { servers: { service: 'compute' } as never }, probe: async () => undefined },
    api: { url, ...api },
    transport,
    ...connectTo(url),
  };
  const connection = createApiCloudConnection(
    { references: {} as never, publicUrl: 'https://gateway.example.org' },
    { cloud, principal: PRINCIPAL },
  );
  return { connection, requests, api: connection.api({ signal: new AbortController().signal }) };
}

const credential = async (): Promise<HeaderField[]> => [['authorization', 'Bearer x']];
const ASKED = { service: 'compute', path: '/machines' };

describe('a cloud of a further kind', () => {
  it('is one place: its id is its region, it belongs to no project, and has no address at the gateway', async () => {
    const { connection } = await reach(() => ({ status: 200, body: {} }), { credential });
    expect(connection).toMatchObject({ cloud: 'cloud-w', region: 'cloud-w' });
    expect(connection.project).toBeUndefined();
    expect([connection.offers('compute'), connection.offers('network')]).toEqual([true, false]);
    expect(connection.endpoint('compute')).toBeUndefined();
  });

  it('is asked below its own path with the credential of the caller', async () => {
    const asked: unknown[] = [];
    const { api, requests } = await reach(() => ({ status: 200, body: { ok: true } }), {
      credential: async (principal, transport) => {
        asked.push([principal, typeof transport.call]);
        return credential();
      },
    });
    const { body } = await api.call({ ...ASKED, query: { page: 2 } });
    expect(body).toEqual({ ok: true });
    expect(requests.map(({ url }) => url)).toEqual(['/v2/machines?page=2']);
    expect(requests[0]?.headers.authorization).toBe('Bearer x');
    expect(asked).toEqual([[PRINCIPAL, 'function']]);
  });

  it('that answers 401 is told which credential it was, and asked again with a new one', async () => {
    const refused: unknown[] = [];
    let made = 0;
    const { api, requests } = await reach(
      ({ headers }) => (headers.authorization === 'Bearer 2' ? { status: 200, body: {} } : { status: 401, body: {} }),
      {
        credential: async () => [['authorization', `Bearer ${++made}`]],
        refused: (...told) => refused.push(told),
      },
    );
    expect((await api.call({ ...ASKED, method: 'POST', body: { a: 1 } })).status).toBe(200);
    expect(refused).toEqual([[[['authorization', 'Bearer 1']], PRINCIPAL]]);
    expect(requests).toHaveLength(2);
  });

  it('that answers 401 for ever is asked no more than three times', async () => {
    const { api, requests } = await reach(() => ({ status: 401, body: {} }), { credential });
    await expect(api.call(ASKED)).rejects.toMatchObject({ code: 'memberRefused', cloud: 'cloud-w' });
    expect(requests).toHaveLength(3);
  });

  it('refuses in its own words, without its address', async () => {
    const message = (base: string) => `no machine at ${base}/v2/machines/9 (${base.slice('http://'.length)})`;
    const { api } = await reach((_request, base) => ({ status: 404, body: { error: { message: message(base) } } }), {
      credential,
    });
    await expect(api.call(ASKED)).rejects.toMatchObject({
      code: 'nativeNotFound',
      native: {
        service: 'compute',
        status: 404,
        message: 'no machine at https://gateway.example.org/machines/9 (cloud-w)',
      },
    });
  });
});

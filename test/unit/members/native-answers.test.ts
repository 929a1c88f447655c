// SPDX-License-Identifier: Apache-2.0
// What a member answers is read alike, whatever kind of cloud it is: an encoding in capitals, a header that comes twice.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLensFactory, type Route } from '../../../src/adapters/openstack/index.ts';
import { createClusterConnection } from '../../../src/members/cluster-api.ts';
import { createOpenStackConnection } from '../../../src/members/openstack-api.ts';
import { createTransport } from '../../../src/members/transport.ts';
import { connectTo } from '../../../src/model/connect-to.ts';
import type { MemberTransport } from '../../../src/model/member.ts';
import type { NativeConnection } from '../../../src/model/scs/adapter.ts';

const PUBLIC = 'https://gateway.example.org';
let answer: (response: ServerResponse) => void;
let asked = 0;
const server = createServer((_request, response) => {
  asked += 1;
  answer(response);
});
let url: string;
let transport: MemberTransport;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const timeouts = { connect: 5_000, headers: 5_000, idle: 5_000, login: 5_000 };
  transport = createTransport(
    { cloud: 'cloud-a', tls: {}, connections: 4, timeouts, breaker: { failures: 100, cooldown: 1 } },
    { now: Date.now },
  );
});
afterAll(async () => {
  await transport.close();
  server.closeAllConnections();
  server.close();
});

let dropped = 0;
const note = (): void => {
  dropped += 1;
};
function region(): NativeConnection {
  const routes: Route[] = [{ regionSlug: 'cloud-a', service: 'network', type: 'network', root: url, roots: [url] }];
  const catalog = [
    { type: 'network', name: 'n', endpoints: [{ region: 'cloud-a', url: `${PUBLIC}/clouds/cloud-a/network` }] },
  ];
  const authUrl = 'https://k.example:5000/v3';
  const lens = createLensFactory()({ publicUrl: PUBLIC, cloud: 'cloud-a', routes, ids: [], authUrl });
  const view = { session: { token: 't', roles: [] }, published: { routes, catalog }, lens };
  const drop = async (): Promise<void> => note();
  return createOpenStackConnection(
    { views: { known: () => view, get: async () => view, drop }, publicUrl: PUBLIC } as never,
    {
      member: { id: 'cloud-a', authUrl, transport } as never,
      caller: { principal: { id: 'p' } } as never,
      project: { id: 'p'.repeat(32), name: 'research', domain: { id: 'd', name: 'acme' } },
      region: 'cloud-a',
      view: view as never,
      requestId: 'req-1',
    },
  );
}

function cluster(showsUnauthorized = false): NativeConnection {
  const strategy = { credential: async () => [], refused: note, showsUnauthorized };
  return createClusterConnection({ publicUrl: PUBLIC } as never, {
    cluster: {
      id: 'prod-a',
      name: 'A',
      cloud: 'cloud-a',
      server: url,
      ...connectTo(url),
      strategy,
      transport,
    } as never,
    caller: { principal: { id: 'p', groups: [] }, expiresAt: 0 } as never,
  });
}

const call = (connection: NativeConnection, method: 'GET' | 'POST' = 'GET') =>
  connection
    .api({ signal: new AbortController().signal })
    .call({ service: connection.cluster === undefined ? 'network' : 'kubernetes', path: '/things', method });

describe.each([
  ['a region', region],
  ['a cluster', () => cluster()],
])('an answer of %s', (_what, connect) => {
  it.each(['gzip', 'GZIP', ' Gzip'])('compressed as %j is read, though identity was asked for', async (coding) => {
    answer = (response) =>
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': coding })
        .end(gzipSync('{"things":["ä"]}'));
    expect((await call(connect())).body).toEqual({ things: ['ä'] });
  });

  it('with a header that comes twice has both values, as a list', async () => {
    answer = (response) => {
      response.setHeader('link', ['<a>; rel="next"', '<b>; rel="last"']);
      response.setHeader('content-type', 'application/json');
      response.end('{}');
    };
    expect((await call(connect())).headers.link).toBe('<a>; rel="next", <b>; rel="last"');
  });

  it('of 401 drops the session and asks with a new one, three times in all', async () => {
    answer = (response) => response.writeHead(401).end();
    [asked, dropped] = [0, 0];
    await expect(call(connect())).rejects.toMatchObject({ code: 'memberRefused' });
    expect([asked, dropped]).toEqual([3, 3]);
  });

  it('that breaks off is asked for again where that is safe, and only there', async () => {
    answer = (response) => response.destroy();
    asked = 0;
    await expect(call(connect())).rejects.toMatchObject({ code: 'memberReset' });
    expect(asked).toBe(2);
    asked = 0;
    await expect(call(connect(), 'POST')).rejects.toMatchObject({ code: 'memberReset' });
    expect(asked).toBe(1);
  });
});

it('a cluster that shows what it thinks of the caller’s own token is asked once', async () => {
  answer = (response) => response.writeHead(401).end();
  asked = 0;
  await expect(call(cluster(true))).rejects.toMatchObject({ code: 'forbidden' });
  expect(asked).toBe(1);
});

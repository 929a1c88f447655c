// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { createSlots } from '../../../src/members/slots.ts';
import { tunnel } from '../../../src/members/tunnel.ts';
import type { Cluster } from '../../../src/model/cluster.ts';
import { GatewayError } from '../../../src/model/errors.ts';

it('an answer that cannot be used ends the connection to the member, whose body may never end', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(302, { location: 'https://elsewhere.example' }).write('and on');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const { port } = server.address() as AddressInfo;
  const slots = createSlots({ request: 0, stream: 1, own: 0 });
  const cluster = {
    cloud: 'cloud-a',
    server: `http://127.0.0.1:${port}`,
    tls: {},
    transport: { slots, limits: { login: 5_000, headers: 5_000, idle: 5_000 } },
  } as unknown as Cluster;
  const nothing = (): void => undefined;
  const breaker = { succeeded: nothing, failed: nothing, abandoned: nothing } as never;
  const refused = tunnel({
    cluster,
    breaker,
    method: 'GET',
    path: '/',
    headers: ['Host', 'x'],
    client: { socket: new PassThrough() as unknown as Socket, head: Buffer.alloc(0) },
    response: {} as ServerResponse,
    life: 60_000,
    plan() {
      throw new GatewayError('memberRedirect');
    },
  });
  await expect(refused).rejects.toMatchObject({ code: 'memberRedirect' });
  const [socket] = await connected;
  expect(slots.taken.stream).toBe(0);
  if (!socket.destroyed) await once(socket, 'close');
  server.close();
});

// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { createSlots } from '../../../src/members/slots.ts';
import { tunnel } from '../../../src/members/tunnel.ts';
import { GatewayError } from '../../../src/model/errors.ts';
import type { MemberTransport } from '../../../src/model/member.ts';

it('an answer that cannot be used ends the connection to the member, whose body may never end', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(302, { location: 'https://elsewhere.example' }).write('and on');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const { port } = server.address() as AddressInfo;
  const slots = createSlots({ request: 0, stream: 1, own: 0 });
  const nothing = (): void => undefined;
  const breaker = { admit: () => true, succeeded: nothing, failed: nothing, abandoned: nothing };
  const limits = { connect: 5_000, login: 5_000, headers: 5_000, idle: 5_000 };
  const refused = tunnel({
    cloud: 'cloud-a',
    transport: { slots, limits, breaker: () => breaker } as unknown as MemberTransport,
    origin: `http://127.0.0.1:${port}`,
    tls: {},
    method: 'GET',
    path: '/',
    headers: [],
    added: ['Host', 'x'],
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

// SPDX-License-Identifier: Apache-2.0

import { lookup } from 'node:dns';
import { once } from 'node:events';
import { createServer, type IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Plan } from '../../../src/members/answer-plan.ts';
import { REFUSED } from '../../../src/members/session-loop.ts';
import { createSlots } from '../../../src/members/slots.ts';
import { tunnel } from '../../../src/members/tunnel.ts';
import { GatewayError } from '../../../src/model/errors.ts';
import type { MemberTransport } from '../../../src/model/member.ts';

let status: number;
let reports: string[];
const slots = createSlots({ request: 0, stream: 1, own: 0 });
const server = createServer((_request, response) => {
  response.writeHead(status, { location: 'https://elsewhere.example' }).write('and on');
});
beforeEach(async () => {
  reports = [];
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function dig(plan: Plan, client = new PassThrough(), response = {} as ServerResponse, idle = 5_000) {
  const report = (what: string) => (): void => void reports.push(what);
  const breaker = {
    admit: () => 0,
    suspected: report('suspected'),
    succeeded: report('succeeded'),
    failed: report('failed'),
    abandoned: report('abandoned'),
  };
  const limits = { connect: 5_000, login: 5_000, headers: 5_000, idle };
  const guard = { check: () => undefined, lookup: () => lookup };
  const places = (): undefined => undefined;
  return tunnel({
    cloud: 'cloud-a',
    transport: { slots, limits, guard, mark: [], breaker: () => breaker, places } as unknown as MemberTransport,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tls: {},
    method: 'GET',
    path: '/',
    headers: [],
    added: ['Host', 'x'],
    by: { key: 'alice' },
    client: { socket: client as unknown as Socket, head: Buffer.alloc(0) },
    response,
    plan,
  });
}

it.each<[string, number, Plan, unknown]>([
  [
    'cannot be used',
    302,
    () => {
      throw new GatewayError('memberRedirect');
    },
    { code: 'memberRedirect' },
  ],
  ['ignores the upgrade, as that to a watch', 200, () => ({ status: 200, headers: [] }), { code: 'memberGarbage' }],
  ['refuses the session', 401, () => undefined, REFUSED],
])(
  'an answer that %s ends the connection to the member, whose body may never end',
  async (_what, said, plan, outcome) => {
    status = said;
    const connected = once(server, 'connection') as Promise<[Socket]>;
    const came = dig(plan).catch((error: unknown) => error);
    if (outcome === REFUSED) expect(await came).toBe(REFUSED);
    else expect(await came).toMatchObject(outcome as object);
    const [socket] = await connected;
    expect([slots.taken.stream, reports]).toEqual([0, ['succeeded']]);
    if (!socket.destroyed) await once(socket, 'close');
  },
);

it('a refusal says by its head that the member is up, and holds its slot until the client has it', async () => {
  status = 403;
  const client = new PassThrough();
  const response = new ServerResponse({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1 } as IncomingMessage);
  response.assignSocket(client as unknown as Socket);
  const answered = dig(() => ({ status: 403, headers: [] }), client, response);
  await expect.poll(() => reports).toEqual(['succeeded']);
  expect(slots.taken.stream).toBe(1);
  client.destroy();
  expect(await answered).toBe('answered');
  expect([slots.taken.stream, reports]).toEqual([0, ['succeeded']]);
});

it('a refusal whose body never ends gives its slot back all the same', async () => {
  status = 403;
  const client = new PassThrough();
  const response = new ServerResponse({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1 } as IncomingMessage);
  response.assignSocket(client as unknown as Socket);
  expect(await dig(() => ({ status: 403, headers: [] }), client, response, 50)).toBe('answered');
  expect([slots.taken.stream, reports]).toEqual([0, ['succeeded']]);
});

// SPDX-License-Identifier: Apache-2.0
// A connection that costs its owner nothing and stays for ever takes a place that somebody else needs. TCP without a
// handshake, TLS without the preface of HTTP/2, a header block that does not end, a session that only pings, a body that
// comes a byte at a time: six hundred of six hundred were still there after a minute and a half.
import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../free-port.ts';
import { type Attack, type StartAttack, session, until } from './attacks/attack.ts';
import { pingFlood, resetFlood, settingsFlood } from './attacks/frame-floods.ts';
import { halfHeadersOfHttp1, halfHeadersOfHttp2 } from './attacks/half-headers.ts';
import { idleSessions, noPreface, noRequest, noTlsHandshake } from './attacks/silent-connections.ts';
import { slowBodyOfHttp1, slowBodyOfHttp2 } from './attacks/slow-body.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

let house: SplitHouse;
beforeAll(async () => {
  house = await startSplitHouse((file) => {
    file.gateway.limits.connections = { handshake: '1s', head: '2s', idle: '2s', body: '1500ms', resets: 60 };
  });
});
afterAll(() => house.close());

const refused = async (reason: string): Promise<number> =>
  Number(
    new RegExp(`^scs_gateway_client_connections_refused_total\\{reason="${reason}"\\} (\\d+)$`, 'm').exec(
      await house.metrics(),
    )?.[1],
  );
const ended = async (attack: Attack): Promise<void> => {
  await until(() => attack.open() === 0);
  await attack.stop();
};

describe('a connection ends in time', () => {
  it.each<readonly [string, StartAttack, string | undefined]>([
    ['without a TLS handshake', noTlsHandshake, 'handshake'],
    ['without the preface of HTTP/2', noPreface, 'preface'],
    ['with a header block of HTTP/2 that does not end', halfHeadersOfHttp2, 'settings'],
    ['with a head of HTTP/1.1 that does not end', halfHeadersOfHttp1, undefined],
    ['without a request of HTTP/1.1', noRequest, undefined],
    ['whose session only pings', idleSessions, 'head'],
  ])(
    'and is closed %s',
    async (_name, start, reason) => {
      const attack = await start(house.url, { connections: 10 });
      expect(attack.open()).toBe(10);
      await ended(attack);
      if (reason !== undefined) expect(await refused(reason)).toBeGreaterThanOrEqual(10);
    },
    40_000,
  );

  it('after its last request, by GOAWAY', async () => {
    const client = await session(house.url);
    const goaway = once(client, 'goaway');
    const stream = client.request({ ':path': '/scs/v1' });
    stream.resume();
    await once(stream, 'close');
    const [code] = await goaway;
    expect(code).toBe(0);
    if (!client.destroyed) await once(client, 'close');
  });
});

const FIRST = 'x'.repeat(500_000);

it('a session with a request under way stays, however long it is silent', async () => {
  const token = await house.scoped('alice');
  let finish: () => void = () => undefined;
  house.lie((_, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    // More than is collected before the first of it goes on.
    response.write(FIRST);
    finish = () => response.end('last');
  });
  const client = await session(house.url);
  const stream = client.request({ ':path': '/clouds/cloud-b/compute/v2.1/servers/x/y', 'x-auth-token': token });
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  await until(() => chunks.length > 0);
  await new Promise((done) => setTimeout(done, 7_000));
  finish();
  await once(stream, 'close');
  expect([Buffer.concat(chunks).toString() === `${FIRST}last`, stream.rstCode]).toEqual([true, 0]);
  client.destroy();
}, 20_000);

describe('a body that comes a byte at a time', () => {
  it.each([
    ['HTTP/1.1', slowBodyOfHttp1],
    ['HTTP/2', slowBodyOfHttp2],
  ] as const)(
    'ends its connection or stream over %s',
    async (_protocol, start) => {
      const late = () => house.log.filter(({ status, limit }) => status === 408 && limit === 'body-time').length;
      const before = late();
      const attack = await start(house.url, { connections: 3, each: 3 });
      expect(attack.open()).toBeGreaterThan(0);
      await until(() => attack.open() === 0);
      expect(late()).toBeGreaterThan(before);
      await attack.stop();
    },
    30_000,
  );

  const token = () => house.scoped('alice');
  it.each(
    PROTOCOLS.flatMap((protocol) =>
      ['/identity/v3/auth/tokens', '/scs/v1/servers', '/clouds/cloud-a/compute/v2.1/servers'].map(
        (path) => [protocol, path] as const,
      ),
    ),
  )('is answered with 408 over %s at %s', async (protocol, path) => {
    const answer = await half(protocol, path, await token());
    expect(answer).toBe(408);
  });

  async function half(protocol: string, path: string, auth: string): Promise<number> {
    const headers = { 'x-auth-token': auth, 'content-type': 'application/json', 'content-length': '100' };
    if (protocol === 'HTTP/2') {
      const client = await session(house.url);
      const stream = client.request({ ':method': 'POST', ':path': path, ...headers });
      stream.on('error', () => undefined).write('{');
      const [head] = await once(stream, 'response');
      client.destroy();
      return Number(head[':status']);
    }
    const { request } = await import('node:https');
    const sent = request(`${house.url}${path}`, { method: 'POST', rejectUnauthorized: false, agent: false, headers });
    sent.on('error', () => undefined).write('{');
    const [answer] = await once(sent, 'response');
    sent.destroy();
    return answer.statusCode;
  }
});

describe('frames that cost the sender nothing', () => {
  it.each([
    ['pings', pingFlood, 'frames'],
    ['SETTINGS', settingsFlood, 'frames'],
    ['requests that are cancelled at once', resetFlood, undefined],
  ] as const)('end the session: %s', async (_name, start, reason) => {
    const attack = await start(house.url, { connections: 3, each: 100 });
    await ended(attack);
    if (reason !== undefined) expect(await refused(reason)).toBeGreaterThan(0);
    expect((await house.send('HTTP/2', 'GET', '/scs/v1')).status).toBe(200);
  });

  it('in the measure of real clients do not', async () => {
    const client = await session(house.url);
    for (let i = 0; i < 20; i++) await new Promise((done) => client.ping(done));
    const streams = Array.from({ length: 30 }, () => client.request({ ':path': '/identity/v3' }));
    for (const stream of streams) stream.on('error', () => undefined).close(8);
    const last = client.request({ ':path': '/identity/v3' });
    const [head] = await once(last, 'response');
    expect(head[':status']).toBe(200);
    client.destroy();
  });
});

it('two clients that share an address and a port, as behind a translation of addresses, are told apart', async () => {
  const other = await startSplitHouse((file) => {
    file.gateway.listen.host = '0.0.0.0';
    file.gateway.limits.connections = { handshake: '1s' };
  });
  const from = { port: other.port, localAddress: '127.0.0.1', localPort: await freePort() };
  const one = connect({ ...from, host: '127.0.0.1' });
  await once(one, 'connect');
  const silent = connect({ ...from, host: '127.0.0.2' });
  await once(silent, 'connect');
  const secure = connectTls({ socket: one, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
  await once(secure, 'secureConnect');
  await Promise.race([once(silent, 'close'), once(one, 'close')]);
  expect([silent.destroyed, one.destroyed]).toEqual([true, false]);
  secure.destroy();
  await other.close();
});

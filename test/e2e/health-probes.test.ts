// SPDX-License-Identifier: Apache-2.0
// What load balancers ask by themselves, as they write it: they must find the gateway well, and neither fill its log nor
// use up what strangers may ask for.
import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from '../security/protocols.ts';
import { exchange } from '../security/raw.ts';

let clear: SplitHouse;
let secure: SplitHouse;
beforeAll(async () => {
  const limits = { address: { login: '2/1h', failed: '2/1h' } };
  clear = await startSplitHouse((file) => {
    Object.assign(file.gateway.limits, limits);
    delete file.gateway.listen.tls;
    file.gateway.publicUrl = file.gateway.publicUrl.replace('https:', 'http:');
  });
  secure = await startSplitHouse((file) => Object.assign(file.gateway.limits, limits));
});
afterAll(async () => {
  await clear?.close();
  await secure?.close();
});

/** As they stand on the wire. */
const PROBES: readonly (readonly [string, string])[] = [
  ['HAProxy’s option httpchk', 'OPTIONS / HTTP/1.0\r\n\r\n'],
  ['HAProxy’s option httpchk that closes', 'OPTIONS / HTTP/1.0\r\nconnection: close\r\n\r\n'],
  ['HAProxy’s http-check send', 'GET / HTTP/1.1\r\nhost: 10.0.0.9:8443\r\nconnection: close\r\n\r\n'],
  ['HEAD without a Host', 'HEAD / HTTP/1.0\r\n\r\n'],
  ['GET without a Host', 'GET / HTTP/1.0\r\n\r\n'],
  [
    'nginx’s health_check',
    'GET / HTTP/1.0\r\nHost: gateways\r\nConnection: close\r\nUser-Agent: nginx health-check\r\n\r\n',
  ],
  [
    'Traefik’s healthCheck',
    'GET / HTTP/1.1\r\nHost: 10.0.0.9:8443\r\nUser-Agent: Go-http-client/1.1\r\nConnection: close\r\n\r\n',
  ],
  ['Traefik’s healthCheck with HEAD', 'HEAD / HTTP/1.1\r\nHost: 10.0.0.9\r\nConnection: close\r\n\r\n'],
  ['AWS’s', 'GET / HTTP/1.1\r\nHost: 10.0.0.9:8443\r\nConnection: close\r\nUser-Agent: ELB-HealthChecker/2.0\r\n\r\n'],
  ['Octavia’s HTTP monitor', 'GET / HTTP/1.0\r\nHost: \r\n\r\n'],
  ['OPTIONS of the server', 'OPTIONS * HTTP/1.1\r\nHost: 10.0.0.9\r\nConnection: close\r\n\r\n'],
];

const quiet = ({ log }: SplitHouse, before: number): void =>
  expect(log.slice(before).filter(({ msg }) => msg !== 'ready')).toEqual([]);

describe('a health check', () => {
  it.each(PROBES)('in clear is answered, for as often as it asks: %s', async (_name, bytes) => {
    const before = clear.log.length;
    for (let i = 0; i < 5; i++) expect(await exchange(clear.port, [bytes])).toMatch(/^HTTP\/1\.1 20[04] /);
    quiet(clear, before);
  });

  it.each(PROBES)('over TLS is answered: %s', async (_name, bytes) => {
    const before = secure.log.length;
    const { port, ca } = secure;
    const socket = connectTls({ host: '127.0.0.1', port, ca, servername: 'localhost' });
    socket.write(bytes);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 20[04] /);
    if (!socket.destroyed) await once(socket, 'close');
    quiet(secure, before);
  });

  it.each(PROTOCOLS)('says which methods there are, over %s', async (protocol) => {
    const { status, headers, text } = await secure.send(protocol, 'OPTIONS', '/');
    expect([status, headers.allow, text]).toEqual([204, 'GET, HEAD, OPTIONS', '']);
    expect((await secure.send(protocol, 'HEAD', '/')).status).toBe(200);
    expect((await secure.send(protocol, 'POST', '/')).status).toBeGreaterThanOrEqual(404);
  });

  it('that only connects leaves no line', async () => {
    for (const house of [clear, secure]) {
      const before = house.log.length;
      for (const end of ['end', 'destroy', 'resetAndDestroy'] as const) {
        const socket = connect(house.port, '127.0.0.1');
        await once(socket, 'connect');
        socket[end]();
        if (!socket.destroyed) await once(socket, 'close');
      }
      // Time enough for a line.
      expect(await exchange(clear.port, ['OPTIONS / HTTP/1.0\r\n\r\n'])).toMatch(/ 204 /);
      quiet(house, before);
    }
  });

  it('takes nothing of what a stranger at the same address may do', async () => {
    const text = await exchange(clear.port, ['GET /identity/v3/auth/projects HTTP/1.0\r\nx-auth-token: guess\r\n\r\n']);
    expect(text).toMatch(/ 401 /);
    expect(
      (await secure.send('HTTP/1.1', 'GET', '/identity/v3/auth/projects', { 'x-auth-token': 'guess' })).status,
    ).toBe(401);
  });

  it('that hits something wrong is told', async () => {
    await exchange(clear.port, ['GET /nothing HTTP/1.0\r\n\r\n']);
    await expect.poll(() => clear.log.at(-1)).toMatchObject({ path: '/nothing', status: 404 });
  });
});

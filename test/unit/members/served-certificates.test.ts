// SPDX-License-Identifier: Apache-2.0
// What a connection to a member tells of the certificate that is served there, good or not, as TLS itself judges it.
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { issue } from '../../../demo/ca.ts';
import { createServedCertificates, type Served } from '../../../src/members/served-certificates.ts';
import { createTransport } from '../../../src/members/transport.ts';

const DAY = 86_400_000;
const LONG = 60_000;

async function connected(pair: { ca: string; cert: string; key: string }, host = '127.0.0.1') {
  const server = createServer(pair, (_, response) => response.end('ok')).listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const seen: Served[] = [];
  const transport = createTransport(
    {
      cloud: 'cloud-a',
      tls: { ca: pair.ca },
      connections: 2,
      timeouts: { connect: LONG, headers: LONG, idle: LONG, login: LONG },
      breaker: { failures: 9, cooldown: 10_000 },
    },
    {
      now: Date.now,
      onServed: (served) => seen.push(served),
      resolve: (_name, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
    },
  );
  onTestFinished(async () => {
    await transport.close().catch(() => undefined);
    server.closeAllConnections();
    server.close();
  });
  const ask = () =>
    transport.call({ method: 'GET', url: `https://${host}:${port}/v3` }).then(
      ({ status }) => status,
      ({ code }: { code: string }) => code,
    );
  const [first, second] = [await ask(), await ask()];
  const served = createServedCertificates({ now: Date.now });
  for (const one of seen) served.seen('cloud-a', one);
  return { first, second, seen, conditions: served.conditions(new Set(['cloud-a'])), at: `${host}:${port}` };
}

it('a good one is seen with its end, once for each connection', async () => {
  const { first, second, seen, conditions } = await connected(await issue(Date.now()));
  expect([first, second, conditions]).toEqual([200, 200, []]);
  expect(seen).toHaveLength(1);
  const [{ certificate }] = seen as [Served];
  expect(typeof certificate === 'object' && Math.round((certificate.until - Date.now()) / DAY)).toBe(365);
});

it('one that ends soon is told while it is good', async () => {
  const { first, conditions } = await connected(await issue(Date.now() - 360 * DAY));
  expect([first, conditions.map(({ name }) => name)]).toEqual([200, ['certificateEnds']]);
});

it.each([
  ['has ended', -400 * DAY, '127.0.0.1', 'certificateExpired', /has expired: the gateway refuses it/],
  ['is not valid yet', 2 * DAY, '127.0.0.1', 'certificateNotYetValid', /is not valid yet/],
  ['is for another name', 0, 'keystone.example', 'certificateOtherName', /does not name keystone\.example/],
])('one that %s fails the connection and is told as that', async (_case, shift, host, name, words) => {
  const { first, conditions, at } = await connected(await issue(Date.now() + shift), host);
  expect(first).toMatch(/^member/);
  expect(conditions).toEqual([expect.objectContaining({ name, words: expect.stringMatching(words) })]);
  expect(conditions[0]?.words).toContain(at);
});

it('hosts that one peer names again and again make none of another forgotten', () => {
  const served = createServedCertificates({ now: () => 0 });
  served.seen('cloud-b', { host: 'keystone.b:443', certificate: 'CERT_HAS_EXPIRED' });
  for (let host = 0; host < 5_000; host++)
    served.seen('cloud-a', { host: `${host}.a:443`, certificate: { from: 0, until: 400 * DAY } });
  expect(served.conditions(new Set(['cloud-a', 'cloud-b'])).map(({ peer }) => peer)).toEqual(['cloud-b']);
});

it('one that was refused is told for an hour after nobody has asked there any more', () => {
  let now = 0;
  const served = createServedCertificates({ now: () => now });
  served.seen('cloud-a', { host: 'old.a:443', certificate: 'CERT_HAS_EXPIRED' });
  now = 59 * 60_000;
  expect(served.conditions(new Set(['cloud-a']))).toHaveLength(1);
  now = 61 * 60_000;
  expect(served.conditions(new Set(['cloud-a']))).toEqual([]);
});

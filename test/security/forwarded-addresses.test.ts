// SPDX-License-Identifier: Apache-2.0
// A limit that is kept by address is kept by what a proxy in front writes. Some write a port behind the address, and each
// port was another client: nobody ever had too many failed logins. And what the client itself wrote must never count.
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createProxies } from '../../src/gateway/limits/address.ts';
import { SOON } from '../soon.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

const PROXIES = ['10.0.0.0/8', '2001:db8:ffff::/48', '192.0.2.1'];
const client = (header: 'x-forwarded-for' | 'forwarded', value: string, peer: string | undefined = '10.0.0.1') =>
  createProxies(PROXIES, header).clientOf({ headers: { [header]: value } }, peer);

describe('X-Forwarded-For', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['203.0.113.9:40001', '203.0.113.9'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['2001:0DB8:0:0::1', '2001:db8::1'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['[::ffff:203.0.113.9]:40001', '203.0.113.9'],
    ['::ffff:cb00:7109', '203.0.113.9'],
    ['fe80::1%eth0', 'fe80::1'],
    ['"203.0.113.9"', '203.0.113.9'],
    ['1.1.1.1, 203.0.113.9', '203.0.113.9'],
    ['1.1.1.1,203.0.113.9:1, 10.2.3.4:5, [2001:db8:ffff::7]:9', '203.0.113.9'],
    ['203.0.113.9, ::ffff:10.2.3.4', '203.0.113.9'],
    // All are proxies: the first of them asked.
    ['10.9.9.9, 10.2.3.4', '10.9.9.9'],
  ])('%s tells of %s', (value, address) => {
    expect(client('x-forwarded-for', value)).toBe(address);
  });

  it.each([
    '',
    ' ',
    ',',
    'unknown',
    '_hidden',
    'example.org',
    '203.0.113.9, unknown',
    '203.0.113',
    '203.0.113.9:port',
    '[203.0.113.9',
    '[]:1',
    '2001:db8::1]:443',
    '203.0.113.9 203.0.113.10',
    '999.1.1.1',
    '0x7f.1',
    'x'.repeat(10_000),
  ])('that tells nothing leaves the proxy itself: %j', (value) => {
    expect(client('x-forwarded-for', value)).toBe('10.0.0.1');
  });

  it('that tells nothing behind another proxy leaves the first that did', () => {
    expect(client('x-forwarded-for', 'unknown, 10.2.3.4')).toBe('10.2.3.4');
  });
});

describe('Forwarded', () => {
  it.each([
    ['for=203.0.113.9', '203.0.113.9'],
    ['For="203.0.113.9:40001";proto=https;by=10.0.0.1', '203.0.113.9'],
    ['proto=https; for="[2001:db8::1]:443"', '2001:db8::1'],
    ['for=1.1.1.1, for=203.0.113.9;host=x, for=10.2.3.4', '203.0.113.9'],
  ])('%s tells of %s', (value, address) => {
    expect(client('forwarded', value)).toBe(address);
  });

  it.each(['for=unknown', 'for=_x7', 'by=203.0.113.9', '203.0.113.9', 'for="203.0.113.9', 'forx=203.0.113.9'])(
    'that tells nothing leaves the proxy itself: %s',
    (value) => {
      expect(client('forwarded', value)).toBe('10.0.0.1');
    },
  );
});

it('what others than the proxies write is not looked at', () => {
  expect(client('x-forwarded-for', '1.1.1.1', '203.0.113.50')).toBe('203.0.113.50');
  const [one, other] = [createProxies(PROXIES, 'forwarded'), createProxies([], 'x-forwarded-for')];
  expect(one.clientOf({ headers: { 'x-forwarded-for': '1.1.1.1' } }, '10.0.0.1')).toBe('10.0.0.1');
  expect(other.clientOf({ headers: { 'x-forwarded-for': '1.1.1.1' } }, '10.0.0.1')).toBe('10.0.0.1');
  expect(one.clientOf({ headers: { forwarded: 'for=1.1.1.1' } }, undefined)).toBeUndefined();
});

describe.each(PROTOCOLS)('over %s', (protocol) => {
  let house: SplitHouse;
  beforeAll(async () => {
    house = await startSplitHouse((file) => {
      file.gateway.trustedProxies = ['127.0.0.1', '::1'];
      file.gateway.limits.address = { failed: '3/1h' };
    });
  });
  afterAll(() => house.close());

  const guess = async (from: string, header = 'x-forwarded-for'): Promise<number> =>
    (await house.send(protocol, 'GET', '/identity/v3/auth/projects', { 'x-auth-token': 'guess', [header]: from }))
      .status;

  it('a client has one limit, whatever port its proxy writes', async () => {
    for (let port = 40_001; port < 40_004; port++) expect(await guess(`203.0.113.9:${port}`)).toBe(401);
    expect(await guess('203.0.113.9:40004')).toBe(429);
    expect(await guess('1.1.1.1, [::ffff:203.0.113.9]:40005')).toBe(429);
    for (let host = 1; host < 4; host++) expect(await guess(`[2001:db8::${host}]:443`)).toBe(401);
    expect(await guess('[2001:db8::4]:443')).toBe(429);
    expect(await guess('203.0.113.10:40001')).toBe(401);
    const line = house.log.find(({ status, limit }) => status === 429 && limit === 'address-failed');
    expect(line.client).toBe('203.0.113.9');
  });

  it('the field that its proxies do not write gives nobody a new limit', async () => {
    const statuses = [];
    for (let i = 0; i < 6; i++) statuses.push(await guess(`for=203.0.113.${i + 100}`, 'forwarded'));
    expect(statuses.slice(3)).toEqual([429, 429, 429]);
  });
});

describe.each(PROTOCOLS)('over %s, of what strangers may have at a cloud', (protocol) => {
  it('a client behind a proxy has its own share', async () => {
    const house = await startSplitHouse((file) => {
      file.gateway.trustedProxies = ['127.0.0.1', '::1'];
      file.clouds[1].openstack.limits = { perUser: { inFlight: 2 } };
    });
    const waiting: ServerResponse[] = [];
    house.lie((request, response) => {
      if (request.headers['x-forwarded-for'] === undefined && request.url === '/' && waiting.length < 2)
        waiting.push(response);
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{"versions":[]}');
    });
    const token = await house.scoped('alice');
    await house.send(protocol, 'GET', '/clouds/cloud-b/compute/v2.1/servers', { 'x-auth-token': token });
    const ask = (from: string) =>
      house.send(protocol, 'GET', '/clouds/cloud-b/compute/', { 'x-forwarded-for': from }).then(({ status }) => status);
    const held = [ask('203.0.113.9'), ask('203.0.113.9')];
    await vi.waitFor(() => expect(waiting.length).toBe(2), SOON);
    expect([await ask('203.0.113.9'), await ask('203.0.113.10')]).toEqual([503, 200]);
    for (const one of waiting) one.writeHead(200, { 'content-type': 'application/json' }).end('{"versions":[]}');
    await Promise.all(held);
    await house.close();
  });
});

// SPDX-License-Identifier: Apache-2.0
// Request targets that could mean one thing to the gateway and another to the member, or lead somewhere else: none of
// them is forwarded, and every refusal is in words of ours.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { projectRef } from '../../src/model/ids.ts';
import { type Harness, startHarness } from '../e2e/harness.ts';
import { describeNoLeaks } from '../e2e/no-leaks.ts';
import { exchange } from './raw.ts';

let h: Harness;
let token: string;
let tapPort: number;
let before: number;
beforeAll(async () => {
  h = await startHarness();
  token = await h.scoped('alice');
  tapPort = Number(new URL(h.url).port);
});
afterAll(() => h.close());
const reached = (): number => h.a.requests.length + h.b.requests.length;
beforeEach(() => {
  before = reached();
});

const get = (target: string, method = 'GET', host = 'gateway'): Promise<string> =>
  exchange(tapPort, [
    `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nX-Auth-Token: ${token}\r\nConnection: close\r\n\r\n`,
  ]);
const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);

const NOVA = '/clouds/cloud-a/compute/v2.1';

describe('a target that is no plain path', () => {
  it.each([
    `${NOVA}/../../../etc/passwd`,
    `${NOVA}/servers/..`,
    `${NOVA}/./servers`,
    `${NOVA}/%2e%2e/servers`,
    `${NOVA}/%2E%2E%2fservers`,
    `${NOVA}/.%2e/servers`,
    `${NOVA}/..;/servers`,
    `${NOVA}/servers%2f..%2f..`,
    `${NOVA}/servers/%00`,
    `${NOVA}/servers%0d%0aX-Evil:1`,
    `${NOVA}/servers\\..\\x`,
    `${NOVA}/servers%5c..`,
    `${NOVA}/servers%zz`,
    `${NOVA}/servers%`,
    `${NOVA}/servers#fragment`,
    '/clouds/../clouds/cloud-a/compute/v2.1/servers',
    '/clouds/cloud-a/../cloud-b/compute/v2.1/servers',
    '/clouds/%2e%2e/cloud-a/compute/v2.1/servers',
    'http://cloud-a.example/clouds/cloud-a/compute/v2.1/servers',
    'http://user:pw@cloud-a.example/clouds/cloud-a/compute/v2.1/servers',
  ])('%s is refused with 400', async (target) => {
    const answer = await get(target);
    expect(statusOf(answer)).toBe(400);
    expect(answer).toMatch(/^x-openstack-request-id: req-/im);
    expect(reached()).toBe(before);
  });

  it.each(['//evil.example/v2.1/servers', '@evil.example/', ':80/', '*', 'evil.example:443', '?a=b', ''])(
    '%s never gets to a member',
    async (target) => {
      const answer = await get(target);
      // `*` is answered as the root would be.
      expect(statusOf(answer)).toBeGreaterThanOrEqual(target === '*' ? 200 : 400);
      expect(reached()).toBe(before);
    },
  );
});

describe('an authority in a path', () => {
  it.each([
    '/clouds/cloud-a/compute@evil.example/v2.1/servers',
    '/clouds/cloud-a/compute:80@evil.example/',
    '/clouds/cloud-a@evil.example/compute/v2.1/servers',
    '/clouds/cloud-a/@evil.example/v2.1/servers',
    '/clouds/cloud-a//evil.example/v2.1/servers',
    '/clouds//cloud-a/compute/v2.1/servers',
    '/clouds/http://evil.example/compute/v2.1/servers',
  ])('%s leads nowhere', async (target) => {
    expect(statusOf(await get(target))).toBe(404);
    expect(reached()).toBe(before);
  });

  it.each(['//evil.example/servers', '@evil.example/servers', '/servers//x', '/servers?u=//evil.example', '/x:y@z'])(
    'after the service stays a path at the member: %s',
    async (rest) => {
      await get(`${NOVA}${rest}`);
      expect(reached()).toBe(before + 1);
      const seen = h.a.requests.at(-1);
      expect([seen?.service, seen?.url]).toEqual(['compute', `/v2.1${rest}`]);
    },
  );

  it('CONNECT and TRACE are not offered', async () => {
    expect(await get('evil.example:443', 'CONNECT')).not.toMatch(/^HTTP\/1\.1 2/);
    expect(statusOf(await get(`${NOVA}/servers`, 'TRACE'))).toBeGreaterThanOrEqual(400);
    expect(reached()).toBe(before);
  });
});

describe('what does not exist', () => {
  it.each([
    ['a region', '/clouds/nowhere/compute/v2.1/servers', 404],
    ['a region of a known cloud', '/clouds/cloud-a.RegionZ/compute/v2.1/servers', 404],
    ['no region', '/clouds/', 404],
    ['the name of an object’s property', '/clouds/__proto__/compute/v2.1/servers', 404],
    ['the name of an object’s method', '/clouds/constructor/compute/v2.1/servers', 404],
    ['a service', '/clouds/cloud-a/telepathy/v1/thoughts', 404],
    ['a service by its alias', '/clouds/cloud-a/volumev3/v3/volumes', 404],
    ['a service’s property name', '/clouds/cloud-a/toString/v1', 404],
    ['no service', '/clouds/cloud-a', 404],
    ['no service but a slash', '/clouds/cloud-a/', 404],
    // Of a federated cloud it is the facade's, which shows no token that is not named.
    ['Keystone’s way to a member’s token', '/clouds/cloud-a/identity/v3/auth/tokens', 403],
    ['the same, disguised', '/clouds/cloud-a/identity//v3//auth/%74okens', 403],
    ['EC2’s way to one', '/clouds/cloud-a/identity/v3/ec2tokens', 403],
  ])('is told so: %s', async (_name, target, status) => {
    const answer = await get(target);
    expect(statusOf(answer)).toBe(status);
    expect(reached()).toBe(before);
  });

  it('a project that nobody has, and one that the caller lacks, are the same to it', async () => {
    const [mine, other] = [await h.login('alice'), projectRef('acme', 'teaching').id];
    const ask = (id: string) =>
      h.send('POST', '/identity/v3/auth/tokens', {
        json: { auth: { identity: { methods: ['token'], token: { id: mine } }, scope: { project: { id } } } },
      });
    const [lacks, unknown] = [await ask(other), await ask('f'.repeat(32))];
    expect([lacks.status, unknown.status]).toEqual([401, 401]);
    expect(lacks.text).toBe(unknown.text);
  });

  it('a foreign project’s id in a path opens nothing', async () => {
    const other = projectRef('acme', 'teaching').id;
    const volumes = await h.send('GET', `/clouds/cloud-a/block-storage/v3/${other}/volumes`, { token });
    expect(volumes.status).toBe(400);
    const objects = await h.send('GET', `/clouds/cloud-a/object-store/v1/AUTH_${other}`, { token });
    expect(objects.status).toBe(403);
    const own = h.a.projectIds['acme/teaching'];
    const guessed = await exchange(h.port, [
      `GET /clouds/cloud-a/object-store/v1/AUTH_${own} HTTP/1.1\r\nHost: g\r\nX-Auth-Token: ${token}\r\nConnection: close\r\n\r\n`,
    ]);
    expect(statusOf(guessed)).toBe(403);
  });
});

describeNoLeaks(() => h);

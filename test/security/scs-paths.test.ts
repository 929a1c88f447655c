// SPDX-License-Identifier: Apache-2.0
// An id in a path of the normalised API becomes a part of a path at a member. OpenStack's services and API servers undo
// escapes before they look at a path, so an escaped slash is a slash there: an id that holds one, or that is a word which
// the member knows as something else (`/servers/detail`), would ask for, or delete, another thing than an object.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClusterHarness, startClusterHarness } from '../e2e/cluster-harness.ts';
import { type Harness, startHarness } from '../e2e/harness.ts';

let h: Harness;
let k: ClusterHarness;
let token: string;
let bob: string;
beforeAll(async () => {
  h = await startHarness();
  k = await startClusterHarness();
  token = await h.scoped('alice');
  bob = await k.login('bob');
});
afterAll(() => Promise.all([h.close(), k.close()]));

const RESOURCES = [
  'servers',
  'flavors',
  'images',
  'keypairs',
  'volumes',
  'volume-types',
  'snapshots',
  'networks',
  'subnets',
  'routers',
  'ports',
  'floating-ips',
  'security-groups',
  'security-group-rules',
  'load-balancers',
  'containers',
  'quotas',
  'availability-zones',
];
const IDS = [
  '..',
  '.',
  '%2e%2e',
  '..%2f..%2fv3%2fusers',
  '%2E%2E%2F%2E%2E%2Fv3%2Fusers',
  'x%2Faction',
  'x%2f..%2fdetail',
  'x%5c..%5cdetail',
  'x%00',
  'x%0d%0aX-Auth-Token:%20y',
  'x%0ay',
  'x%3Fall_tenants=1%26y',
  'x%23y',
  'x%3B..%2f',
  '%252e%252e%252fdetail',
  '%20',
];

/** The paths at the members since `from`, without the logins. */
const asked = (from: { a: number; b: number }): string[] =>
  [...h.a.requests.slice(from.a), ...h.b.requests.slice(from.b)]
    .filter(({ service }) => service !== 'identity')
    .map(({ method, url }) => `${method} ${url}`);

describe('an id that is none', () => {
  it.each(RESOURCES)('of %s asks a member for nothing but an object of that name', async (plural) => {
    for (const cloud of ['cloud-a', 'cloud-b'])
      for (const id of IDS) {
        const from = { a: h.a.requests.length, b: h.b.requests.length };
        for (const method of ['GET', 'DELETE']) {
          const { status, text } = await h.send(method, `/scs/v1/${plural}/${cloud}/${id}`, { token });
          expect([400, 404, 405, 501], `${method} ${plural} ${id}: ${text}`).toContain(status);
        }
        for (const line of asked(from)) {
          expect(line, id).not.toMatch(/^(?:DELETE|PUT|POST|PATCH) /);
          expect(line, id).not.toMatch(/%2f|%5c|%0|\/\.\.?(?:$|\/|\?)|[?&]all_tenants/i);
        }
      }
  });

  it('is a word of the member: no object is made of what that answers', async () => {
    for (const [plural, id] of [
      ['servers', 'detail'],
      ['flavors', 'detail'],
      ['volumes', 'detail'],
      ['volumes', 'summary'],
      ['snapshots', 'detail'],
    ] as const)
      for (const cloud of ['cloud-a', 'cloud-b']) {
        const from = { a: h.a.requests.length, b: h.b.requests.length };
        for (const method of ['GET', 'DELETE']) {
          const { status, text } = await h.send(method, `/scs/v1/${plural}/${cloud}/${id}`, { token });
          expect([404, 405], `${method} ${plural} ${id}: ${text}`).toContain(status);
        }
        expect((await h.send('GET', `/scs/v1/${plural}/${id}`, { token })).status).toBe(404);
        expect(asked(from).filter((line) => !line.startsWith('GET '))).toEqual([]);
      }
  });
});

describe('an id of a cluster', () => {
  it.each([
    'namespaces/cloud-a/hub:default%2Fsecrets%2Fdb',
    'namespaces/cloud-a/hub:default%2Fpods',
    'namespaces/cloud-a/imp:..%2Fnodes',
    'namespaces/cloud-a/hub:..',
    'namespaces/cloud-a/hub:.',
    'nodes/cloud-a/hub:node-1%2Fproxy%2Fpods',
    'nodes/cloud-a/imp:node-1%3Fwatch=true',
    'workloads/cloud-a/hub:default%2Fsecrets:Deployment:db',
    'workloads/cloud-a/hub:default:Deployment:web%2Fscale',
    'workloads/cloud-a/hub:default:..%2F..%2Fsecrets:db',
    'workloads/cloud-a/hub:..:Deployment:..',
    'workloads?namespace=default%2Fpods%2Fx%2Flog%3F',
    'workloads?namespace=..%2F..',
    'clusters/cloud-a/hub%2F..%2Fdown',
  ])('%s leads to nothing else in it', async (path) => {
    const before = k.cluster.requests.length;
    const { status, text } = await k.send('GET', `/scs/v1/${path}`, { token: bob });
    expect([200, 400, 404], text).toContain(status);
    if (status === 200) expect(JSON.parse(text).items).toEqual([]);
    for (const { url } of k.cluster.requests.slice(before)) {
      expect(decodeURIComponent(url.split('?')[0] ?? '')).not.toMatch(/secrets|pods|proxy|scale|\.\.|log/);
      expect(url.split('?')[0]).not.toMatch(/%2f/i);
    }
  });
});

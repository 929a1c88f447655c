// SPDX-License-Identifier: Apache-2.0
// Object-level authorisation (OWASP API1) where no project judges, but a cluster: every operation of the SCS API's document is asked
// by somebody whom the cluster lets see nothing, just after somebody who sees all of it. Nothing that is kept of what the one was
// told may reach the other, and the gateway's own account at the cluster may not speak for them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiDocument } from '../../src/gateway/surfaces/scs/document/document-routes.ts';
import { type ScsDeps, scsRoutes } from '../../src/gateway/surfaces/scs/index.ts';
import { inList, onObject, operationsOf, type Person, type Things, type TwoPeople } from '../contract/object-level.ts';
import { type ClusterHarness, startClusterHarness } from '../e2e/cluster-harness.ts';

const SERVER = 'https://gateway.example.org';
const document = JSON.parse(JSON.stringify(apiDocument(scsRoutes({ publicUrl: SERVER } as ScsDeps), SERVER)));
const OPERATIONS = operationsOf(document);
/** What is in clusters. */
const INSIDE = ['nodes', 'namespaces', 'workloads'];
const ON_OBJECTS = OPERATIONS.filter(({ path, plural }) => INSIDE.includes(plural) && path.includes('{id}'));

let h: ClusterHarness;
let people: TwoPeople;
beforeAll(async () => {
  h = await startClusterHarness();
  h.cluster.objects.put('deployments', 'shop', {
    metadata: { name: 'web' },
    spec: { replicas: 1, template: { spec: { containers: [{ image: 'registry.example/web:1' }] } } },
  });
  const person = (name: string, token: string): Person => ({
    name,
    async send(method, path, options = {}) {
      const answer = await h.send(method, path, { token, ...options });
      const { status, headers, text } = answer;
      return {
        status,
        text,
        header: (one) => [headers[one]].flat()[0] ?? null,
        get body() {
          return answer.body;
        },
      };
    },
  });
  people = {
    document,
    cloud: 'cloud-a',
    owner: person('bobs', await h.login('bob')),
    other: person('mallorys', await h.login('mallory')),
    projects: [],
  };
});
afterAll(() => h.close());

it('what is in clusters is only read: an operation that changes it has to be asked about as well', () => {
  expect(ON_OBJECTS.length).toBe(2 * INSIDE.length);
  const others = OPERATIONS.filter(({ plural }) => [...INSIDE, 'clusters'].includes(plural));
  expect(others.filter(({ method }) => method !== 'GET')).toEqual([]);
});

describe.each(['hub', 'imp'])('in a cluster of the strategy of "%s"', (cluster) => {
  const owners: Things = new Map();
  beforeAll(async () => {
    for (const plural of INSIDE) {
      const { body } = await people.owner.send('GET', `/scs/v1/${plural}?cluster=${cluster}`);
      owners.set(plural, body.items[0].id);
    }
  });

  it.each(ON_OBJECTS)('one finds nothing, where another does: $name', async (one) => {
    const asOwner = await onObject({ ...people, other: people.owner }, one, owners, owners);
    expect(asOwner?.status, asOwner?.text).toBe(200);
    const { status, good, text } = (await onObject(people, one, owners, owners)) ?? expect.fail('nothing was asked');
    expect(good, text).toContain(status);
    for (const id of owners.values()) expect(text).not.toContain(`"${id}"`);
  });

  it.each(OPERATIONS.filter(({ method, path }) => method === 'GET' && !/\{(id|operation)\}/.test(path)))(
    'an answer about no single object has nothing of it: $name',
    async (one) => {
      const asOwner = await inList({ ...people, other: people.owner }, one, owners);
      if (INSIDE.includes(one.plural)) expect(asOwner.flatMap(({ found }) => found)).toEqual([owners.get(one.plural)]);
      for (const { what, found, status } of await inList(people, one, owners)) {
        expect(found, what).toEqual([]);
        expect([200, 400, 403, 404], what).toContain(status);
      }
    },
  );

  it('one is told that the cluster is there, and nothing of what is in it', async () => {
    for (const path of [`/scs/v1/clusters/cloud-a/${cluster}`, `/scs/v1/clusters/${cluster}`, '/scs/v1/clusters']) {
      const [owner, other] = [await people.owner.send('GET', path), await people.other.send('GET', path)];
      const cut = ({ body }: typeof owner) =>
        (body.items ?? [body]).find(({ id }: { readonly id: string }) => id === cluster);
      expect(cut(owner)).toMatchObject({ nodes: { total: 1 }, zones: ['zone-1'], storageClasses: [{ name: 'ssd' }] });
      expect(cut(other)).toMatchObject({ id: cluster, nodes: null, zones: null, storageClasses: null });
    }
  });
});

it('nothing of all this was a request for another one than who asked', () => {
  expect(h.cluster.violations).toEqual([]);
});

// SPDX-License-Identifier: Apache-2.0
// The examples of the API's document are no fiction: each request is sent as it stands there, and the answer is one that
// the document describes. Ids, which differ from cloud to cloud, are those of what an earlier example has made.
import Schema from 'typebox/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resources as kubernetesResources } from '../../src/adapters/kubernetes/resources/index.ts';
import { apiDocument } from '../../src/gateway/surfaces/scs/document/document-routes.ts';
import { type ScsDeps, scsRoutes } from '../../src/gateway/surfaces/scs/index.ts';
import type { ScsRoute } from '../../src/gateway/surfaces/scs/route.ts';
import { RESOURCES } from '../../src/model/scs/resources/index.ts';
import { type ClusterHarness, startClusterHarness } from './cluster-harness.ts';
import { expectDeclared, type Told } from './declared-headers.ts';
import { type Harness, startHarness } from './harness.ts';
import { MADE } from './made.ts';
import { describeNoLeaks } from './no-leaks.ts';

// biome-ignore lint/suspicious/noExplicitAny: an OpenAPI document is walked as the JSON that it is
type Node = any;

const SERVER = 'https://gateway.example.org';
const ROUTES = scsRoutes({ publicUrl: SERVER } as ScsDeps);
const DOCUMENT: Node = JSON.parse(JSON.stringify(apiDocument(ROUTES, SERVER)));
/** Operations that no example fits: one ends the caller's tokens, the other needs an operation under way. */
const APART = ['revokeMyTokens', 'getOperation', 'followOperation'];

/** Actions in an order that states allow. Those of a resource that is not here go as they are written. */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  servers: [
    'add-tag',
    'remove-tag',
    'stop',
    'start',
    'reboot',
    'resize',
    'revert-resize',
    'resize',
    'confirm-resize',
    'console-log',
    'open-console',
  ],
  volumes: ['extend', 'attach', 'detach'],
};
/** Whose ids are names, which both clouds have. */
const SHARED = ['quotas', 'availability-zones'];
/** Whose actions are done, one after the other. */
const WORK = [
  'servers',
  'volumes',
  'floating-ips',
  'routers',
  'images',
  'networks',
  'subnets',
  'ports',
  'security-groups',
];

interface Answer {
  readonly status: number;
  readonly headers: Told['headers'];
  readonly text: string;
  readonly body: Node;
}
type Ask = (method: string, path: string, json?: unknown) => Promise<Answer>;
/** By resource: the id of what there is. */
type Ids = Map<string, string>;

const route = (method: string, path: string): ScsRoute | undefined =>
  ROUTES.find((one) => one.method === method && one.path === path);

async function replay({ method, path, operationId, example = {} }: ScsRoute, ask: Ask, ids: Ids): Promise<Node> {
  const [, , , plural = ''] = path.split('/');
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = name === 'id' ? (ids.get(plural) ?? example.parameters?.id) : example.parameters?.[name];
    if (value === undefined) throw new Error(`${operationId} has no example of ${name}`);
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams(example.query);
  const answer = await ask(method, `${filled}${search.size === 0 ? '' : `?${search}`}`, example.body);
  expect(answer.status, `${operationId}: ${answer.text.slice(0, 500)}`).toBeGreaterThanOrEqual(200);
  expect(answer.status, `${operationId}: ${answer.text.slice(0, 500)}`).toBeLessThan(300);
  expectDeclared(DOCUMENT, path, method, answer);
  const described = DOCUMENT.paths[path][method.toLowerCase()].responses[answer.status]?.content;
  if (described === undefined) {
    expect([operationId, answer.text]).toEqual([operationId, '']);
    return undefined;
  }
  const schema = described['application/json']?.schema;
  if (schema === undefined) return answer.text;
  const [, faults] = Schema.Errors({ ...schema, components: DOCUMENT.components }, answer.body);
  expect(faults, `${operationId}: ${answer.text.slice(0, 500)}`).toEqual([]);
  return answer.body;
}

const ofPlural = (plural: string): readonly ScsRoute[] =>
  ROUTES.filter(({ path }) => path === `/scs/v1/${plural}` || path.startsWith(`/scs/v1/${plural}/`));
const isOfResource = ({ tag }: ScsRoute): boolean => RESOURCES.some(({ plural }) => plural === tag);
const inClusters = ({ tag }: ScsRoute): boolean => Object.hasOwn(kubernetesResources, tag);

describe('on clouds', () => {
  let h: Harness;
  let ask: Ask;
  const ids: Ids = new Map();
  beforeAll(async () => {
    h = await startHarness();
    const token = await h.scoped('alice');
    ask = (method, path, json) => h.send(method, path, { token, ...(json === undefined ? {} : { json }) });
    // Nobody changes the public ones.
    const own = { name: 'own', disk_format: 'raw', container_format: 'bare' };
    const { body } = await ask('POST', '/clouds/cloud-a/image/v2/images', own);
    ids.set('images', body.id);
  });
  afterAll(() => h.close());

  it('everything that can be made has its place in this test', () => {
    const creatable = RESOURCES.filter(({ create }) => create !== undefined).map(({ plural }) => plural);
    expect([...MADE].sort()).toEqual(creatable.sort());
  });

  it.each(MADE)('%s are made', async (plural) => {
    const create = route('POST', `/scs/v1/${plural}`) as ScsRoute;
    expect(create.example?.body).toBeDefined();
    const { item } = await replay(create, ask, ids);
    ids.set(plural, item.id);
    if (plural === 'routers') {
      const join = ofPlural(plural).find(({ path }) => path.endsWith('/add-interface')) as ScsRoute;
      await replay(join, ask, ids);
    }
  });

  const reads = ROUTES.filter(
    (one) =>
      one.method === 'GET' && !one.path.includes('/actions/') && !inClusters(one) && !APART.includes(one.operationId),
  );
  it.each(reads.map((one) => [one.operationId, one] as const))('%s answers a GET', async (_name, one) => {
    const [, , , plural = ''] = one.path.split('/');
    if (isOfResource(one) && one.path.includes('{') && !ids.has(plural)) {
      const { body } = await ask('GET', `/scs/v1/${plural}?cloud=cloud-a`);
      // Not every resource has something in these clouds.
      if (body.items.length === 0) return;
      ids.set(plural, body.items[0].id);
    }
    if (SHARED.includes(plural) && one.operationId.startsWith('find')) {
      expect((await ask('GET', `/scs/v1/${plural}/${ids.get(plural)}`)).body).toMatchObject({
        status: 409,
        code: 'conflict',
      });
      return;
    }
    await replay(one, ask, ids);
  });

  const updates = ROUTES.filter(({ method }) => method === 'PATCH');
  it.each(updates.map((one) => [one.operationId, one] as const))('%s changes', async (_name, one) => {
    expect(one.example?.body).toBeDefined();
    const { item } = await replay(one, ask, ids);
    expect(item).toMatchObject(one.example?.body as object);
  });

  const actions = WORK.flatMap((plural) => {
    const own = Object.keys(RESOURCES.find((one) => one.plural === plural)?.actions ?? {});
    return (ORDER[plural] ?? own)
      .filter((action) => action !== 'add-interface' && action !== 'remove-interface')
      .map((action) => [plural, action] as const);
  });
  it.each(actions)('%s: %s is done (%#)', async (plural, action) => {
    const [one] = ofPlural(plural).filter(({ path }) => path.endsWith(`/actions/${action}`));
    const body = await replay(one as ScsRoute, ask, ids);
    if (body.operation !== undefined) expect(body.operation).toMatchObject({ status: 'succeeded' });
  });
  it('has done every action there is', () => {
    const all = RESOURCES.flatMap(({ plural, actions: own = {} }) =>
      Object.keys(own).map((name) => `${plural} ${name}`),
    );
    const done = new Set([
      ...actions.map((pair) => pair.join(' ')),
      'routers add-interface',
      'routers remove-interface',
    ]);
    expect(all.filter((name) => !done.has(name))).toEqual([]);
  });

  const posts = ROUTES.filter((one) => one.method === 'POST' && !isOfResource(one));
  it.each(posts.map((one) => [one.operationId, one] as const))('%s answers a POST', async (_name, one) => {
    expect(one.example?.body).toBeDefined();
    await replay(one, ask, ids);
  });

  it.each(MADE.toReversed())('%s are deleted', async (plural) => {
    if (plural === 'routers') {
      const part = ofPlural(plural).find(({ path }) => path.endsWith('/remove-interface')) as ScsRoute;
      await replay(part, ask, ids);
    }
    const [remove] = ofPlural(plural).filter(({ method }) => method === 'DELETE');
    await replay(remove as ScsRoute, ask, ids);
  });

  describeNoLeaks(() => h);
});

describe('on clusters', () => {
  let h: ClusterHarness;
  let ask: Ask;
  const ids: Ids = new Map();
  beforeAll(async () => {
    h = await startClusterHarness();
    const token = await h.login('bob');
    h.cluster.objects.put('deployments', 'shop', {
      metadata: { name: 'web', generation: 1 },
      spec: { replicas: 1, template: { spec: { containers: [{ image: 'registry.example/web:1' }] } } },
      status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
    });
    ask = (method, path, json) => h.send(method, path, { token, ...(json === undefined ? {} : { json }) });
    for (const plural of ['clusters', 'nodes', 'namespaces', 'workloads']) {
      const { body } = await ask('GET', `/scs/v1/${plural}`);
      ids.set(plural, body.items[0].id);
    }
  });
  afterAll(() => h.close());

  it.each(ROUTES.filter(inClusters).map((one) => [one.operationId, one] as const))('%s answers', async (_name, one) => {
    await replay(one, ask, ids);
  });
});

describe('an example of an answer', () => {
  const answers = Object.entries<Node>(DOCUMENT.paths).flatMap(([path, verbs]) =>
    Object.entries<Node>(verbs).flatMap(([verb, { responses }]) =>
      Object.entries<Node>(responses).flatMap(([status, { content }]) => {
        const media = content?.['application/json'];
        return media?.example === undefined ? [] : [[`${verb} ${path} ${status}`, media] as const];
      }),
    ),
  );

  it('is there for every list and every object', () => {
    const reads = ROUTES.filter((one) => one.method === 'GET' && isOfResource(one) && !one.path.includes('/actions/'));
    const missing = reads.filter(
      ({ answers: own, tag }) => own[200]?.example === undefined && tag !== 'load-balancers',
    );
    expect(missing.map(({ operationId }) => operationId)).toEqual([]);
  });

  it.each(answers)('%s is what its schema allows', (_name, { schema, example }) => {
    const [, faults] = Schema.Errors({ ...schema, components: DOCUMENT.components }, example);
    expect(faults).toEqual([]);
  });
});

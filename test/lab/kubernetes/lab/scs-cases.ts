// SPDX-License-Identifier: Apache-2.0
// What the normalised API says of a real cluster, held against what kubectl says of it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { until } from '../talk.ts';
import { ENTRIES, type Setting } from './setting.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are checked by what the case expects of them
type Json = any;

export async function scsCases({ claims: { claim }, cluster, ask, tokens, idp }: Setting): Promise<void> {
  await cluster.kubectl(['apply', '-f', join(import.meta.dirname, 'workloads.yaml')]);
  const kubectl = async (...args: string[]): Promise<Json> =>
    JSON.parse(await cluster.kubectl([...args, '-o', 'json']));
  const scs = async (path: string, token = tokens.alice): Promise<Json> => {
    const { status, body } = await ask(`/scs/v1/${path}`, token);
    assert.equal(status, 200, body);
    return JSON.parse(body);
  };
  const sorted = (values: unknown[]): unknown[] => values.map((value) => JSON.stringify(value)).sort();

  await claim('SCS API: the clusters, with version and nodes as kubectl says them', async () => {
    const { serverVersion } = await kubectl('version');
    const { items, clouds } = await scs('clusters');
    assert.deepEqual(items.map(({ id }: Json) => id).sort(), ['hub-a', 'imp-a', 'pass-a']);
    for (const item of items.filter(({ id }: Json) => id !== 'pass-a')) {
      assert.deepEqual(
        [item.status, item.version, item.platform, item.nodes, item.networkPolicy],
        ['ready', serverVersion.gitVersion, serverVersion.platform, { total: 1, ready: 1 }, true],
        item.id,
      );
      assert.ok(item.apiGroups.includes('lab.example'), 'the API group of a custom resource');
      assert.equal(item.storageClasses, null, 'alice may not list storage classes');
    }
    assert.equal(items.find(({ id }: Json) => id === 'pass-a').status, 'unknown');
    assert.deepEqual([clouds[0].cloud, clouds[0].status], ['a', 'ok']);
    const bob = await scs('clusters/a/hub-a', tokens.bob);
    assert.deepEqual([bob.status, bob.nodes], ['ready', null]);
  });

  await claim('SCS API: with a token of the identity provider the cluster that trusts it is there too', async () => {
    const { access_token: own } = await idp.tokens.password('alice');
    const { items } = await scs('clusters', own);
    assert.deepEqual(
      items.map(({ status }: Json) => status),
      ['ready', 'ready', 'ready'],
    );
    const cloud = await scs('clouds/a', own);
    assert.deepEqual([cloud.status, cloud.access], ['up', true]);
  });

  for (const entry of ENTRIES) {
    await claim(`${entry}: SCS API: nodes and namespaces are kubectl's`, async () => {
      const nodes = (await kubectl('get', 'nodes')).items;
      const seen = (await scs(`nodes?cluster=${entry}`)).items;
      assert.deepEqual(
        seen.map((node: Json) => [node.id, node.version, node.status, node.osImage, node.capacity.pods]),
        nodes.map(({ metadata, status }: Json) => [
          `${entry}:${metadata.name}`,
          status.nodeInfo.kubeletVersion,
          'ready',
          status.nodeInfo.osImage || null,
          Number(status.capacity.pods),
        ]),
      );
      const namespaces = (await kubectl('get', 'namespaces')).items;
      const listed = (await scs(`namespaces?cluster=${entry}`)).items;
      assert.deepEqual(
        sorted(listed.map((one: Json) => [one.id, one.status, one.metadata, one.createdAt])),
        sorted(
          namespaces.map(({ metadata, status }: Json) => [
            `${entry}:${metadata.name}`,
            status.phase.toLowerCase(),
            metadata.labels,
            new Date(metadata.creationTimestamp).toISOString(),
          ]),
        ),
      );
    });

    await claim(`${entry}: SCS API: workloads of every kind are kubectl's, and come to their states`, async () => {
      const wanted: Record<string, string> = {
        'DaemonSet:agent': 'available',
        'Deployment:waiting': 'progressing',
        'StatefulSet:db': 'available',
        'Job:good': 'completed',
        'Job:bad': 'failed',
        'CronJob:nightly': 'suspended',
      };
      const list = async (): Promise<Json[]> => (await scs(`workloads?cluster=${entry}`)).items;
      const shop = async () =>
        Object.fromEntries(
          (await list())
            .filter(({ namespace }) => namespace === 'shop')
            .map(({ kind, name, status }) => [`${kind}:${name}`, status]),
        );
      let last: Json;
      await until(async () => {
        last = await shop();
        return Object.keys(wanted).every((id) => last[id] === wanted[id]);
      }, 60).catch(() => assert.deepEqual(last, wanted));
      const native = (await kubectl('get', 'deployments,statefulsets,daemonsets,jobs,cronjobs', '-A')).items;
      assert.deepEqual(
        sorted((await list()).map(({ id, createdAt }) => [id, Date.parse(createdAt)])),
        sorted(
          native.map(({ kind, metadata: { namespace, name, creationTimestamp } }: Json) => [
            `${entry}:${namespace}:${kind}:${name}`,
            Date.parse(creationTimestamp),
          ]),
        ),
      );
      const web = await scs(`workloads/a/${entry}:default:Deployment:web`);
      assert.deepEqual(
        [web.status, web.replicas, web.containerImages],
        ['available', { desired: 2, ready: 2, available: 2, succeeded: null }, ['lab/program']],
      );
    });

    await claim(`${entry}: SCS API: the user's own roles decide, and the cluster says so in its words`, async () => {
      const { items, clouds } = await scs(`nodes?cluster=${entry}`, tokens.bob);
      assert.deepEqual([items, clouds[0].status, clouds[0].error.code], [[], 'error', 'nativeForbidden']);
      assert.match(clouds[0].error.native.message, /User "scs:acme\/bob" cannot list resource "nodes"/);
      const own = await scs(`workloads?cluster=${entry}&namespace=default`, tokens.bob);
      assert.deepEqual(
        own.items.map(({ id }: Json) => id).filter((id: string) => id.endsWith(':web')),
        [`${entry}:default:Deployment:web`],
      );
      const refused = await ask(`/scs/v1/workloads/a/${entry}:shop:Job:good`, tokens.bob);
      assert.equal(refused.status, 403, refused.body);
    });
  }
  await cluster.kubectl(['delete', 'namespace', 'shop', '--wait=false']);
}

// SPDX-License-Identifier: Apache-2.0
// Sizes: a list of thousands, and the largest object that etcd takes.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { good } from '../cases.ts';
import { ENTRIES, type Setting } from './setting.ts';

const PODS = 5_000;

export async function makeManyPods({ cluster }: Setting): Promise<void> {
  await cluster.kubectl(['create', 'namespace', 'many']);
  // No scheduler of that name: they stay Pending and cost nothing.
  const pod = (n: number): object => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod-${n}`, annotations: { filling: 'x'.repeat(300) } },
    spec: { schedulerName: 'none', containers: [{ name: 'main', image: 'lab/program' }] },
  });
  const url = `${cluster.server}/api/v1/namespaces/many/pods`;
  const dispatcher = new Agent({ connect: { ca: readFileSync(cluster.caFile) }, connections: 12 });
  const headers = { authorization: `Bearer ${cluster.adminToken}`, 'content-type': 'application/json' };
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < PODS) {
      next += 1;
      const { statusCode, body } = await request(url, {
        method: 'POST',
        dispatcher,
        headers,
        body: JSON.stringify(pod(next)),
      });
      const text = await body.text();
      if (statusCode !== 201) throw new Error(`a pod: ${statusCode} ${text}`);
    }
  };
  await Promise.all(Array.from({ length: 12 }, work));
  await dispatcher.close();
}

export async function largeCases(setting: Setting): Promise<void> {
  const { claims, as, scratch, ask, tokens, cluster } = setting;
  for (const entry of ENTRIES) {
    const alice = as('alice', entry);
    await claims.claim(`${entry}: a list of ${PODS} pods, in pages and in one piece`, async () => {
      const lines = (text: string): number => text.trim().split('\n').length;
      assert.equal(lines(await good(alice, ['get', 'pods', '-n', 'many', '--no-headers'])), PODS);
      assert.equal(lines(await good(alice, ['get', 'pods', '-n', 'many', '-o', 'name', '--chunk-size=0'])), PODS);
      // Of one moment: a list's own version counts the writes of the whole cluster, and leases are renewed meanwhile.
      const many = '/api/v1/namespaces/many/pods';
      const { metadata } = JSON.parse(await cluster.kubectl(['get', '--raw', `${many}?limit=1`])) as {
        metadata: { resourceVersion: string };
      };
      const path = `${many}?resourceVersion=${metadata.resourceVersion}&resourceVersionMatch=Exact`;
      const direct = createHash('sha256')
        .update(await cluster.kubectl(['get', '--raw', path]))
        .digest('hex');
      const { body } = await ask(`/k8s/${entry}${path}`, tokens.alice);
      // Byte for byte what the apiserver says.
      assert.equal(createHash('sha256').update(body).digest('hex'), direct);
      assert.ok(body.length > 5_000_000, `${body.length} bytes`);
    });
    await claims.claim(
      `${entry}: an object over 2 MB there and back; one of 4 MB is refused by the apiserver, in its words`,
      async () => {
        const file = join(scratch, 'secret.json');
        const spec = (bytes: number): string => randomBytes(bytes / 2).toString('hex');
        const write = (text: string): void =>
          writeFileSync(
            file,
            JSON.stringify({ apiVersion: 'lab.example/v1', kind: 'Thing', metadata: { name: `big-${entry}` }, text }),
          );
        const text = spec(2_050_000);
        write(text);
        await good(alice, ['create', '-f', file]);
        assert.equal(await good(alice, ['get', 'thing', `big-${entry}`, '-o', 'jsonpath={.text}']), text);
        await good(alice, ['delete', 'thing', `big-${entry}`]);
        write(spec(4_000_000));
        const path = `/k8s/${entry}/apis/lab.example/v1/namespaces/default/things`;
        const refused = await ask(path, tokens.alice, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: readFileSync(file, 'utf8'),
        });
        assert.equal(refused.status, 413, refused.body);
        assert.match(refused.body, /"reason":"RequestEntityTooLarge"/);
        assert.ok(refused.headers['audit-id']);
      },
    );
  }
}

// SPDX-License-Identifier: Apache-2.0
// Logging in, what a token says, what the catalogue shows, and that a revoked token is worth nothing anywhere.
import assert from 'node:assert/strict';
import type { Json } from '../client.ts';
import { CLOUDS } from '../clouds.ts';
import type { Chosen, Context, Row } from './context.ts';
import { rowOf } from './context.ts';

const OFFERED = ['compute', 'image', 'network', 'placement', 'object-store'];

export async function identityCases(
  lab: Context,
  { cloud, login, os }: Chosen,
  projects: readonly string[],
): Promise<void> {
  const claim = <T>(title: string, check: () => Promise<T>) =>
    lab.claims.claim(`${cloud.id} by ${login}: ${title}`, check);

  await claim('token issue gives a gateway token with a 64-hex user and a 32-hex project', async () => {
    const token = JSON.parse(await os.plain('token', 'issue', '-f', 'json')) as Row;
    assert.match(token.id, /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
    assert.match(token.user_id, /^[0-9a-f]{64}$/);
    assert.match(token.project_id, /^[0-9a-f]{32}$/);
    assert.ok(token.id.length < 2048, `the token has ${token.id.length} characters`);
  });

  await claim('catalog list names every service of both clouds, each below the gateway', async () => {
    const catalog = await os.json<Row[]>('catalog', 'list');
    const endpoints = catalog.flatMap((service) => service.Endpoints as Row[]);
    for (const endpoint of endpoints) {
      assert.ok(endpoint.url === null || endpoint.url.startsWith(`${lab.publicUrl}/`), endpoint.url);
    }
    const regions = (type: string): unknown[] =>
      catalog
        .filter((service) => service.Type === type)
        .flatMap((service) => (service.Endpoints as Row[]).map((at) => at.region));
    for (const type of OFFERED) for (const { id } of CLOUDS) assert.ok(regions(type).includes(id), `${type} in ${id}`);
    assert.ok(
      regions('volumev3').includes('cloud-a') && regions('block-storage').includes('cloud-b'),
      'volumes in both',
    );
    for (const { id } of CLOUDS) {
      const identity = rowOf(catalog, 'Type', 'identity').Endpoints.find(
        (at: Row) => at.region === id && at.interface === 'public',
      );
      assert.equal(identity?.url.replace(/\/v3\/?$/, ''), `${lab.publicUrl}/identity`);
    }
  });

  await claim(`project list is the union of the clouds' projects: ${projects.join(', ')}`, async () => {
    const listed = (await os.json<Row[]>('project', 'list')).map((project) => project.Name as string);
    assert.deepEqual(listed.toSorted(), projects.toSorted());
  });

  await claim('availability zone list, limits show --absolute and quota show answer', async () => {
    rowOf(await os.json<Row[]>('availability', 'zone', 'list', '--compute'), 'Zone Name', 'nova');
    const limits = await os.json<Row[]>('limits', 'show', '--absolute');
    // Newer clients write Nova's names in another way.
    const instances = limits.find(({ Name }) => Name === 'maxTotalInstances' || Name === 'instances');
    assert.equal(instances?.Value, 100);
    const quota = await os.json<Json>('quota', 'show');
    const cores = Array.isArray(quota) ? rowOf(quota, 'Resource', 'cores').Limit : quota.cores;
    assert.equal(cores, 200);
  });

  await claim('token revoke: the token then gets 401 here and at every service', async () => {
    const token = (await os.json<Row>('token', 'issue')).id as string;
    const compute = `${lab.publicUrl}/clouds/${cloud.id}/compute/v2.1/servers`;
    assert.equal((await lab.http('GET', compute, { token })).status, 200);
    await os.run('token', 'revoke', token);
    for (const url of [
      compute,
      `${lab.publicUrl}/identity/v3/auth/projects`,
      `${lab.publicUrl}/clouds/${cloud.id}/image/v2/images`,
    ]) {
      const refused = await lab.http('GET', url, { token });
      assert.equal(refused.status, 401, `${url} answered ${refused.status}`);
      assert.equal(refused.headers['www-authenticate'], `Keystone uri="${lab.publicUrl}/identity/v3"`);
    }
  });
}

// SPDX-License-Identifier: Apache-2.0
// Flavors, key pairs and a server's whole life, as the stock client does it.
import assert from 'node:assert/strict';
import type { Chosen, Context, Row } from './context.ts';
import { rowOf, until } from './context.ts';

export async function computeCases(lab: Context, { cloud, login, os }: Chosen): Promise<void> {
  const claim = <T>(title: string, check: () => Promise<T>) =>
    lab.claims.claim(`${cloud.id} by ${login}: ${title}`, check);
  const name = `lab-${process.pid}-${login}`;
  const status = async (): Promise<string> => (await os.json<Row>('server', 'show', name, '-c', 'status')).status;
  const reaches = (wanted: string) => until(`server ${wanted}`, 60, async () => (await status()) === wanted);

  await claim("flavor list and flavor show know the cloud's own flavors", async () => {
    const flavors = await os.json<Row[]>('flavor', 'list');
    const own = cloud.id === 'cloud-a' ? 'SCS-8V-32' : 'SCS-16V-64';
    assert.equal(rowOf(flavors, 'Name', own).RAM, cloud.id === 'cloud-a' ? 32768 : 65536);
    assert.equal((await os.json<Row>('flavor', 'show', 'SCS-1V-4')).vcpus, 1);
  });

  await claim('keypair create, list, show, delete', async () => {
    assert.match(await os.run('keypair', 'create', name), /PRIVATE KEY/);
    rowOf(await os.json<Row[]>('keypair', 'list'), 'Name', name);
    await os.run('keypair', 'show', name);
    await os.run('keypair', 'delete', name);
    assert.ok(!(await os.json<Row[]>('keypair', 'list')).some((pair) => pair.Name === name));
  });

  await claim('server create --nic none --wait ends ACTIVE', async () => {
    const created = await os.plain(
      'server',
      'create',
      '--nic',
      'none',
      '--flavor',
      'SCS-1V-4',
      '--image',
      'Debian 12',
      '--wait',
      name,
      '-f',
      'json',
    );
    assert.equal((JSON.parse(created.slice(created.indexOf('{'))) as Row).status, 'ACTIVE');
  });

  await claim(
    'server list --long and server show have the server, owned by the project and user of the gateway',
    async () => {
      assert.equal(rowOf(await os.json<Row[]>('server', 'list', '--long'), 'Name', name).Status, 'ACTIVE');
      const token = await os.json<Row>('token', 'issue');
      const server = await os.json<Row>('server', 'show', name);
      assert.equal(server.project_id, token.project_id);
      assert.equal(server.user_id, token.user_id);
    },
  );

  await claim('server stop, start, reboot', async () => {
    await os.run('server', 'stop', name);
    await reaches('SHUTOFF');
    await os.run('server', 'start', name);
    await reaches('ACTIVE');
    await os.run('server', 'reboot', name, '--wait');
    assert.equal(await status(), 'ACTIVE');
  });

  await claim('console log show answers', async () => {
    assert.match(await os.run('console', 'log', 'show', name), /FAKE CONSOLE OUTPUT/);
  });

  await claim('server delete --wait, then it is not in the list', async () => {
    await os.plain('server', 'delete', '--wait', name);
    assert.ok(!(await os.json<Row[]>('server', 'list')).some((server) => server.Name === name));
  });
}

// SPDX-License-Identifier: Apache-2.0
// Networks, subnets, routers, ports and security groups: create, list, show, set, delete; and a server on a network.
import assert from 'node:assert/strict';
import type { Chosen, Context, Row } from './context.ts';
import { rowOf } from './context.ts';

export async function networkCases(lab: Context, { cloud, login, os }: Chosen): Promise<void> {
  const claim = <T>(title: string, check: () => Promise<T>) =>
    lab.claims.claim(`${cloud.id} by ${login}: ${title}`, check);
  const name = `lab-${process.pid}-${login}`;

  /** list, show, set --description, show again. */
  const lives = async (kind: readonly string[], thing: string): Promise<void> => {
    rowOf(await os.json<Row[]>(...kind, 'list'), 'Name', thing);
    await os.run(...kind, 'set', '--description', 'changed', thing);
    const shown = await os.json<Row>(...kind, 'show', thing);
    assert.equal(shown.description, 'changed');
    assert.equal(shown.project_id, (await os.json<Row>('token', 'issue')).project_id);
  };
  const gone = async (kind: readonly string[], thing: string): Promise<void> => {
    await os.run(...kind, 'delete', thing);
    assert.ok(!(await os.json<Row[]>(...kind, 'list')).some((row) => row.Name === thing));
  };

  await claim('network create, list, set, show', async () => {
    await os.run('network', 'create', name);
    await lives(['network'], name);
  });
  await claim('subnet create, list, set, show', async () => {
    await os.run('subnet', 'create', '--network', name, '--subnet-range', '10.77.0.0/24', name);
    await lives(['subnet'], name);
  });
  await claim('port create, list, set, show', async () => {
    await os.run('port', 'create', '--network', name, name);
    await lives(['port'], name);
  });
  await claim('server create --port --wait ends ACTIVE with the address of the port', async () => {
    const options = ['--flavor', 'SCS-1L-1', '--image', 'CirrOS 0.6.2', '--port', name, '--wait'];
    await os.run('server', 'create', ...options, `${name}-net`);
    const port = await os.json<Row>('port', 'show', name);
    const server = await os.json<Row>('server', 'show', `${name}-net`);
    assert.equal(server.status, 'ACTIVE');
    assert.ok(JSON.stringify(server.addresses).includes(port.fixed_ips[0].ip_address));
    await os.run('server', 'delete', '--wait', `${name}-net`);
  });
  await claim('router create, add subnet, list, set, show, remove subnet, delete', async () => {
    await os.run('router', 'create', name);
    await os.run('router', 'add', 'subnet', name, name);
    await lives(['router'], name);
    await os.run('router', 'remove', 'subnet', name, name);
    await gone(['router'], name);
  });
  await claim('security group create, rule create, list, set, show, delete', async () => {
    await os.run('security', 'group', 'create', name);
    await os.run('security', 'group', 'rule', 'create', '--protocol', 'tcp', '--dst-port', '22', name);
    await lives(['security', 'group'], name);
    await gone(['security', 'group'], name);
  });
  await claim('port, subnet and network delete', async () => {
    // A port that a server used is gone with it only where Nova made it.
    await gone(['port'], name);
    await gone(['subnet'], name);
    await gone(['network'], name);
  });
}

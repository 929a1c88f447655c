// SPDX-License-Identifier: Apache-2.0
// The strategies for clouds that cannot federate, on the same real clouds: a credential per project, and accounts that
// live at the cloud.
import assert from 'node:assert/strict';
import { ADMIN, type Cloud, DEMO, loginAt } from '../clouds.ts';
import type { Chosen, Context, Row } from './context.ts';
import { rowOf } from './context.ts';

/** Makes an application credential of the technical user; the id is not secret, the secret is. */
export async function makeApplicationCredential(
  lab: Context,
  cloud: Cloud,
): Promise<{ id: string; secret: string; remove(): Promise<void> }> {
  const { token, userId } = await loginAt(lab.direct, cloud, DEMO);
  const url = `${cloud.authUrl}/users/${userId}/application_credentials`;
  const body = { application_credential: { name: `lab-${process.pid}-${Date.now()}` } };
  const answer = await lab.direct('POST', url, { token, body });
  assert.equal(answer.status, 201, answer.text);
  const { id, secret } = answer.json.application_credential;
  return { id, secret, remove: async () => void (await lab.direct('DELETE', `${url}/${id}`, { token })) };
}

/** A short life of a server in a project that the cloud calls by another name. */
export async function strategyCases(lab: Context, strategy: string, { cloud, os }: Chosen): Promise<void> {
  await lab.claims.claim(
    `${cloud.id} by strategy ${strategy}: a server lives in the renamed project, shown by the gateway's ids`,
    async () => {
      const name = `lab-${strategy}-${process.pid}`;
      const token = await os.json<Row>('token', 'issue');
      await os.run(
        'server',
        'create',
        '--nic',
        'none',
        '--flavor',
        'SCS-1L-1',
        '--image',
        'CirrOS 0.6.2',
        '--wait',
        name,
      );
      try {
        rowOf(await os.json<Row[]>('server', 'list'), 'Name', name);
        const server = await os.json<Row>('server', 'show', name);
        assert.equal(server.project_id, token.project_id);
        // Around the gateway it is the technical project's.
        const admin = await loginAt(lab.direct, cloud, DEMO);
        const compute = cloud.id === 'cloud-a' ? 'http://127.0.0.2:8774/v2.1' : 'http://127.0.0.3:5000/compute/v2.1';
        const own = await lab.direct('GET', `${compute}/servers/${server.id}`, { token: admin.token });
        assert.equal(own.json.server.tenant_id, admin.projectId);
      } finally {
        await os.run('server', 'delete', '--wait', name);
      }
    },
  );
  await lab.claims.claim(`${cloud.id} by strategy ${strategy}: images, networks and volumes are listed`, async () => {
    rowOf(await os.json<Row[]>('image', 'list'), 'Name', 'Debian 12');
    await os.json<Row[]>('network', 'list');
    await os.json<Row[]>('volume', 'list');
  });
}

export async function nativeCases(lab: Context, cloud: Cloud, os: Chosen['os']): Promise<void> {
  await lab.claims.claim(
    `${cloud.id} by strategy native: an account of the cloud logs in through the gateway and lists servers`,
    async () => {
      const token = await os.json<Row>('token', 'issue');
      const own = await loginAt(lab.direct, cloud, DEMO);
      assert.match(token.id, /^gAAAA/);
      assert.equal(token.project_id, own.projectId);
      await os.json<Row[]>('server', 'list');
      rowOf(await os.json<Row[]>('image', 'list'), 'Name', 'Debian 12');
    },
  );
  await lab.claims.claim(
    `${cloud.id} by strategy native: every URL of its catalogue leads through the gateway`,
    async () => {
      const catalog = await os.json<Row[]>('catalog', 'list');
      const urls = catalog.flatMap((service) => (service.Endpoints as Row[]).map((at) => at.url as string));
      assert.ok(urls.length > 5);
      for (const url of urls) assert.ok(url.startsWith(`${lab.publicUrl}/`), url);
    },
  );
  await lab.claims.claim(`${cloud.id} by strategy native: a wrong password is refused by the cloud`, async () => {
    const body = {
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: ADMIN.name, domain: { name: 'Default' }, password: 'wrong' } },
        },
      },
    };
    const answer = await lab.http('POST', `${lab.publicUrl}/clouds/${cloud.id}/identity/v3/auth/tokens`, { body });
    assert.equal(answer.status, 401);
  });
}

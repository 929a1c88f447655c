// SPDX-License-Identifier: Apache-2.0
// A real Keycloak tells the gateway of logouts (client attribute `backchannel.logout.url`): one session ended by an
// administrator, all of a user's; and introspection of a user who was disabled.
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type Gateway, startGateway } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { freePort } from '../../free-port.ts';
import { keycloakAt, LAB_SECRETS, type Loose, type Realm } from './keycloak.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycloak-logout-'));
const log: string[] = [];
let realm: Realm;
let told: Gateway;
let asking: Gateway;

async function open(name: string, port: number, provider: Loose): Promise<Gateway> {
  const openstack = { authUrl: 'http://127.0.0.1:2/v3', region: 'R', strategy: { kind: 'native' } };
  const file = join(folder, `${name}.yaml`);
  const entry = {
    id: 'keycloak',
    issuer: realm.issuer,
    audiences: ['scs-gateway'],
    domain: 'acme',
    groups: ['^acme-'],
  };
  await writeFile(
    file,
    JSON.stringify({
      gateway: {
        publicUrl: `http://127.0.0.1:${port}`,
        listen: { host: '127.0.0.1', port },
        operations: { host: '127.0.0.1', port: await freePort() },
        keys: join(folder, name, 'keys'),
        data: join(folder, name, 'data'),
      },
      identityProviders: [{ ...entry, ...provider }],
      clouds: [{ id: 'cloud-a', name: 'Cloud A', openstack }],
    }),
  );
  const { config } = await loadConfig(file, { env: LAB_SECRETS });
  return startGateway({ config, log: { write: (line) => log.push(line) } });
}

beforeAll(async () => {
  const port = await freePort();
  const attributes = {
    'backchannel.logout.url': `http://127.0.0.1:${port}/oauth2/backchannel-logout/keycloak`,
    'backchannel.logout.session.required': 'true',
  };
  realm = await keycloakAt(inject('keycloak')).createRealm('backchannel', (written) => ({
    ...written,
    clients: written.clients.map((client: Loose) =>
      client.clientId === 'openstack' ? { ...client, attributes: { ...client.attributes, ...attributes } } : client,
    ),
  }));
  told = await open('told', port, { backchannelLogout: { clients: ['openstack'] } });
  const client = { clientId: 'openstack', clientSecret: 'env:OPENSTACK_CLIENT_SECRET' };
  const endpoint = `${realm.issuer}/protocol/openid-connect/token/introspect`;
  asking = await open('asking', await freePort(), {
    introspection: { endpoint, ...client, always: true, cacheTime: '0s' },
  });
});
afterAll(async () => {
  await told?.close();
  await asking?.close();
  rmSync(folder, { recursive: true });
});

const LOGIN = '/identity/v3/OS-FEDERATION/identity_providers/keycloak/protocols/openid/auth';
const logIn = (gateway: Gateway, token: string) =>
  fetch(`${gateway.publicUrl}${LOGIN}`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
const tokenOf = async (gateway: Gateway, token: string): Promise<string> => {
  const answer = await logIn(gateway, token);
  if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}\n${log.slice(-5).join('')}`);
  return answer.headers.get('x-subject-token') ?? '';
};
const status = async (token: string): Promise<number> =>
  (
    await fetch(`${told.publicUrl}/identity/v3/auth/tokens`, {
      headers: { 'x-auth-token': token, 'x-subject-token': token },
    })
  ).status;

it('Keycloak’s logout of one session ends what that session has begun here, and its logout of the user all', async () => {
  const [first, second] = [await realm.token('alice'), await realm.token('alice')];
  const bob = await tokenOf(told, (await realm.token('bob')).access_token);
  const [one, two] = [await tokenOf(told, first.access_token), await tokenOf(told, second.access_token)];
  expect(await Promise.all([one, two, bob].map(status))).toEqual([200, 200, 200]);

  await realm.admin('DELETE', `/sessions/${decodeJwt(first.access_token).sid}`);
  await expect.poll(() => status(one), { timeout: 20_000 }).toBe(401);
  expect(await Promise.all([two, bob].map(status))).toEqual([200, 200]);
  // It is signed and good for minutes, and begins no login any more.
  expect((await logIn(told, first.access_token)).status).toBe(401);

  const [alice] = await realm.admin('GET', '/users?username=alice');
  await realm.admin('POST', `/users/${alice.id}/logout`);
  await expect.poll(() => status(two), { timeout: 20_000 }).toBe(401);
  expect(await status(bob)).toBe(200);
  expect(await status(await tokenOf(told, (await realm.token('alice')).access_token))).toBe(200);
  expect(log.filter((line) => line.includes('told of a logout')).length).toBeGreaterThanOrEqual(2);
});

it('a user whom Keycloak has disabled begins no login with a token that is still signed, where every token is asked about', async () => {
  const { access_token: token } = await realm.token('bob');
  expect((await logIn(asking, token)).status).toBe(201);
  const [bob] = await realm.admin('GET', '/users?username=bob');
  await realm.admin('PUT', `/users/${bob.id}`, { ...bob, enabled: false });
  // What was verified counts for no time at all.
  await expect.poll(async () => (await logIn(asking, token)).status, { timeout: 20_000 }).toBe(401);
  expect(log.some((line) => line.includes('"inactive"'))).toBe(true);
});

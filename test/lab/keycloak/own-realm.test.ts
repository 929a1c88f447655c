// SPDX-License-Identifier: Apache-2.0
// docs/identity-providers.md, "A realm of one's own": its commands, as they stand there, in a realm that has nothing but a user and
// groups; and what a gateway, the command line and a browser then make of it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type Gateway, startGateway } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { blocksOf } from '../../e2e/readme-blocks.ts';
import { freePort } from '../../free-port.ts';
import { run } from '../kubernetes/run.ts';
import { keycloakAt, type Loose, type Realm } from './keycloak.ts';

const place = inject('keycloak');
const folder = mkdtempSync(join(tmpdir(), 'keycloak-own-'));
const LOGIN_SECRET = 'of-the-login-client';
let realm: Realm;
let gateway: Gateway;

beforeAll(async () => {
  const keycloak = keycloakAt(place);
  realm = await keycloak.createRealm('own', ({ groups, users, ...written }) => ({
    ...{ groups, users, enabled: written.enabled, sslRequired: written.sslRequired },
  }));
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const page = readFileSync(join(import.meta.dirname, '../../../docs/identity-providers.md'), 'utf8');
  const blocks = blocksOf(page).filter(({ mark }) => mark === 'kcadm');
  expect(blocks).toHaveLength(3);
  for (const { text } of blocks) {
    const { code, stdout, stderr } = await run('/bin/sh', ['-ec', text], {
      env: {
        PATH: [join(place.folder, 'bin'), process.env.PATH].join(delimiter),
        HOME: folder,
        ...{ KEYCLOAK: keycloak.url, KEYCLOAK_ADMIN: 'admin', KC_CLI_PASSWORD: 'admin-pw', REALM: 'own' },
        ...{ GATEWAY: publicUrl, LOGIN_SECRET },
      },
      timeout: 120_000,
    });
    expect({ code, said: code === 0 ? '' : `${stdout}${stderr}` }).toEqual({ code: 0, said: '' });
  }
  const openstack = { authUrl: 'http://127.0.0.1:2/v3', region: 'R', strategy: { kind: 'native' } };
  const config = {
    gateway: {
      ...{ publicUrl, listen: { host: '127.0.0.1', port }, operations: { host: '127.0.0.1', port: 0 } },
      keys: join(folder, 'keys'),
    },
    identityProviders: [
      {
        ...{ id: 'keycloak', issuer: realm.issuer, audiences: ['scs-gateway'], domain: 'acme', groups: ['^acme-'] },
        cli: { clientId: 'scs-cli' },
        login: { clientId: 'scs-gateway-login', clientSecret: 'env:LOGIN_SECRET' },
        backchannelLogout: { clients: ['scs-gateway-login'] },
      },
    ],
    clouds: [{ id: 'cloud-a', name: 'Cloud A', openstack }],
  };
  const file = join(folder, 'gateway.yaml');
  writeFileSync(file, JSON.stringify(config));
  const { config: loaded } = await loadConfig(file, { env: { LOGIN_SECRET } });
  gateway = await startGateway({ config: loaded, log: { write: () => undefined } });
});
afterAll(async () => {
  await gateway?.close();
  rmSync(folder, { recursive: true, force: true });
});

const clientOf = async (id: string): Promise<Loose> => (await realm.admin('GET', `/clients?clientId=${id}`))[0];
/** As Keycloak would make one for this user by this client, by its own evaluation. */
async function tokenOf(id: string, user: string): Promise<Loose> {
  const [{ id: userId }] = await realm.admin('GET', `/users?username=${user}`);
  const { id: client } = await clientOf(id);
  const path = `/clients/${client}/evaluate-scopes/generate-example-access-token?scope=openid&userId=${userId}`;
  return realm.admin('GET', path);
}

it.each(['scs-cli', 'scs-gateway-login'])(
  'tokens of %s are made for the gateway, and have the groups of the user',
  async (id) => {
    const token = await tokenOf(id, 'alice');
    expect([token.aud].flat()).toContain('scs-gateway');
    expect(token.groups.toSorted()).toEqual(['acme-operations', 'acme-research', 'staff']);
    expect(token).toMatchObject({ preferred_username: 'alice', iss: realm.issuer });
  },
);

it('the client of the command line begins a login by a code, and none with a password', async () => {
  const at = `${realm.issuer}/protocol/openid-connect`;
  const ask = (path: string, form: Record<string, string>) =>
    fetch(`${at}/${path}`, { method: 'POST', body: new URLSearchParams({ client_id: 'scs-cli', ...form }) });
  expect((await ask('auth/device', { scope: 'openid' })).status).toBe(200);
  const password = { grant_type: 'password', username: 'alice', password: 'alice-pw' };
  expect((await ask('token', password)).status).toBe(400);
});

it('the gateway sends a browser to Keycloak’s login page, which takes its client and where it comes back to', async () => {
  const page = `${gateway.publicUrl}/portal/login/keycloak`;
  const answer = await fetch(page, { redirect: 'manual' });
  const to = answer.headers.get('location') ?? '';
  expect(to).toContain(`${realm.issuer}/protocol/openid-connect/auth?`);
  const shown = await fetch(to);
  expect([shown.status, await shown.text()]).toEqual([200, expect.stringContaining('kc-login')]);
});

it('logouts are told to the gateway, with their session', async () => {
  expect((await clientOf('scs-gateway-login')).attributes).toMatchObject({
    'backchannel.logout.url': `${gateway.publicUrl}/oauth2/backchannel-logout/keycloak`,
    'backchannel.logout.session.required': 'true',
  });
});

// SPDX-License-Identifier: Apache-2.0
// A cloud that trusts the identity provider itself (docs/strategies.md#passthrough): a real Keystone behind mod_auth_openidc,
// which takes tokens that a real Keycloak has exchanged for it, beside a cloud that trusts the gateway.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import { CLOUD_AUDIENCE } from '../keycloak/clients.ts';
import type { Loose } from '../keycloak/keycloak.ts';
import {
  asAdmin,
  CLOUD_A,
  CLOUD_B,
  login,
  loginWith,
  PUBLIC,
  type Setting,
  scoped,
  succeeds,
  use,
  withPassword,
  withToken,
} from './setting.ts';

const EXCHANGE = 'scs-gateway-exchange';
const RESEARCH = { OS_PROJECT_NAME: 'research', OS_PROJECT_DOMAIN_NAME: 'acme' };

export async function passthroughCases(setting: Setting): Promise<void> {
  const { claims, http, realm } = setting;
  const { claim } = claims;
  const os = (more: Record<string, string>, ...args: string[]) =>
    succeeds(setting, withPassword(setting, 'alice', more), 'openstack', ...args);

  await claim('passthrough: the stock client logs in at the gateway and uses both clouds', async () => {
    for (const region of ['cloud-a', 'cloud-b']) {
      const at = { OS_REGION_NAME: region };
      await os(at, 'container', 'create', 'trusted', '-f', 'value');
      assert.match(await os(at, 'container', 'list', '-f', 'value'), /^trusted$/m);
      await os(at, 'container', 'delete', 'trusted');
    }
  });
  await claim('passthrough: the cloud knows the user by the provider’s own id', async () => {
    const [user] = (await realm.admin('GET', '/users?username=alice')) as Loose[];
    const ask = await asAdmin(setting, CLOUD_B);
    const { json } = await ask('GET', `/users?idp_id=keycloak&unique_id=${user.id}`);
    assert.deepEqual(
      json.users.map(({ name }: Loose) => name),
      ['alice'],
    );
  });
  await claim('passthrough: the cloud is shown a token for its audience alone, and no other of the user', async () => {
    const shown = proofsTo(setting, CLOUD_B);
    assert.ok(shown.length > 0);
    for (const token of shown) {
      const { iss, aud, azp } = decodeJwt(token);
      assert.deepEqual([iss, aud, azp], [realm.issuer, CLOUD_AUDIENCE, EXCHANGE]);
      await assert.rejects(loginWith(setting, token), /401/);
      for (const path of ['/scs/v1/me', '/k8s'])
        assert.equal(
          (await http('GET', `${PUBLIC}${path}`, { headers: { authorization: `Bearer ${token}` } })).status,
          401,
        );
    }
    for (const token of proofsTo(setting, CLOUD_A)) assert.equal(decodeJwt(token).iss, PUBLIC);
  });
  await claim('passthrough: the cloud’s Apache refuses the login’s own token and the gateway’s proof', async () => {
    const url = `${CLOUD_B}/OS-FEDERATION/identity_providers/keycloak/protocols/openid/auth`;
    const { access_token: own } = await realm.token('alice');
    for (const token of [own, ...proofsTo(setting, CLOUD_A)]) {
      const { status } = await http('POST', url, { headers: { authorization: `Bearer ${token}` } });
      assert.equal(status, 401);
    }
  });

  await claim('passthrough: a login that is revoked opens neither cloud', async () => {
    const token = await scoped(setting, await login(setting, 'alice'));
    assert.deepEqual([await use(setting, 'cloud-a', token), await use(setting, 'cloud-b', token)], [200, 200]);
    const gone = await http('DELETE', `${PUBLIC}/identity/v3/auth/tokens`, {
      token,
      headers: { 'x-subject-token': token },
    });
    assert.equal(gone.status, 204);
    assert.deepEqual([await use(setting, 'cloud-a', token), await use(setting, 'cloud-b', token)], [401, 401]);
  });
  await claim('passthrough: the stock client’s `token revoke` of the login ends what it opened', async () => {
    const token = await login(setting, 'alice');
    const project = await scoped(setting, token);
    assert.equal(await use(setting, 'cloud-b', project), 200);
    await succeeds(setting, withToken(setting, token, RESEARCH), 'openstack', 'token', 'revoke', token);
    assert.equal(await use(setting, 'cloud-b', project), 401);
  });

  await claim(
    'passthrough: a user who lost the group at Keycloak has no project there with the next login',
    async () => {
      const [user] = (await realm.admin('GET', '/users?username=bob')) as Loose[];
      const [group] = (await realm.admin('GET', '/groups?search=acme-research')) as Loose[];
      await scoped(setting, await login(setting, 'bob'));
      await realm.admin('DELETE', `/users/${user.id}/groups/${group.id}`);
      await assert.rejects(scoped(setting, await login(setting, 'bob')), /401/);
      await realm.admin('PUT', `/users/${user.id}/groups/${group.id}`);
      await scoped(setting, await login(setting, 'bob'));
    },
  );

  await claim(
    'passthrough: whatever audience the exchanging client adds, Keycloak leaves the cloud’s alone',
    async () => {
      const [client] = (await realm.admin('GET', `/clients?clientId=${EXCHANGE}`)) as Loose[];
      const models = `/clients/${client.id}/protocol-mappers/models`;
      await realm.admin('POST', models, {
        name: 'too wide',
        protocol: 'openid-connect',
        protocolMapper: 'oidc-audience-mapper',
        config: { 'included.custom.audience': 'scs-gateway', 'access.token.claim': 'true' },
      });
      try {
        const before = proofsTo(setting, CLOUD_B);
        assert.equal(await use(setting, 'cloud-b', await scoped(setting, await login(setting, 'alice'))), 200);
        const shown = proofsTo(setting, CLOUD_B).filter((token) => !before.includes(token));
        assert.deepEqual(
          shown.map((token) => decodeJwt(token).aud),
          [CLOUD_AUDIENCE],
        );
      } finally {
        const made = ((await realm.admin('GET', models)) as Loose[]).find(({ name }) => name === 'too wide');
        await realm.admin('DELETE', `${models}/${made.id}`);
      }
    },
  );
  await claim('passthrough: a client that the cloud’s audience is not exchanged for leaves the cloud out', async () => {
    const [client] = (await realm.admin('GET', `/clients?clientId=${EXCHANGE}`)) as Loose[];
    const attributes = { ...client.attributes, 'standard.token.exchange.enabled': 'false' };
    await realm.admin('PUT', `/clients/${client.id}`, { ...client, attributes });
    try {
      await leftOut(setting, await login(setting, 'alice'));
    } finally {
      await realm.admin('PUT', `/clients/${client.id}`, client);
    }
  });

  await claim('passthrough: the provider’s token may end after the cloud was used, and not before', async () => {
    await realm.admin('PUT', '', { accessTokenLifespan: 30 });
    try {
      const used = await scoped(setting, await login(setting, 'alice'));
      const unused = await login(setting, 'alice');
      assert.equal(await use(setting, 'cloud-b', used), 200);
      await pause(31_000);
      for (const cloud of ['cloud-a', 'cloud-b']) assert.equal(await use(setting, cloud, used), 200, cloud);
      await leftOut(setting, unused);
    } finally {
      await realm.admin('PUT', '', { accessTokenLifespan: 300 });
    }
    // And a new login opens it again.
    const token = await scoped(setting, await login(setting, 'alice'));
    assert.equal(await use(setting, 'cloud-b', token), 200);
  });
}

/** The JWTs that the gateway has shown at a cloud's federation URL. */
function proofsTo({ sent }: Setting, cloud: string): string[] {
  const { origin } = new URL(cloud);
  const found = sent()
    .filter((text) => text.startsWith(origin) && /^POST \S*\/OS-FEDERATION\//m.test(text))
    .map((text) => /^authorization: Bearer (\S+)/im.exec(text)?.[1] ?? '');
  return [...new Set(found)];
}

/** One cloud is used, the other says why not. */
async function leftOut(setting: Setting, token: string): Promise<void> {
  const project = await scoped(setting, token);
  assert.equal(await use(setting, 'cloud-a', project), 200);
  assert.equal(await use(setting, 'cloud-b', project), 401);
}

// SPDX-License-Identifier: Apache-2.0
// `scs-gateway member check` of a cloud that trusts the identity provider itself (`passthrough`): by a real user's token, which
// Keycloak exchanges for the cloud; what it says where nobody's token is given, where the provider exchanges none, and where the
// token is not for the gateway.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { EXCHANGE_SECRET } from '../keycloak/clients.ts';
import type { Loose } from '../keycloak/keycloak.ts';
import { CLOUD_B, outcome, type Setting } from './setting.ts';

interface Step {
  readonly step: string;
  readonly verdict: string;
  readonly reason: string;
  readonly next?: string;
}

const MAIN = join(import.meta.dirname, '../../../src/main.ts');

export async function checkCases(setting: Setting): Promise<void> {
  const { claims, realm, ca, config, http } = setting;
  const { claim } = claims;
  const check = async (env: Record<string, string>, ...args: string[]): Promise<Record<string, Step>> => {
    const { code, stdout, stderr } = await outcome(
      setting,
      { NODE_EXTRA_CA_CERTS: ca, IDP_EXCHANGE_SECRET: EXCHANGE_SECRET, ...env },
      process.execPath,
      ...[MAIN, 'member', 'check', 'cloud-b', '--output', 'json', '--config', config, ...args],
    );
    assert.notEqual(stdout, '', stderr);
    const { ok, members } = JSON.parse(stdout) as { ok: boolean; members: { steps: Step[] }[] };
    assert.equal(code, ok ? 0 : 1, stderr);
    for (const secret of Object.values(env)) assert.ok(!`${stdout}${stderr}`.includes(secret));
    return Object.fromEntries((members[0]?.steps ?? []).map((step) => [step.step, step]));
  };
  const is = (steps: Record<string, Step>, verdicts: Record<string, string>): void =>
    assert.deepEqual(
      Object.fromEntries(Object.keys(verdicts).map((step) => [step, steps[step]?.verdict])),
      verdicts,
      JSON.stringify(steps, null, 1),
    );
  const alice = async (): Promise<string> => (await realm.token('alice')).access_token;

  await claim('check: a passthrough cloud by the token of a user, every step down to the services', async () => {
    const steps = await check({ USER_TOKEN: await alice() }, '--token', 'env:USER_TOKEN');
    is(steps, {
      ...{ connection: 'ok', keystone: 'ok', clock: 'ok', federation: 'ok', provider: 'not tried' },
      ...{ login: 'ok', groups: 'ok', projects: 'ok', catalogue: 'ok' },
    });
    assert.match(steps.login?.reason ?? '', /takes the proof of acme\/alice, as its user alice/);
    assert.match(steps.provider?.next ?? '', /--member-token/);
    assert.equal(steps['service object-store']?.verdict, 'ok');
    // The gateway's own keys are nothing to this cloud.
    assert.equal(steps.hub, undefined);
  });
  await claim('check: with the administrator’s token its provider, protocol and mapping are read', async () => {
    const domain = { name: 'Default' };
    const { headers } = await http('POST', `${CLOUD_B}/auth/tokens`, {
      body: {
        auth: {
          identity: { methods: ['password'], password: { user: { name: 'admin', password: 'admin-pw', domain } } },
          scope: { project: { name: 'admin', domain } },
        },
      },
    });
    const admin = headers['x-subject-token'] ?? '';
    const by = ['--token', 'env:USER_TOKEN', '--member-token', 'env:ADMIN_TOKEN'];
    const steps = await check({ USER_TOKEN: await alice(), ADMIN_TOKEN: admin }, ...by);
    is(steps, { provider: 'ok', login: 'ok' });
    const wrong = await check({ USER_TOKEN: await alice(), ADMIN_TOKEN: 'gAAAAAwrong' }, ...by);
    is(wrong, { provider: 'failed', login: 'ok' });
  });
  await claim('check: without a user’s token it says that one is needed, and what holds without', async () => {
    const steps = await check({});
    is(steps, { keystone: 'ok', federation: 'ok', login: 'not tried', projects: 'not tried' });
    assert.match(`${steps.login?.reason} ${steps.login?.next}`, /--token/);
  });
  await claim('check: a token that is not for the gateway is not taken, and goes to no cloud', async () => {
    const before = setting.sent().length;
    const steps = await check({ USER_TOKEN: 'a.b.c' }, '--token', 'env:USER_TOKEN');
    is(steps, { federation: 'ok', login: 'not tried' });
    assert.match(steps.login?.reason ?? '', /token of --token is not taken/);
    assert.equal(setting.sent().length, before);
  });
  await claim('check: where Keycloak exchanges no token for the cloud the login says so', async () => {
    const [client] = (await realm.admin('GET', '/clients?clientId=scs-gateway-exchange')) as Loose[];
    const attributes = { ...client.attributes, 'standard.token.exchange.enabled': 'false' };
    await realm.admin('PUT', `/clients/${client.id}`, { ...client, attributes });
    try {
      const steps = await check({ USER_TOKEN: await alice() }, '--token', 'env:USER_TOKEN');
      is(steps, { federation: 'ok', login: 'failed', projects: 'not tried' });
      assert.match(steps.login?.next ?? '', /exchange tokens for this audience/);
    } finally {
      await realm.admin('PUT', `/clients/${client.id}`, client);
    }
  });
}

// SPDX-License-Identifier: Apache-2.0
// Application credentials of the gateway: each call beside a real Keystone, and chosen roles, which the clouds' own Keystones
// keep to.
import assert from 'node:assert/strict';
import type { Answer, Step } from '../../contract/credential-calls.ts';
import { say } from '../claims.ts';
import { ADMIN, CLOUDS, type Cloud, loginAt } from '../clouds.ts';
import { KEYSTONE_ADMIN, startKeystone } from '../keystone.ts';
import { createTools } from '../suites/tools.ts';
import type { Context } from './context.ts';
import { credentialCalls, gatewaySide, keystoneSide } from './credential-calls.ts';

interface Options {
  /** For what the Keystone keeps. */
  readonly folder: string;
  readonly endings: (() => unknown)[];
  /** Gets what the Keystone answered: for a new recording. */
  readonly record?: (step: Step, answer: Answer) => void;
}

export async function credentialCases(lab: Context, { folder, endings, record }: Options): Promise<void> {
  const [cloudA, cloudB] = CLOUDS;
  assert.ok(cloudA && cloudB);
  await remembered(lab, cloudB, 0);
  await remembered(lab, cloudA, 5);
  // Also where the course is broken off.
  endings.push(() => remembered(lab, cloudA, 0));
  if (lab.claims.wants('credential calls:')) {
    say('a Keystone 2025.1 of the Python package index, beside the gateway');
    const keystone = await startKeystone(createTools(), folder, 18473);
    endings.push(() => keystone.close());
    const theirs = await keystoneSide(lab.direct, keystone.authUrl, KEYSTONE_ADMIN);
    await credentialCalls(lab, { keystone: theirs, gateway: await gatewaySide(lab) }, record);
    keystone.close();
  }
  if (lab.claims.wants('chosen roles:')) await chosenRoles(lab, cloudA, cloudB);
  await remembered(lab, cloudA, 0);
}

/** The Swift of the lab shows accounts to `member`, not to `reader`. */
async function chosenRoles(lab: Context, cloudA: Cloud, cloudB: Cloud): Promise<void> {
  const { claim } = lab.claims;
  const { send, ids, tokens } = await gatewaySide(lab);
  const path = `/v3/users/${ids.me}/application_credentials`;
  const by = async (name: string, roles: readonly object[]) => {
    const body = JSON.stringify({ application_credential: { name, roles } });
    const headers = { 'content-type': 'application/json' };
    const made = await send('POST', path, { ...headers, 'x-auth-token': tokens.alice }, body);
    assert.equal(made.status, 201, made.text);
    const { id, secret } = made.body.application_credential;
    const identity = { methods: ['application_credential'], application_credential: { id, secret } };
    return send('POST', '/v3/auth/tokens', headers, JSON.stringify({ auth: { identity } }));
  };
  const account = async (login: Awaited<ReturnType<typeof by>>, cloud: Cloud): Promise<number> => {
    const service = login.body.token.catalog.find(({ type }: { type: string }) => type === 'object-store');
    const endpoint = service?.endpoints.find(({ region_id }: { region_id: string }) => region_id === cloud.id);
    assert.ok(endpoint, `${cloud.id} is not in the catalogue`);
    const token = login.headers['x-subject-token'] ?? '';
    return (await lab.http('GET', endpoint.url, { token })).status;
  };
  const regions = (login: Awaited<ReturnType<typeof by>>): string[] => [
    ...new Set<string>(
      login.body.token.catalog.flatMap(({ endpoints }: { endpoints: { region_id: string }[] }) =>
        endpoints.map(({ region_id }) => region_id),
      ),
    ),
  ];
  await claim(
    'chosen roles: the cloud’s own Keystone keeps a credential to `reader`, where `member` opens more',
    async () => {
      const [reader, member] = [
        await by('lab-reader', [{ name: 'reader' }]),
        await by('lab-member', [{ name: 'member' }]),
      ];
      assert.deepEqual(
        reader.body.token.roles.map(({ name }: { name: string }) => name),
        ['reader'],
      );
      assert.equal(await account(reader, cloudA), 403);
      assert.ok((await account(member, cloudA)) < 300);
    },
  );
  await claim('chosen roles: a cloud that remembers no groups is left out, and the login says so', async () => {
    const login = await by('lab-left-out', [{ name: 'reader' }]);
    assert.deepEqual(regions(login), [cloudA.id]);
    assert.match(login.headers['x-scs-degraded'] ?? '', new RegExp(cloudB.id));
  });
  for (const { id } of JSON.parse((await send('GET', path, { 'x-auth-token': tokens.alice })).text)
    .application_credentials)
    await send('DELETE', `${path}/${id}`, { 'x-auth-token': tokens.alice });
}

/** For how many minutes a cloud remembers the groups of a federated user. */
export async function remembered(lab: Pick<Context, 'direct'>, cloud: Cloud, minutes: number): Promise<void> {
  const { token } = await loginAt(lab.direct, cloud, ADMIN);
  const { status, text } = await lab.direct('PATCH', `${cloud.authUrl}/OS-FEDERATION/identity_providers/hub`, {
    token,
    body: { identity_provider: { authorization_ttl: minutes } },
  });
  assert.equal(status, 200, text);
}

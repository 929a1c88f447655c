// SPDX-License-Identifier: Apache-2.0
// Whoever can write to where application credentials are kept makes up no credential, and nobody's groups: everything there
// is sealed, with its owner, its name and its end.
import { hash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateSecret } from '../../src/federation/credentials/secrets.ts';
import { userId } from '../../src/model/ids.ts';
import { createFileStore } from '../../src/store/file.ts';
import { type Harness, startHarness } from '../e2e/harness.ts';

const OWNER = 'credential-owner';
const CREDENTIAL = 'application-credential';
const durable = createFileStore({ folder: ':memory:' });
let house: Harness;
beforeAll(async () => {
  house = await startHarness({ durable });
});
afterAll(() => house.close());

const logIn = async (id: string, secret: string): Promise<number> => {
  const identity = { methods: ['application_credential'], application_credential: { id, secret } };
  return (await house.send('POST', '/identity/v3/auth/tokens', { json: { auth: { identity } } })).status;
};
const owner = (subject: string) => ({
  ...{ issuer: house.idp.issuer, subject, name: subject, domain: 'acme', groups: ['acme-research', 'acme-teaching'] },
  ...{ identityProvider: 'demo', protocol: 'openid', seenAt: Date.now() },
});
const credentialOf = (secret: string) => ({
  ...{ name: 'forged', description: null, where: ['acme', 'teaching'], roles: ['member'] },
  ...{ limited: false, unrestricted: true, secretHash: `sha256:${hash('sha256', secret, 'base64url')}` },
});

it('an owner and a credential that no gateway has written open nothing', async () => {
  const secret = generateSecret();
  const [id, user] = ['f'.repeat(32), userId(house.idp.issuer, 'somebody')];
  await durable.put(OWNER, { id: user, owner: user, value: JSON.stringify(owner('somebody')) }, 0);
  await durable.put(CREDENTIAL, { id, owner: user, value: JSON.stringify(credentialOf(secret)) }, 0);
  expect(await logIn(id, secret)).toBe(401);
  expect(house.log.some((line) => line.includes('is not what was sealed'))).toBe(true);
});

it('a sealed credential is nobody else’s, and an owner’s groups are those of the login', async () => {
  const token = await house.scoped('alice');
  const shown = await house.send('GET', '/identity/v3/auth/tokens', { token, headers: { 'x-subject-token': token } });
  const user: string = shown.body.token.user.id;
  const path = `/identity/v3/users/${user}/application_credentials`;
  const made = await house.send('POST', path, { token, json: { application_credential: { name: 'one' } } });
  const { id, secret } = made.body.application_credential;
  expect(await logIn(id, secret)).toBe(201);
  const other = userId(house.idp.issuer, 'bob');
  const { version, ...kept } = (await durable.get(CREDENTIAL, id)) ?? expect.unreachable();
  await durable.put(CREDENTIAL, { ...kept, owner: other }, version);
  expect(await logIn(id, secret)).toBe(401);
  await durable.put(CREDENTIAL, kept, version + 1);
  const { version: before, ...was } = (await durable.get(OWNER, user)) ?? expect.unreachable();
  await durable.put(OWNER, { ...was, value: JSON.stringify(owner('alice')) }, before);
  expect(await logIn(id, secret)).toBe(401);
  await durable.put(OWNER, was, before + 1);
  expect(await logIn(id, secret)).toBe(201);
});

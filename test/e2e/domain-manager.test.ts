// SPDX-License-Identifier: Apache-2.0
// A domain manager (scs-0302): a token for a domain leads each cloud's identity calls to that cloud's own Keystone, where
// projects, users and roles of the domain are managed.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { domainRef } from '../../src/model/ids.ts';
import { type Harness, startHarness } from './harness.ts';

const ACME = domainRef('acme');

let h: Harness;
let manager: string;
beforeAll(async () => {
  // alice is in the group acme-research.
  h = await startHarness({ clouds: { managers: { 'acme-research': 'acme' } }, openstack: { ec2Credentials: true } });
  manager = await domainToken('alice');
});
afterAll(() => h.close());

async function domainToken(user: string): Promise<string> {
  const answer = await domainScope(user);
  expect(answer.status).toBe(201);
  return answer.headers.get('x-subject-token') ?? '';
}
const domainScope = async (user: string) =>
  h.send('POST', '/identity/v3/auth/tokens', {
    json: {
      auth: {
        identity: { methods: ['token'], token: { id: await h.login(user) } },
        scope: { domain: { name: 'acme' } },
      },
    },
  });
const at = (cloud: string, path: string): string => `/clouds/${cloud}/identity/v3${path}`;

describe('a token for a domain', () => {
  it('is given where a cloud grants it, with the role that the cloud gives', async () => {
    const { body } = await domainScope('alice');
    expect([body.token.domain, body.token.roles.map(({ name }: { name: string }) => name)]).toEqual([
      ACME,
      ['manager'],
    ]);
    expect((await domainScope('bob')).status).toBe(401);
  });

  it('has each cloud’s own Keystone for the identity service in its catalogue, and a project’s token has the gateway’s', async () => {
    const identityOf = async (token: string) => {
      const shown = await h.send('GET', '/identity/v3/auth/tokens', { token, headers: { 'x-subject-token': token } });
      const entry = shown.body.token.catalog.find(({ type }: { type: string }) => type === 'identity');
      return [...new Set(entry.endpoints.map(({ url }: { url: string }) => url))];
    };
    expect(await identityOf(manager)).toEqual(['cloud-a', 'cloud-b'].map((cloud) => `${h.url}${at(cloud, '')}`));
    expect(await identityOf(await h.scoped('alice'))).toEqual([`${h.url}/identity/v3`]);
  });

  it('manages projects and users of its cloud, and what it makes is at that cloud alone', async () => {
    const user = await h.send('POST', at('cloud-a', '/users'), {
      token: manager,
      json: { user: { name: 'dora', domain_id: ACME.id, password: 'x'.repeat(12) } },
    });
    expect([user.status, user.body.user.domain_id]).toEqual([201, ACME.id]);
    const one = at('cloud-a', `/users/${user.body.user.id}`);
    expect((await h.send('PATCH', one, { token: manager, json: { user: { enabled: false } } })).status).toBe(200);
    expect(h.a.made.accounts.map(({ name }) => name)).toEqual(['dora']);
    expect(h.b.made.accounts).toEqual([]);
    expect((await h.send('DELETE', one, { token: manager })).status).toBe(204);
    const other = await h.send('GET', at('cloud-a', `/users?domain_id=${'a'.repeat(32)}`), { token: manager });
    expect(other.status).toBe(403);
  });
});

it('EC2 credentials of one’s own are the cloud’s to give, list and take away where the operator lets it', async () => {
  const token = await h.scoped('alice');
  const shown = await h.send('GET', '/identity/v3/auth/tokens', { token, headers: { 'x-subject-token': token } });
  const { user, project } = shown.body.token;
  const keys = at('cloud-a', `/users/${user.id}/credentials/OS-EC2`);
  const made = await h.send('POST', keys, { token, json: { tenant_id: project.id } });
  expect([made.status, made.body.credential]).toEqual([
    201,
    expect.objectContaining({ user_id: user.id, tenant_id: project.id }),
  ]);
  const { access } = made.body.credential;
  const listed = async () => (await h.send('GET', keys, { token })).body.credentials.map((one: Key) => one.access);
  expect(await listed()).toEqual([access]);
  expect((await h.send('DELETE', `${keys}/${access}`, { token })).status).toBe(204);
  expect(await listed()).toEqual([]);
});
interface Key {
  readonly access: string;
}

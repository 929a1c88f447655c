// SPDX-License-Identifier: Apache-2.0
// A group was a word without a domain: a user of a second identity provider (domain `beta`) in a group `acme-research` of its
// own got acme's project at the clouds, acme's group on the clusters, and the credentials held for acme. Whoever runs one
// provider, or may make groups there, was in every group of the others. A group is a name in a domain, wherever it leaves.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Idp, startIdp } from '../../demo/idp.ts';
import { type StandIn, startCloud } from '../../standins/cloud.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

const GROUP = 'acme-research';

let house: SplitHouse;
let beta: Idp;
let cloud: StandIn;
let holding: StandIn;
let folder: string;
/** What the clusters were sent, by header name. */
let arrived: (readonly [name: string, value: string])[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scs-gateway-domains-'));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return `file:${join(folder, name)}`;
  };
  beta = await startIdp();
  const research = [['acme', 'research', 'member']] as const;
  const common = { region: 'R', shape: 'ports', projects: ['acme/research'], settle: 20 } as const;
  cloud = await startCloud({ ...common, name: 'cloud-c', groups: { [`acme/${GROUP}`]: research, [GROUP]: research } });
  const robot = { name: 'robot', password: 'robot-pw', roles: research };
  holding = await startCloud({ ...common, name: 'cloud-d', groups: {}, users: [robot] });
  house = await startSplitHouse((config) => {
    config.identityProviders[0].groups = undefined;
    config.identityProviders.push({ id: 'two', issuer: beta.issuer, audiences: ['scs-gateway'], domain: 'beta' });
    const [{ server, caFile }] = config.clouds[1].clusters;
    const strategy = { kind: 'impersonate', token: file('token', 'account') };
    config.clouds[1].clusters.push({ id: 'imp', server, caFile, strategy });
    const credential = { project: 'acme/research', groupDomain: 'acme', groups: [GROUP] };
    const account = { username: 'robot', userDomain: 'Default', password: file('password', robot.password) };
    const strategies = {
      'cloud-c': { kind: 'hub-oidc', identityProvider: 'hub' },
      'cloud-d': { kind: 'password', credentials: [{ ...credential, ...account }] },
    };
    for (const { name, authUrl, region } of [cloud, holding]) {
      const at = strategies[name as keyof typeof strategies];
      config.clouds.push({ id: name, name, openstack: { authUrl, region, strategy: at } });
    }
  });
  const jwks = async () =>
    JSON.parse((await house.send('HTTP/1.1', 'GET', '/.well-known/jwks.json')).text) as JSONWebKeySet;
  cloud.trust({ issuer: house.url, audience: cloud.authUrl, jwks });
  house.lie(({ rawHeaders }, response) => {
    for (let i = 0; i < rawHeaders.length; i += 2)
      arrived.push([String(rawHeaders[i]).toLowerCase(), String(rawHeaders[i + 1])]);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
});
afterAll(async () => {
  await house.close();
  await Promise.all([cloud.close(), holding.close(), beta.close()]);
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  arrived = [];
});

const WHO = [
  ['acme', () => house.idp, 'demo'],
  ['beta', () => beta, 'two'],
] as const;
const own = (idp: Idp): Promise<string> => {
  const now = Math.floor(Date.now() / 1000);
  return idp.mint({ sub: 'x', preferred_username: 'alice', groups: [GROUP], iat: now, exp: now + 300 });
};

describe.each(PROTOCOLS)('over %s', (protocol) => {
  const login = async (idp: Idp, provider: string): Promise<string> => {
    const path = `/identity/v3/OS-FEDERATION/identity_providers/${provider}/protocols/openid/auth`;
    const { headers } = await house.send(protocol, 'POST', path, { authorization: `Bearer ${await own(idp)}` });
    return String(headers['x-subject-token']);
  };

  it.each(WHO)('of one group name, the group of domain %s is its own on a cluster', async (domain, idp) => {
    const headers = { authorization: `Bearer ${await own(idp())}` };
    for (const id of ['imp', 'liar']) await house.send(protocol, 'GET', `/k8s/${id}/version`, headers);
    expect(arrived.filter(([name]) => name.startsWith('impersonate-'))).toEqual([
      ['impersonate-user', `scs:${domain}/alice`],
      ['impersonate-group', `scs:${domain}/${GROUP}`],
    ]);
    const jwt =
      arrived
        .filter(([name]) => name === 'authorization')
        .at(-1)?.[1]
        .slice('Bearer '.length) ?? '';
    expect(decodeJwt(jwt)).toMatchObject({ domain, groups: [`${domain}/${GROUP}`] });
  });

  it.each(WHO)('only acme gets the project that a cloud grants to its group, asked as %s', async (domain, idp, id) => {
    const headers = { 'x-auth-token': await login(idp(), id) };
    const { text } = await house.send(protocol, 'GET', '/identity/v3/auth/projects', headers);
    const names = JSON.parse(text).projects.map(({ name }: { name: string }) => name);
    expect(names).toEqual(domain === 'acme' ? ['research'] : []);
  });

  it.each(WHO)('only acme may use the credential that is held for its group, asked as %s', async (domain, idp, id) => {
    const scope = { project: { name: 'research', domain: { name: 'acme' } } };
    const identity = { methods: ['token'], token: { id: await login(idp(), id) } };
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ auth: { identity, scope } });
    const scoped = await house.send(protocol, 'POST', '/identity/v3/auth/tokens', headers, body);
    expect(scoped.status).toBe(domain === 'acme' ? 201 : 401);
    if (domain === 'beta') return;
    const token = String(scoped.headers['x-subject-token']);
    const path = '/clouds/cloud-d/compute/v2.1/flavors';
    expect((await house.send(protocol, 'GET', path, { 'x-auth-token': token })).status).toBe(200);
  });
});

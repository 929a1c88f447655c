// SPDX-License-Identifier: Apache-2.0
// A `passthrough` cluster gets the user's own token of the identity provider. If that token is good for a login at the
// gateway as well, whoever operates the cluster (or reads what reaches it) logs in here with it and is the user on every
// cloud. So a cluster gets tokens that are made for it, with an audience that opens nothing at the gateway and no cluster
// of another cloud; what would be good here is not passed on.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadConfig } from '../../src/config/load.ts';
import { type ClusterHarness, startClusterHarness } from '../e2e/cluster-harness.ts';

let k: ClusterHarness;
let gatewayToken: string;
beforeAll(async () => {
  k = await startClusterHarness();
  await k.reload((file) => {
    file.identityProviders[0].cli = { clientId: 'openstack-cli' };
    const { clusters } = file.clouds[0];
    const { server, caFile } = clusters[0];
    const strategy = { kind: 'passthrough', audience: 'prod' };
    clusters.push({ id: 'own', server, caFile, strategy: { ...strategy, cli: { clientId: 'prod-cli' } } });
    clusters.push({ id: 'plain', server, caFile, strategy });
  });
  gatewayToken = await k.login('alice');
});
afterAll(() => k.close());

const mint = (aud: unknown, more: object = {}): Promise<string> =>
  k.idp.mint({
    sub: 'alice',
    preferred_username: 'alice',
    groups: ['acme-research'],
    aud: aud as string,
    iat: Math.floor(Date.now() / 1000),
    exp: Math.floor(Date.now() / 1000) + 300,
    ...more,
  });
const arrived = (): number => k.cluster.requests.length;

describe.each([1, 2] as const)('over HTTP/%i', (http) => {
  const get = (cluster: string, token: string) => k.send('GET', `/k8s/${cluster}/api`, { token, http });

  it('a token that is made for the cluster reaches it as it is, with no login', async () => {
    const token = await mint('prod');
    expect((await get('own', token)).status).toBe(200);
    expect(k.cluster.requests.at(-1)?.headers.authorization).toBe(`Bearer ${token}`);
  });

  it('a token that is made for the cluster opens nothing else', async () => {
    const token = await mint('prod');
    for (const cluster of ['hub', 'imp', 'pass']) expect((await get(cluster, token)).status).toBe(401);
    expect((await k.send('GET', '/scs/v1/me', { token, http })).status).toBe(401);
    expect((await k.send('GET', '/k8s', { token, http })).status).toBe(401);
    const login = '/identity/v3/OS-FEDERATION/identity_providers/demo/protocols/openid/auth';
    expect((await k.send('POST', login, { token, http })).status).toBe(401);
  });

  it.each([
    ['the gateway', 'scs-gateway'],
    ['both', ['prod', 'scs-gateway']],
  ])('a token for %s is not passed on, and its owner is told why', async (_, audience) => {
    const before = arrived();
    const answer = await get('own', await mint(audience));
    expect([answer.status, answer.body.message]).toEqual([
      403,
      'Your token is good for a login at the gateway, so it is never passed on. This cluster requires one that is made for it alone.',
    ]);
    expect(arrived()).toBe(before);
  });

  it('a token that the gateway knows from elsewhere is looked at anew', async () => {
    const token = await mint('scs-gateway');
    expect((await get('hub', token)).status).toBe(200);
    expect((await get('own', token)).status).toBe(403);
    expect((await get('hub', token)).status).toBe(200);
  });

  it.each([
    ['another audience', () => mint('shop')],
    ['no audience', () => mint(undefined)],
    ['an end that is past', () => mint('prod', { exp: 1_000 })],
    ['another issuer', () => mint('prod', { iss: 'https://evil.example.org' })],
  ])('a token with %s is a 401 that does not reach the cluster', async (_, token) => {
    const before = arrived();
    expect((await get('own', await token())).status).toBe(401);
    expect(arrived()).toBe(before);
  });

  it('a token of the gateway is not passed on', async () => {
    const before = arrived();
    expect((await get('own', gatewayToken)).status).toBe(403);
    expect(arrived()).toBe(before);
  });

  it('the normalised API passes on none that it was called with', async () => {
    const token = await mint('scs-gateway');
    const before = arrived();
    const answer = await k.send('GET', '/scs/v1/clusters/own', { token, http });
    expect([answer.status, answer.body.status]).toEqual([200, 'unknown']);
    expect(arrived()).toBe(before);
  });
});

it('exec goes through with such a token, and with no other', async () => {
  const path = '/k8s/own/api/v1/namespaces/default/pods/p/exec?command=sh&stdout=1';
  const lines = ['Upgrade: SPDY/3.1', 'X-Stream-Protocol-Version: v4.channel.k8s.io'];
  const before = arrived();
  const refused = await k.upgrade(path, lines, { method: 'POST', token: await mint('scs-gateway') });
  expect([refused.status, arrived()]).toEqual([403, before]);
  refused.socket.destroy();
  const token = await mint('prod');
  const through = await k.upgrade(path, lines, { method: 'POST', token });
  expect(k.cluster.requests.at(-1)?.headers.authorization).toBe(`Bearer ${token}`);
  through.socket.destroy();
});

it('a kubeconfig logs in at such a cluster by the client that gets its tokens', async () => {
  const answer = await k.send('GET', '/scs/v1/kubeconfig', { token: gatewayToken });
  const file = parse(answer.text);
  const userOf = (cluster: string) =>
    file.contexts.find(({ name }: { name: string }) => name === cluster)?.context.user as string | undefined;
  expect(['hub', 'own', 'plain'].map(userOf)).toEqual(['scs', 'scs-own', undefined]);
  const { args } = file.users.find(({ name }: { name: string }) => name === 'scs-own').user.exec;
  expect(args).toEqual([
    'credential',
    '--issuer',
    k.idp.issuer,
    '--client-id',
    'prod-cli',
    '--scope',
    expect.any(String),
  ]);
  const shown = parse((await k.send('GET', '/scs/v1/kubeconfig?auth=token', { token: gatewayToken })).text);
  expect(shown.contexts.map(({ name }: { name: string }) => name)).not.toContain('own');
});

describe('check refuses', () => {
  const faultsOf = async (...strategies: object[]): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'scs-gateway-audience-'));
    const file = join(folder, 'gateway.yaml');
    const cluster = (strategy: object, n: number) => ({ id: `c-${n}`, server: `https://10.0.0.${n + 1}`, strategy });
    await writeFile(
      file,
      stringify({
        gateway: { publicUrl: 'https://gateway.example.org', listen: { host: '127.0.0.1' } },
        identityProviders: [
          { id: 'idp', issuer: 'https://idp.example.org', audiences: ['scs-gateway', 'portal'], domain: 'acme' },
        ],
        clouds: strategies.map((strategy, n) => ({ id: `cloud-${n}`, name: 'C', clusters: [cluster(strategy, n)] })),
      }),
    );
    const outcome = await loadConfig(file, { env: {} }).then(
      () => 'right',
      (error: Error) => error.message,
    );
    await rm(folder, { recursive: true });
    return outcome;
  };
  const pass = (more: object = {}) => ({ kind: 'passthrough', ...more });

  it('a passthrough cluster that would get what is good at the gateway', async () => {
    expect(await faultsOf(pass())).toContain('strategy.audience: is required: without it the cluster gets tokens');
    expect(await faultsOf(pass({ audience: 'portal' }))).toContain('must not be among identityProviders[].audiences');
    expect(await faultsOf(pass({ audience: 'prod-a' }))).toBe('right');
  });

  it('none where the operator says that it may', async () => {
    expect(await faultsOf(pass({ acceptsGatewayAudience: true }))).toBe('right');
    expect(await faultsOf(pass({ audience: 'portal', acceptsGatewayAudience: true }))).toBe('right');
  });

  it('two clouds whose clusters one token would open', async () => {
    expect(await faultsOf(pass({ audience: 'k8s' }), pass({ audience: 'k8s' }))).toContain(
      'clouds[1].clusters[0].strategy.audience: must differ from clouds[0].clusters[0].strategy.audience',
    );
  });
});

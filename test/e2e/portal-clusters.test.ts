// SPDX-License-Identifier: Apache-2.0
// The pages of Kubernetes clusters with a stand-in: what a cluster shows to whom, what of it is named as refused, and names that
// are HTML.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type ClusterStandIn, startCluster } from '../../standins/cluster.ts';
import { Browser, type Page, plainGroups, startWebSsoHouse, type WebSsoHouse } from '../security/websso-house.ts';

let house: WebSsoHouse;
let cluster: ClusterStandIn;
let folder: string;
let browser: Browser;
const get = (way: string): Promise<Page> => browser.get(`${house.url}/portal${way}`);
async function logIn(user: string): Promise<void> {
  browser = new Browser();
  const begin = `${house.url}/portal/login/browsers`;
  await browser.get(await browser.logIn(begin, user, `${house.url}/identity/v3/auth/websso/callback/`));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-portal-clusters-'));
  house = await startWebSsoHouse();
  cluster = await startCluster({
    name: 'prod',
    namespaces: ['default', 'shop'],
    rbac: [
      {
        to: 'scs:acme-research',
        verbs: ['get', 'list'],
        resources: ['nodes', 'namespaces', 'storageclasses', 'deployments'],
      },
    ],
  });
  const jwks = async () => (await (await fetch(`${house.url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
  cluster.trust({ issuer: house.url, audience: 'prod', jwks });
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, cluster.ca);
  await house.change((file) => {
    plainGroups(file);
    file.identityProviders[1].cli = { clientId: 'openstack-cli', scope: 'openid' };
    const { server } = cluster;
    file.clouds[0].clusters = [
      {
        id: 'prod',
        name: '<b>Prod',
        server,
        caFile,
        strategy: { kind: 'hub-oidc', audience: 'prod', groupNames: 'plain' },
      },
    ];
  });
  await logIn('alice');
}, 60_000);
afterAll(async () => {
  await house.close();
  await cluster.close();
  await rm(folder, { recursive: true, force: true });
});

it('every cluster is a card with its version, and leads to its own page', async () => {
  const { status, text } = await get('/clusters');
  expect(status).toBe(200);
  expect(text).toContain('<a href="/portal/clusters/cloud-a/prod">&lt;b&gt;Prod</a>');
  expect(text).toMatch(/<dt>Version<\/dt><dd>v1\./);
  expect(text).toContain('href="/portal/me/kubeconfig">');
});

it('a cluster shows its namespaces, and links to all that it has of a kind', async () => {
  const { status, text } = await get('/clusters/cloud-a/prod');
  expect(status).toBe(200);
  expect(text).toMatch(/<a href="\/portal\/resources\/namespaces\/cloud-a\/prod%3Ashop">shop<\/a>/);
  expect(text).toContain('href="/portal/resources/namespaces?cloud=cloud-a&amp;cluster=prod"');
  expect(text).toContain('kubectl --context prod get pods');
  expect(text).not.toContain('<b>Prod');
  expect((await get('/clusters/cloud-a/none')).status).toBe(404);
});

it('what a cluster refuses is named as refused, and the page is there all the same', async () => {
  await logIn('bob');
  const { status, text } = await get('/clusters/cloud-a/prod');
  expect(status).toBe(200);
  expect(text).toContain('The cluster does not show these to you.');
  expect(text).not.toContain('>shop<');
  await logIn('alice');
});

it('the kubeconfig has a context for it, and no token', async () => {
  const { text, headers } = await get('/me/kubeconfig');
  expect(headers.get('content-disposition')).toBe('attachment; filename="kubeconfig"');
  const file = parse(text);
  expect(file.contexts.map(({ name }: { name: string }) => name)).toEqual(['prod']);
  expect(text).not.toMatch(/eyJ[\w-]{16,}\.|token:/);
});

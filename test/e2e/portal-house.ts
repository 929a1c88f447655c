// SPDX-License-Identifier: Apache-2.0
// A gateway with the portal, two clouds and a Kubernetes cluster, and somebody who is logged in there and may see all pages.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JSONWebKeySet } from 'jose';
import { createFileStore } from '../../src/store/file.ts';
import { startCluster } from '../../standins/cluster.ts';
import { Browser, type Page, plainGroups, startWebSsoHouse, type WebSsoHouse } from '../security/websso-house.ts';
import type { HarnessOptions } from './harness.ts';

export interface PortalHouse extends WebSsoHouse {
  /** Of the path below /portal. */
  page(path: string): Promise<Page>;
  post(path: string, form: Readonly<Record<string, string>>): Promise<Page>;
  /** The SCS API as alice. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are checked by what the test expects of them
  api(method: string, path: string, json?: unknown): Promise<any>;
}

/** The cluster is called `demo-a`, as that of the demo. */
export async function startPortalHouse(more: Omit<HarnessOptions, 'gateway'> = {}): Promise<PortalHouse> {
  const folder = await mkdtemp(join(tmpdir(), 'scs-portal-'));
  const house = await startWebSsoHouse({}, { durable: createFileStore({ folder: ':memory:' }), ...more });
  const cluster = await startCluster({
    name: 'demo-a',
    namespaces: ['default', 'shop'],
    rbac: [{ to: 'scs:acme-research', verbs: ['*'], resources: ['*'] }],
  });
  const jwks = async () => (await (await fetch(`${house.url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
  cluster.trust({ issuer: house.url, audience: 'demo-a', jwks });
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, cluster.ca);
  await house.change((file) => {
    plainGroups(file);
    file.gateway.portal = { operators: [{ identityProvider: 'browsers', group: 'acme-research' }] };
    const strategy = { kind: 'hub-oidc', audience: 'demo-a', groupNames: 'plain' };
    file.clouds[0].clusters = [{ id: 'demo-a', name: 'Demo A', server: cluster.server, caFile, strategy }];
  });
  const browser = new Browser();
  const begin = `${house.url}/portal/login/browsers`;
  await browser.get(await browser.logIn(begin, 'alice', `${house.url}/identity/v3/auth/websso/callback/`));
  const page = (path: string): Promise<Page> => browser.get(`${house.url}/portal${path}`);
  return {
    ...house,
    page,
    post: (path, form) =>
      browser.get(`${house.url}/portal${path}`, { method: 'POST', body: new URLSearchParams(form) }),
    async api(method, path, json) {
      const headers = { authorization: `Bearer ${await house.scoped('alice')}` };
      const answer = await house.send(method, `/scs/v1/${path}`, { headers, ...(json !== undefined && { json }) });
      if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`);
      return answer.body;
    },
    async close() {
      await house.close();
      await cluster.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The value of a hidden field. */
export const fieldIn = ({ text }: Page, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? '';

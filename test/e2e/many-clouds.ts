// SPDX-License-Identifier: Apache-2.0
// Dozens of clouds of a thousand servers each behind a gateway: as little of each as lists need, on one port, so that
// what is measured is the gateway. Servers are as Nova 2.90 gave one, with other ids and names.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { startIdp } from '../../demo/idp.ts';
import { type Gateway, startGateway } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load.ts';
import { freePort } from '../free-port.ts';

const SAMPLE = JSON.parse(
  readFileSync(new URL('../fixtures/openstack/cloud-a/server-show-2.90.json', import.meta.url), 'utf8'),
).body.server as Record<string, unknown>;

export interface ManyClouds {
  readonly url: string;
  readonly gateway: Gateway;
  /** An IdP's token. */
  readonly token: string;
  readonly log: string[];
  /** List requests that have begun, and those whose client left before the end. */
  readonly seen: { lists: number; left: number };
  close(): Promise<void>;
}

export interface ManyCloudsOptions {
  readonly clouds: number;
  readonly servers: number;
  /** Of text in each server's metadata. */
  readonly bytes?: number;
  /** Milliseconds before a cloud answers a list. */
  readonly latency?: (cloud: number) => number;
}

const hex = (cloud: number, number: number): string =>
  `${cloud.toString(16).padStart(8, '0')}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

export async function startManyClouds({
  clouds,
  servers,
  bytes = 0,
  latency = () => 0,
}: ManyCloudsOptions): Promise<ManyClouds> {
  const seen = { lists: 0, left: 0 };
  const project = (cloud: number) => ({
    id: `${cloud.toString(16).padStart(4, '0')}${'b'.repeat(28)}`,
    name: 'research',
    domain_id: 'd'.repeat(32),
    domain: { id: 'd'.repeat(32), name: 'acme' },
  });
  const pages = new Map<number, string>();
  const list = (cloud: number, base: string): string => {
    const known = pages.get(cloud);
    if (known !== undefined) return known;
    const rows = Array.from({ length: servers }, (_, number) => {
      const id = hex(cloud, number);
      const links = [{ rel: 'self', href: `${base}/v2.1/servers/${id}` }];
      const metadata = bytes === 0 ? {} : { filler: 'x'.repeat(bytes) };
      return { ...SAMPLE, metadata, id, name: `server-${number}`, tenant_id: project(cloud).id, links };
    });
    const text = JSON.stringify({ servers: rows });
    pages.set(cloud, text);
    return text;
  };

  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '';
    const cloud = Number(/^\/c(\d+)\//.exec(url)?.[1]);
    const base = `http://127.0.0.1:${port}/c${cloud}/compute`;
    const send = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
    };
    for await (const _ of request);
    if (url.includes('/OS-FEDERATION/') || url.endsWith('/auth/tokens')) {
      const scoped = url.endsWith('/auth/tokens');
      const endpoint = { id: 'e', interface: 'public', region: 'R', region_id: 'R', url: `${base}/v2.1` };
      const token = {
        expires_at: new Date(Date.now() + 3_600_000).toISOString(),
        methods: ['openid'],
        user: { id: 'f'.repeat(32), name: 'alice', domain: { id: 'd'.repeat(32), name: 'acme' } },
        ...(scoped
          ? {
              project: project(cloud),
              roles: [{ id: 'r', name: 'member' }],
              catalog: [{ id: 's', type: 'compute', name: 'nova', endpoints: [endpoint] }],
            }
          : {}),
      };
      return send(201, { token }, { 'x-subject-token': `gAAAAA-${cloud}-${scoped}` });
    }
    if (url.endsWith('/auth/projects')) return send(200, { projects: [{ ...project(cloud), enabled: true }] });
    if (url.includes('/servers/detail')) {
      seen.lists++;
      response.once('close', () => {
        if (!response.writableFinished) seen.left++;
      });
      await sleep(latency(cloud));
      return send(200, list(cloud, base));
    }
    return send(200, { version: { id: 'v2.1', status: 'CURRENT', version: '2.93', min_version: '2.1', links: [] } });
  }
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;

  const folder = await mkdtemp(join(tmpdir(), 'scs-gateway-many-'));
  const [own, operations] = [await freePort(), await freePort()];
  const idp = await startIdp();
  const url = `http://127.0.0.1:${own}`;
  const file = join(folder, 'gateway.yaml');
  const written = {
    gateway: {
      publicUrl: url,
      listen: { host: '127.0.0.1', port: own },
      operations: { host: '127.0.0.1', port: operations },
      keys: join(folder, 'keys'),
      drainTimeout: '2s',
    },
    identityProviders: [
      {
        id: 'demo',
        issuer: idp.issuer,
        audiences: ['scs-gateway'],
        domain: 'acme',
        claims: { username: 'preferred_username', groups: 'groups' },
      },
    ],
    clouds: Array.from({ length: clouds }, (_, cloud) => ({
      id: `c${String.fromCharCode(97 + Math.floor(cloud / 26), 97 + (cloud % 26))}`,
      name: `Cloud ${cloud}`,
      openstack: {
        authUrl: `http://127.0.0.1:${port}/c${cloud}/v3`,
        sharedOrigin: true,
        region: 'R',
        strategy: { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid' },
      },
    })),
  };
  await writeFile(file, stringify(written));
  const { config } = await loadConfig(file, { env: {} });
  const log: string[] = [];
  const gateway = await startGateway({ config, log: { write: (line) => log.push(line) } });
  const { access_token } = await idp.tokens.password('alice');
  return {
    url,
    gateway,
    token: access_token,
    log,
    seen,
    async close() {
      await gateway.close();
      server.closeAllConnections();
      await Promise.all([idp.close(), new Promise((done) => server.close(done))]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

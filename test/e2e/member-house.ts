// SPDX-License-Identifier: Apache-2.0
// For tests of `scs-gateway member`: a configuration with one member, small servers in its place, and the command itself.
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { memberCommand } from '../../src/cli/member.ts';
import { runCommandLine } from '../../src/cli/run.ts';
import { loadConfig } from '../../src/config/load.ts';
import { openKeys } from '../../src/federation/keys.ts';
import { type CheckDeps, type CheckOptions, checkMember } from '../../src/joining/index.ts';
import type { Step } from '../../src/joining/ledger.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function member(...args: string[]): Promise<Ran> {
  let [out, err] = ['', ''];
  const output = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const code = await runCommandLine(['member', ...args], output, [memberCommand]);
  return { code, out, err };
}

export interface Served {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export async function serve(answer: RequestListener, pair?: { cert: string; key: string }): Promise<Served> {
  const server = pair === undefined ? createServer(answer) : createTlsServer(pair, answer);
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${pair === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

const VERSION = { version: { id: 'v3.14', status: 'stable' } };

/** A Keystone that has a version document, and `others` for all else. */
export const keystone =
  (others?: RequestListener): RequestListener =>
  (req, res) => {
    if (req.url === '/v3') res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(VERSION));
    else if (others === undefined) res.writeHead(401, { 'www-authenticate': 'Bearer' }).end('<h1>Unauthorized</h1>');
    else others(req, res);
  };

export const HUB = { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid' };

export interface House {
  readonly folder: string;
  readonly file: string;
}

/** The file of a gateway with `clouds`, and its keys. */
export async function house(clouds: readonly object[], gateway: object = {}): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'scs-member-'));
  const file = join(folder, 'gateway.yaml');
  const config = {
    gateway: { publicUrl: 'http://127.0.0.1:1', listen: { host: '127.0.0.1', port: 1 }, keys: './keys', ...gateway },
    identityProviders: [{ id: 'idp', issuer: 'http://127.0.0.1:2', audiences: ['scs-gateway'], domain: 'acme' }],
    clouds,
  };
  await writeFile(file, `# of acme\n${stringify(config)}`);
  (await openKeys(join(folder, 'keys'), { now: Date.now })).close();
  return { folder, file };
}

export const cloud = (id: string, authUrl: string, more: object = {}) => ({
  id,
  name: id,
  openstack: { authUrl, region: 'R', strategy: HUB, ...more },
});

export async function check(
  { file }: House,
  options: Partial<CheckOptions> = {},
  deps: CheckDeps = {},
): Promise<Readonly<Record<string, Step>>> {
  const { config } = await loadConfig(file, { env: process.env });
  const asked = { cloud: 'cloud-a', part: { kind: 'openstack' as const }, groups: ['research'], timeout: 60_000 };
  return byName(await checkMember(config, { ...asked, ...options }, deps));
}

export const byName = (steps: readonly Step[]): Readonly<Record<string, Step>> =>
  Object.fromEntries(steps.map((step) => [step.step, step]));

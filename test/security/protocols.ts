// SPDX-License-Identifier: Apache-2.0
// A gateway with TLS between clients of both HTTP versions and two members: an honest one (`cloud-a`) and one that lies
// (`cloud-b`: a stand-in's Keystone, whose compute service and whose cluster `liar` answer whatever the test plays).
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { Agent, createServer as createTlsServer, request as httpsRequest } from 'node:https';
import type { AddressInfo, LookupFunction } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JSONWebKeySet } from 'jose';
import { stringify } from 'yaml';
import { ensureTls } from '../../demo/ca.ts';
import { type Idp, startIdp } from '../../demo/idp.ts';
import { type Gateway, startGateway } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load.ts';
import { type StandIn, startCloud } from '../../standins/cloud.ts';
import { connectH2, type H2Client } from '../e2e/h2-client.ts';
import type { ConfigFile } from '../e2e/harness.ts';
import { freePort } from '../free-port.ts';

export const PROTOCOLS = ['HTTP/1.1', 'HTTP/2'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

export interface SplitAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** A name that came more than once stands more than once. */
  readonly rawHeaders: readonly string[];
  readonly text: string;
}

export interface SplitHouse {
  readonly url: string;
  readonly port: number;
  readonly operationsUrl: string;
  /** PEM, of the gateway. */
  readonly ca: string;
  readonly gateway: Gateway;
  readonly idp: Idp;
  readonly honest: StandIn;
  readonly liar: StandIn;
  /** Where the lies are told: the compute service of `cloud-b`, by HTTP. */
  readonly lyingUrl: string;
  /** Every log line the gateway wrote, parsed. */
  // biome-ignore lint/suspicious/noExplicitAny: log lines are read by what a test expects of them
  readonly log: any[];
  /** What `cloud-b`'s compute and the cluster `liar` answer from now on. */
  lie(listener: RequestListener): void;
  /** Unscoped. */
  login(user: string): Promise<string>;
  /** Scoped to a project by name (domain acme). */
  scoped(user: string, project?: string): Promise<string>;
  /** One request. Rejects where the answer is broken off or its stream reset. */
  send(
    protocol: Protocol,
    method: string,
    path: string,
    headers?: Readonly<Record<string, string | readonly string[]>>,
    body?: string | Buffer,
  ): Promise<SplitAnswer>;
  /** The one HTTP/2 connection that `send` uses; a new one where the last has ended. */
  h2(): Promise<H2Client>;
  metrics(): Promise<string>;
  close(): Promise<void>;
}

/** Where services of `cloud-b`'s catalogue lead, by their types. */
type ElsewhereOf = (house: {
  readonly url: string;
  readonly port: number;
  /** The port of the operations listener. */
  readonly operations: number;
  readonly lyingUrl: string;
  /** The same by TLS, with the gateway's own certificate. */
  readonly lyingTlsUrl: string;
}) => Readonly<Record<string, string>>;

/** `change` gets the configuration before it is written. `resolve`: instead of DNS. */
export async function startSplitHouse(
  change?: (file: ConfigFile) => void,
  options: {
    readonly elsewhere?: ElsewhereOf;
    readonly resolve?: LookupFunction;
    /** Its own requests go through what listens there, below the path of publicUrl. */
    readonly through?: number;
    /** Milliseconds until what is created at a cloud is complete. */
    readonly settle?: number;
  } = {},
): Promise<SplitHouse> {
  const folder = await mkdtemp(join(tmpdir(), 'scs-gateway-split-'));
  const [port, operations] = [await freePort(), await freePort()];
  const tls = await ensureTls(join(folder, 'tls'));
  const ca = await readFile(tls.ca, 'utf8');
  const url = `https://localhost:${port}`;
  const idp = await startIdp();

  let listener: RequestListener = (_, response) => void response.writeHead(404).end();
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => listener(request, response);
  const pems = { cert: await readFile(tls.cert), key: await readFile(tls.key) };
  // As a server written in Go takes them.
  const heads = { maxHeaderSize: 1024 * 1024 };
  const lying = createServer(heads, onRequest).listen(0, '127.0.0.1');
  const lyingTls = createTlsServer({ ...pems, ...heads }, onRequest).listen(0, '127.0.0.1');
  await Promise.all([once(lying, 'listening'), once(lyingTls, 'listening')]);
  const portOf = (server: Pick<Server, 'address'>): number => (server.address() as AddressInfo).port;
  const lyingUrl = `http://127.0.0.1:${portOf(lying)}`;
  const lyingTlsUrl = `https://localhost:${portOf(lyingTls)}`;

  const common = {
    shape: 'ports',
    projects: ['acme/research', 'acme/teaching'],
    groups: { 'acme-research': [['acme', 'research', 'member']], 'acme-teaching': [['acme', 'teaching', 'member']] },
    settle: options.settle ?? 20,
  } as const;
  const honest = await startCloud({ name: 'cloud-a', region: 'RegionA', ...common });
  const liar = await startCloud({
    name: 'cloud-b',
    region: 'RegionB',
    ...common,
    elsewhere: {
      compute: `${lyingUrl}/v2.1`,
      ...options.elsewhere?.({ url, operations, port, lyingUrl, lyingTlsUrl }),
    },
  });
  const agent = new Agent({ ca, keepAlive: true });
  const byHttp1: (
    method: string,
    path: string,
    headers?: Readonly<Record<string, string | readonly string[]>>,
    body?: string | Buffer,
  ) => Promise<SplitAnswer> = (method, path, headers = {}, body) =>
    new Promise((resolve, reject) => {
      // Not as a URL, which would resolve dot segments. The name is that of the certificate, whatever the header Host says.
      const base = new URL(options.through === undefined ? url : file.gateway.publicUrl);
      const written = `${base.pathname.replace(/\/$/, '')}${path}`.replace(/[^\x21-\x7e]/gu, encodeURIComponent);
      const to = { host: 'localhost', port: base.port, path: written };
      const sent = httpsRequest({
        ...to,
        servername: 'localhost',
        method,
        agent,
        headers: headers as Record<string, string>,
      });
      sent.once('error', reject);
      sent.once('response', (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.once('error', reject);
        answer.once('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            rawHeaders: answer.rawHeaders,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      });
      sent.end(body);
    });
  const openstack = ({ authUrl, region }: StandIn) => ({
    authUrl,
    region,
    strategy: { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid' },
  });
  const file: ConfigFile = {
    gateway: {
      publicUrl: url,
      listen: { host: '127.0.0.1', port, tls: { cert: `file:${tls.cert}`, key: `file:${tls.key}` } },
      operations: { host: '127.0.0.1', port: operations },
      keys: join(folder, 'keys'),
      drainTimeout: '1s',
      // Members, clients and the gateway share this process: its event loop says nothing about the gateway.
      limits: { loopLag: 'off' },
    },
    identityProviders: [
      { id: 'demo', issuer: idp.issuer, audiences: ['scs-gateway'], domain: 'acme', groups: ['^acme-'] },
    ],
    clouds: [
      { id: 'cloud-a', name: 'Cloud A', openstack: openstack(honest) },
      {
        id: 'cloud-b',
        name: 'Cloud B',
        openstack: openstack(liar),
        clusters: [
          {
            id: 'liar',
            server: `https://127.0.0.1:${portOf(lyingTls)}`,
            caFile: tls.ca,
            strategy: { kind: 'hub-oidc' },
          },
        ],
      },
    ],
  };
  change?.(file);
  for (const cloud of [honest, liar])
    cloud.trust({
      issuer: file.gateway.publicUrl,
      audience: cloud.authUrl,
      jwks: async () => JSON.parse((await byHttp1('GET', '/.well-known/jwks.json')).text) as JSONWebKeySet,
    });
  const path = join(folder, 'gateway.yaml');
  await writeFile(path, stringify(file));
  const log: unknown[] = [];
  const { config } = await loadConfig(path, { env: {} });
  const { resolve } = options;
  const gateway = await startGateway({
    config,
    log: { write: (line) => log.push(JSON.parse(line)) },
    ...(resolve === undefined ? {} : { resolve }),
  });

  let connected: Promise<H2Client> | undefined;
  const h2 = async (): Promise<H2Client> => {
    const current = await connected;
    if (current === undefined || current.session.closed || current.session.destroyed) connected = connectH2(url, ca);
    return connected as Promise<H2Client>;
  };
  const tokenOf = ({ status, headers, text }: SplitAnswer): string => {
    const token = headers['x-subject-token'];
    if (status !== 201 || typeof token !== 'string') throw new Error(`login: ${status} ${text}`);
    return token;
  };
  const login = async (user: string): Promise<string> => {
    const { access_token } = await idp.tokens.password(user);
    const path = '/identity/v3/OS-FEDERATION/identity_providers/demo/protocols/openid/auth';
    return tokenOf(await byHttp1('POST', path, { authorization: `Bearer ${access_token}` }));
  };

  return {
    url,
    port,
    operationsUrl: `http://127.0.0.1:${operations}`,
    ca,
    gateway,
    idp,
    honest,
    liar,
    lyingUrl,
    log,
    lie(next) {
      listener = next;
    },
    login,
    async scoped(user, project = 'research') {
      const scope = { project: { name: project, domain: { name: 'acme' } } };
      const identity = { methods: ['token'], token: { id: await login(user) } };
      const body = JSON.stringify({ auth: { identity, scope } });
      return tokenOf(await byHttp1('POST', '/identity/v3/auth/tokens', { 'content-type': 'application/json' }, body));
    },
    async send(protocol, method, path, headers = {}, body) {
      if (protocol === 'HTTP/1.1') return byHttp1(method, path, headers, body);
      const { bytes, ...answer } = await (await h2()).send(method, path, headers, body);
      return { ...answer, text: bytes.toString() };
    },
    h2,
    metrics: async () => (await fetch(`http://127.0.0.1:${operations}/metrics`)).text(),
    async close() {
      (await connected)?.close();
      agent.destroy();
      await gateway.close();
      for (const server of [lying, lyingTls]) {
        server.close();
        server.closeAllConnections();
      }
      await Promise.all([honest.close(), liar.close(), idp.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

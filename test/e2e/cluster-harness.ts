// SPDX-License-Identifier: Apache-2.0
// The gateway over TLS between clients of both HTTP versions and one stand-in cluster, joined once by each strategy:
// /k8s/hub, /k8s/imp and /k8s/pass; /k8s/down is not there.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import type { JSONWebKeySet } from 'jose';
import { Agent, type Dispatcher, fetch, request } from 'undici';
import { stringify } from 'yaml';
import { ensureTls } from '../../demo/ca.ts';
import { type Idp, startIdp } from '../../demo/idp.ts';
import { type Gateway, startGateway } from '../../src/app.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load.ts';
import { type ClusterStandIn, startCluster } from '../../standins/cluster.ts';
import type { ClusterRule } from '../../standins/cluster-access.ts';
import { freePort } from '../free-port.ts';
import { connectH2, type H2Client } from './h2-client.ts';

export interface ClusterHarness {
  readonly url: string;
  readonly port: number;
  /** PEM, of the gateway. */
  readonly ca: string;
  /** The key folder of the gateway. */
  readonly keys: string;
  readonly gateway: Gateway;
  readonly idp: Idp;
  readonly cluster: ClusterStandIn;
  readonly early: string;
  /** Every log line the gateway wrote, parsed. */
  readonly log: LogLine[];
  login(user: string): Promise<string>;
  idpToken(user: string, claims?: object): Promise<string>;
  send(method: string, path: string, options?: ClusterSend): Promise<ClusterAnswer>;
  /** The one HTTP/2 connection that `send` uses as well. */
  h2(): Promise<H2Client>;
  /** A connection to the gateway by HTTP/1.1, for bytes by hand. */
  socket(): Promise<TLSSocket>;
  /** The cluster's authority as the gateway reads it. */
  /** An upgrade request by hand; `pieces` follow its head in the same write. */
  upgrade(path: string, lines: readonly string[], options?: UpgradeOptions): Promise<Upgraded>;
  writeCa(pem: string): Promise<void>;
  reload(change?: (file: Json) => void): Promise<void>;
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are checked by what the test expects of them
type Json = any;
type LogLine = Json;

interface ClusterSend {
  readonly token?: string | undefined;
  readonly http?: 1 | 2;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly json?: unknown;
  readonly body?: string | Buffer | undefined;
}

interface ClusterAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  readonly text: string;
  readonly body: Json;
}

interface UpgradeOptions {
  readonly method?: string;
  readonly token?: string | undefined;
  readonly after?: string | Buffer;
  /** `localhost` where absent. */
  readonly host?: string;
}

export interface Upgraded {
  readonly status: number;
  /** The lines of the answer's head, without the first. */
  readonly lines: readonly string[];
  readonly socket: TLSSocket;
  /** All that came after the head, so far. */
  readonly received: () => Buffer;
  /** Resolves when the gateway has ended the connection. */
  readonly ended: Promise<void>;
}

const ACCOUNT = 'sa-token-of-the-gateway';
const ACCOUNT_USER = 'system:serviceaccount:scs-system:scs-gateway';

const RBAC: readonly ClusterRule[] = [
  {
    to: 'scs:acme-research',
    verbs: ['*'],
    resources: [
      'namespaces',
      'pods',
      'pods/log',
      'pods/exec',
      'pods/attach',
      'pods/portforward',
      'configmaps',
      'services/proxy',
    ],
  },
  // alice may act as two others, and in one group.
  { to: 'scs:acme/alice', verbs: ['impersonate'], resources: ['users'], names: ['dev', 'scs:acme/carol'] },
  { to: 'scs:acme/alice', verbs: ['impersonate'], resources: ['groups'], names: ['devs'] },
  { to: 'devs', verbs: ['*'], resources: ['pods'] },
  // bob looks, at nearly everything.
  {
    to: 'scs:acme-teaching',
    verbs: ['get', 'list'],
    resources: ['nodes', 'namespaces', 'storageclasses', 'deployments', 'statefulsets', 'daemonsets', 'jobs'],
  },
  {
    to: ACCOUNT_USER,
    verbs: ['impersonate'],
    resources: ['users', 'groups', 'serviceaccounts', 'uids', 'userextras/scopes'],
  },
  { to: ACCOUNT_USER, verbs: ['create'], resources: ['subjectaccessreviews'] },
];

export async function startClusterHarness(
  options: {
    readonly tokenLifetime?: number;
    readonly history?: number;
    /** The issuer is away from the start; its token of before: `early`. */
    readonly issuerDown?: boolean;
    readonly drainTimeout?: string;
    /** Merged over the gateway's section. */
    readonly gateway?: object;
  } = {},
): Promise<ClusterHarness> {
  const folder = await mkdtemp(join(tmpdir(), 'scs-gateway-k8s-'));
  const [port, operations, nowhere] = [await freePort(), await freePort(), await freePort()];
  const tls = await ensureTls(join(folder, 'tls'));
  const ca = await readFile(tls.ca, 'utf8');
  const url = `https://localhost:${port}`;
  const idp = await startIdp();
  const agent = new Agent({ connect: { ca }, allowH2: false });
  const cluster = await startCluster({
    name: 'prod',
    accounts: { [ACCOUNT]: { user: ACCOUNT_USER } },
    rbac: RBAC,
    ...(options.history === undefined ? {} : { history: options.history }),
  });
  const keysOf = (from: string) => async () =>
    (await (await fetch(from, { dispatcher: agent })).json()) as JSONWebKeySet;
  cluster.trust({ issuer: url, audience: 'prod', jwks: keysOf(`${url}/.well-known/jwks.json`) });
  cluster.trust({
    issuer: idp.issuer,
    audience: ['scs-gateway', 'prod'],
    prefix: 'idp:',
    jwks: keysOf(`${idp.issuer}/jwks`),
  });

  const caFile = join(folder, 'cluster-ca.pem');
  await writeFile(caFile, cluster.ca);
  await writeFile(join(folder, 'sa-token'), ACCOUNT);
  const common = { server: cluster.server, caFile };
  const written = {
    gateway: {
      publicUrl: url,
      listen: { host: '127.0.0.1', port, tls: { cert: `file:${tls.cert}`, key: `file:${tls.key}` } },
      operations: { host: '127.0.0.1', port: operations },
      keys: join(folder, 'keys'),
      drainTimeout: options.drainTimeout ?? '1s',
      clusterDomain: 'k8s.gw.example',
      // Cluster, clients and the gateway share this process: its event loop says nothing about the gateway.
      limits: { loopLag: 'off' },
      ...options.gateway,
    },
    identityProviders: [
      { id: 'demo', issuer: idp.issuer, audiences: ['scs-gateway'], domain: 'acme', groups: ['^acme-'] },
    ],
    clouds: [
      {
        id: 'cloud-a',
        name: 'Cloud A',
        clusters: [
          { id: 'hub', ...common, strategy: { kind: 'hub-oidc', audience: 'prod' } },
          { id: 'imp', ...common, strategy: { kind: 'impersonate', token: `file:${join(folder, 'sa-token')}` } },
          { id: 'pass', ...common, strategy: { kind: 'passthrough', acceptsGatewayAudience: true } },
          { id: 'down', server: `https://127.0.0.1:${nowhere}`, strategy: { kind: 'hub-oidc' } },
        ],
      },
    ],
  };
  const file = join(folder, 'gateway.yaml');
  const load = async (): Promise<Config> => {
    const { config } = await loadConfig(file, { env: {} });
    const { tokenLifetime } = options;
    return tokenLifetime === undefined ? config : { ...config, gateway: { ...config.gateway, tokenLifetime } };
  };
  await writeFile(file, stringify(written));
  const log: LogLine[] = [];
  const early = (await idp.tokens.password('alice')).access_token;
  if (options.issuerDown) await idp.close();
  const gateway = await startGateway({ config: await load(), log: { write: (line) => log.push(JSON.parse(line)) } });

  let session: Promise<H2Client> | undefined;
  const h2 = (): Promise<H2Client> => {
    session ??= connectH2(url, ca);
    return session;
  };
  const byHttp1 = async (method: string, path: string, headers: object, body?: string | Buffer) => {
    const answer = await request(`${url}${path}`, {
      method: method as Dispatcher.HttpMethod,
      dispatcher: agent,
      headers: headers as Record<string, string>,
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.statusCode, headers: answer.headers, bytes: Buffer.from(await answer.body.arrayBuffer()) };
  };

  const idpToken = async (user: string): Promise<string> => (await idp.tokens.password(user)).access_token;
  return {
    url,
    port,
    ca,
    keys: join(folder, 'keys'),
    gateway,
    idp,
    cluster,
    early,
    log,
    h2,
    idpToken,
    async login(user) {
      const answer = await request(`${url}/identity/v3/OS-FEDERATION/identity_providers/demo/protocols/openid/auth`, {
        method: 'POST',
        dispatcher: agent,
        headers: { authorization: `Bearer ${await idpToken(user)}` },
      });
      await answer.body.dump();
      const token = answer.headers['x-subject-token'];
      if (answer.statusCode !== 201 || typeof token !== 'string') throw new Error(`login: ${answer.statusCode}`);
      return token;
    },
    async send(method, path, { token, http = 2, headers = {}, json, body } = {}) {
      const sent = json === undefined ? body : JSON.stringify(json);
      const fields = {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      };
      const answer =
        http === 2 ? await (await h2()).send(method, path, fields, sent) : await byHttp1(method, path, fields, sent);
      return {
        ...answer,
        text: answer.bytes.toString(),
        get body() {
          return JSON.parse(answer.bytes.toString());
        },
      };
    },
    socket: () => dial(port, ca),
    async upgrade(path, lines, { method = 'GET', token, after = '', host = 'localhost' } = {}) {
      const socket = await dial(port, ca);
      let text: Buffer = Buffer.alloc(0);
      const ended = new Promise<void>((resolve) => {
        socket.once('close', () => resolve());
        socket.once('end', () => resolve());
      });
      const head = new Promise<number>((resolve, reject) => {
        socket.on('data', (chunk: Buffer) => {
          text = Buffer.concat([text, chunk]);
          if (text.includes('\r\n\r\n')) resolve(text.indexOf('\r\n\r\n'));
        });
        ended.then(() => reject(new Error(`no answer: ${text}`)));
      });
      const bearer = token === undefined ? [] : [`Authorization: Bearer ${token}`];
      const asked = [`${method} ${path} HTTP/1.1`, `Host: ${host}`, 'Connection: Upgrade', ...bearer, ...lines];
      socket.write(Buffer.concat([Buffer.from(`${asked.join('\r\n')}\r\n\r\n`), Buffer.from(after)]));
      const end = await head;
      const [first = '', ...rest] = text.subarray(0, end).toString('latin1').split('\r\n');
      return {
        status: Number(first.split(' ')[1]),
        lines: rest,
        socket,
        ended,
        received: () => text.subarray(end + 4),
      };
    },
    writeCa: (pem) => writeFile(caFile, pem),
    async reload(change) {
      const next = structuredClone(written);
      change?.(next);
      await writeFile(file, stringify(next));
      await gateway.reconfigure(await load());
    },
    async close() {
      (await session)?.close();
      await agent.destroy();
      await gateway.close();
      await Promise.all([cluster.close(), ...(options.issuerDown ? [] : [idp.close()])]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until it is so; the test's own time limit ends it otherwise. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const dial = (port: number, ca: string): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca, ALPNProtocols: ['http/1.1'] });
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      socket.off('error', reject);
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });

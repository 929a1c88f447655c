// SPDX-License-Identifier: Apache-2.0
// The gateway between an identity provider and two stand-in clouds, all on real sockets of this process.
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { createLocalJWKSet } from 'jose';
import { stringify } from 'yaml';
import { DEMO_SERVICES, DEMO_USERS, type Idp, startIdp } from '../../demo/idp.ts';
import type { CloudKinds } from '../../src/adapters/cloud-kind.ts';
import { CLOUD_KINDS } from '../../src/adapters/kinds.ts';
import { type Gateway, startGateway } from '../../src/app.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { DurableStore } from '../../src/model/durable-store.ts';
import { type CloudOptions, type RecordedRequest, type StandIn, startCloud } from '../../standins/cloud.ts';
import { freePort } from '../free-port.ts';
import { startTap } from './tap.ts';

export interface Harness {
  /** The public URL; every answer by it is searched for what belongs to the members. */
  readonly url: string;
  /** The gateway's own port, without the tap before it. */
  readonly port: number;
  readonly file: string;
  /** What its references name. */
  readonly env: Readonly<Record<string, string>>;
  readonly keys: string;
  readonly gateway: Gateway;
  readonly idp: Idp;
  readonly a: StandIn;
  readonly b: StandIn;
  /** Every log line the gateway wrote. */
  readonly log: string[];
  /** Unscoped, by an IdP token of the user. */
  login(user: string): Promise<string>;
  /** Scoped to a project by name (domain acme). */
  scoped(user: string, project?: string): Promise<string>;
  /** One request; redirects are answers, not followed. `path` may be an absolute URL. */
  send(method: string, path: string, options?: SendOptions): Promise<Answer>;
  operations(path: string): Promise<Response>;
  /** Everything that went where it must not, as far as this run has shown. */
  leaks(): string[];
  /** What the configuration file said, changed and loaded anew. */
  changed(change: (file: ConfigFile) => void): Promise<Config>;
  close(): Promise<void>;
}

export interface SendOptions {
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are checked by what the test expects of them
  readonly body: any;
}

// biome-ignore lint/suspicious/noExplicitAny: the configuration file as written, before any check
export type ConfigFile = any;

export interface HarnessOptions {
  /** Merged over each cloud's `openstack` entry. */
  readonly openstack?: Record<string, unknown>;
  readonly strategies?: { readonly a?: unknown; readonly b?: unknown };
  /** User domains whose passwords cloud-a judges. */
  readonly homeDomains?: readonly object[];
  /** Merged over the identity provider's entry. */
  readonly identityProvider?: Record<string, unknown>;
  readonly clouds?: Partial<CloudOptions>;
  /** What groups may do at both clouds, instead of what they may otherwise; looked at anew at each login there. */
  readonly groups?: CloudOptions['groups'];
  readonly gateway?: Record<string, unknown>;
  /** With it there are application credentials. */
  readonly durable?: DurableStore;
  readonly now?: () => number;
  /** Clouds whose own accounts log in through the gateway: they get their own ids and tokens, but no address. */
  readonly native?: readonly ('a' | 'b')[];
  /** Clouds of further kinds, after the two. */
  readonly further?: {
    readonly kinds: CloudKinds;
    /** As in `clouds[]`. */
    readonly entries: readonly object[];
    /** Secrets, by the name of their variable. */
    readonly env: Readonly<Record<string, string>>;
    /** `host:port` of each, which no client may see. */
    readonly hosts: readonly string[];
  };
}

const SECRETS = { AC_SECRET: 'ac-secret', LOCAL_PASSWORD: 'local-pw' };

/** A JWS, and a Fernet token as Keystone gives it. */
const TOKEN = /eyJ[\w-]{16,}\.[\w-]+\.|gAAAAA/;

/** Ids of the users and projects at one cloud that no client of the gateway may ever see. */
const privateIds = (cloud: StandIn): string[] => [
  ...Object.values(cloud.projectIds),
  ...Object.values(cloud.domainIds),
  ...Object.values(cloud.userIds),
  ...[...DEMO_USERS.map(({ name }) => name), ...Object.keys(DEMO_SERVICES)].map(cloud.federatedUserId),
];

const carriesOurs = ({ url, headers, body }: RecordedRequest, tokens: readonly string[]): boolean => {
  const text = `${url} ${JSON.stringify(headers)} ${body ?? ''}`;
  return tokens.some((token) => text.includes(token));
};

const HUB = { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid' };

export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const folder = await mkdtemp(join(tmpdir(), 'scs-gateway-e2e-'));
  const [port, operationsPort] = [await freePort(), await freePort()];
  const tap = await startTap();
  tap.lead(port);
  const url = `http://127.0.0.1:${tap.port}`;
  const idp = await startIdp();
  const groups = {
    'acme-research': [['acme', 'research', 'member']],
    'acme-teaching': [['acme', 'teaching', 'member']],
  } as const;
  const common = { groups: options.groups ?? groups, settle: 20, ...options.clouds };
  const a = await startCloud({
    name: 'cloud-a',
    region: 'RegionA',
    shape: 'ports',
    projects: ['acme/research', 'acme/teaching'],
    users: [{ name: 'local', password: 'local-pw', domain: 'Default', roles: [['acme', 'research', 'member']] }],
    applicationCredentials: [
      { id: 'ac-1', secret: 'ac-secret', name: 'gateway', user: 'local', project: 'acme/research' },
    ],
    ...common,
  });
  const b = await startCloud({
    name: 'cloud-b',
    region: 'RegionB',
    shape: 'paths',
    projects: ['acme/research', 'acme/teaching', 'acme/only-b'],
    users: [{ name: 'local', password: 'local-pw', domain: 'Default', roles: [['acme', 'research', 'member']] }],
    ...common,
    groups: options.groups ?? {
      ...groups,
      'acme-research': [
        ['acme', 'research', 'member'],
        ['acme', 'only-b', 'member'],
      ],
    },
  });
  for (const cloud of [a, b])
    cloud.trust({
      issuer: url,
      audience: cloud.authUrl,
      jwks: async () =>
        (await fetch(`${url}/.well-known/jwks.json`)).json() as Promise<Parameters<typeof createLocalJWKSet>[0]>,
    });

  const members = [a, b];
  const guarded = members.filter((_, index) => !options.native?.includes(index === 0 ? 'a' : 'b'));
  tap.forbid(
    new RegExp(
      [
        ...members.flatMap(({ hosts }) => hosts),
        ...(options.further?.hosts ?? []),
        ...guarded.flatMap(privateIds),
        ...(guarded.length === members.length ? ['gAAAAA'] : []),
      ].join('|'),
    ),
  );

  const file = join(folder, 'gateway.yaml');
  const audited = join(folder, 'audit.jsonl');
  const entry = (cloud: StandIn, strategy: unknown) => ({
    id: cloud.name,
    name: cloud.name,
    openstack: {
      authUrl: cloud.authUrl,
      region: cloud.region,
      strategy: strategy ?? HUB,
      // Longer than a test: a busy machine must not look like a cloud that does not answer.
      timeouts: { connect: '60s', headers: '60s', idle: '60s', login: '60s' },
      breaker: { failures: 5, cooldown: '1s' },
      ...options.openstack,
      ...(cloud === a && options.homeDomains !== undefined && { homeDomains: options.homeDomains }),
    },
  });
  const written = {
    gateway: {
      publicUrl: url,
      listen: { host: '127.0.0.1', port },
      operations: { host: '127.0.0.1', port: operationsPort },
      keys: join(folder, 'keys'),
      drainTimeout: '2s',
      // Whatever a test does, no event may tell a secret of it: leaks().
      audit: { file: { path: audited } },
      ...options.gateway,
      // Clouds, clients and the gateway share this process: its event loop says nothing about the gateway.
      limits: { loopLag: 'off', ...(options.gateway?.limits as object | undefined) },
    },
    identityProviders: [
      {
        id: 'demo',
        issuer: idp.issuer,
        audiences: ['scs-gateway'],
        domain: 'acme',
        claims: { username: 'preferred_username', email: 'email', groups: 'groups' },
        groups: ['^acme-'],
        ...options.identityProvider,
      },
    ],
    clouds: [entry(a, options.strategies?.a), entry(b, options.strategies?.b), ...(options.further?.entries ?? [])],
  };
  await writeFile(file, stringify(written));
  const kinds = options.further?.kinds ?? CLOUD_KINDS;
  const ownSecrets = { ...SECRETS, ...options.further?.env };
  const env = { AC_ID: 'ac-1', ...ownSecrets };
  const { config } = await loadConfig(file, { env, kinds });
  const log: string[] = [];
  const gateway = await startGateway({
    config,
    kinds,
    log: { write: (line) => log.push(line) },
    ...(options.durable && { durable: options.durable }),
    ...(options.now && { now: options.now }),
  });
  const tokens: string[] = [];

  const login = async (user: string): Promise<string> => {
    const { access_token } = await idp.tokens.password(user);
    tokens.push(access_token);
    const answer = await fetch(`${url}/identity/v3/OS-FEDERATION/identity_providers/demo/protocols/openid/auth`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}` },
    });
    if (answer.status !== 201) throw new Error(`login of ${user}: ${answer.status} ${await answer.text()}`);
    const token = answer.headers.get('x-subject-token') ?? '';
    tokens.push(token);
    return token;
  };

  return {
    url,
    port,
    file,
    env,
    keys: join(folder, 'keys'),
    gateway,
    idp,
    a,
    b,
    log,
    login,
    async scoped(user, project = 'research') {
      const answer = await rescope(url, await login(user), { project: { name: project, domain: { name: 'acme' } } });
      if (answer.status !== 201) throw new Error(`scope ${project}: ${answer.status} ${await answer.text()}`);
      const token = answer.headers.get('x-subject-token') ?? '';
      tokens.push(token);
      return token;
    },
    async send(method, path, { token, headers = {}, json, body } = {}) {
      const sent = json === undefined ? body : JSON.stringify(json);
      const answer = await fetch(path.startsWith('http') ? path : `${url}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          // The tap before the gateway reads what clients get.
          ...(path.startsWith('/scs') ? { 'accept-encoding': 'identity' } : {}),
          ...(token === undefined ? {} : { 'x-auth-token': token }),
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(sent === undefined ? {} : { body: sent }),
      });
      const bytes = Buffer.from(await answer.arrayBuffer());
      return {
        status: answer.status,
        headers: answer.headers,
        bytes,
        text: bytes.toString(),
        get body() {
          return JSON.parse(bytes.toString());
        },
      };
    },
    leaks() {
      const secrets = [...tokens.map((token) => token.split('.')[2] ?? token), ...Object.values(ownSecrets)];
      const tells = (line: string): boolean => TOKEN.test(line) || secrets.some((secret) => line.includes(secret));
      const events = existsSync(audited) ? readFileSync(audited, 'utf8').split('\n') : [];
      return [
        ...tap.findings.map((text) => `a client got: ${text}`),
        ...members.flatMap(({ name, violations }) =>
          violations.map(({ method, url }) => `${name} got a token of ours: ${method} ${url}`),
        ),
        ...members.flatMap(({ name, requests }) =>
          requests
            .filter((request) => carriesOurs(request, tokens))
            .map(({ method, url }) => `${name} got a gateway token: ${method} ${url}`),
        ),
        ...log.filter(tells).map((line) => `the log says: ${line}`),
        ...events.filter(tells).map((line) => `the audit stream says: ${line}`),
      ];
    },
    async changed(change) {
      const next: ConfigFile = structuredClone(written);
      change(next);
      await writeFile(file, stringify(next));
      return (await loadConfig(file, { env, kinds })).config;
    },
    operations: (path) => fetch(`http://127.0.0.1:${operationsPort}${path}`),
    async close() {
      await gateway.close();
      await Promise.all([a.close(), b.close(), idp.close(), tap.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const rescope = (url: string, token: string, scope: unknown): Promise<Response> =>
  fetch(`${url}/identity/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth: { identity: { methods: ['token'], token: { id: token } }, scope } }),
  });

// SPDX-License-Identifier: Apache-2.0
// The gateway between an identity provider and two stand-in clouds, all on real sockets of this process.
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { createLocalJWKSet } from 'jose';
import { stringify } from 'yaml';
import { type Idp, startIdp } from '../../demo/idp.ts';
import { type CloudOptions, type StandIn, startCloud } from '../../demo/standins/cloud.ts';
import { type Gateway, startGateway } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load.ts';

export interface Harness {
  readonly url: string;
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
  operations(path: string): Promise<Response>;
  close(): Promise<void>;
}

export interface HarnessOptions {
  /** Merged over each cloud's `openstack` entry. */
  readonly openstack?: Record<string, unknown>;
  readonly strategies?: { readonly a?: unknown; readonly b?: unknown };
  readonly clouds?: Partial<CloudOptions>;
  readonly gateway?: Record<string, unknown>;
}

/** A port that is free now; the public URL must be known before the gateway listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

const HUB = { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid' };

export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const folder = await mkdtemp(join(tmpdir(), 'scs-gateway-e2e-'));
  const [port, operationsPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const idp = await startIdp();
  const groups = {
    'acme-research': [['acme', 'research', 'member']],
    'acme-teaching': [['acme', 'teaching', 'member']],
  } as const;
  const common = { groups, settle: 20, ...options.clouds };
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
    groups: {
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

  const file = join(folder, 'gateway.yaml');
  const entry = (cloud: StandIn, strategy: unknown) => ({
    id: cloud.name,
    name: cloud.name,
    openstack: {
      authUrl: cloud.authUrl,
      region: cloud.region,
      strategy: strategy ?? HUB,
      timeouts: { connect: '1s', headers: '2s', idle: '2s', login: '2s' },
      breaker: { failures: 5, cooldown: '1s' },
      ...options.openstack,
    },
  });
  await writeFile(
    file,
    stringify({
      gateway: {
        publicUrl: url,
        listen: { host: '127.0.0.1', port },
        operations: { host: '127.0.0.1', port: operationsPort },
        keys: join(folder, 'keys'),
        drainTimeout: '2s',
        ...options.gateway,
      },
      identityProviders: [
        {
          id: 'demo',
          issuer: idp.issuer,
          audiences: ['scs-gateway'],
          domain: 'acme',
          claims: { username: 'preferred_username', email: 'email', groups: 'groups' },
          groups: ['^acme-'],
        },
      ],
      clouds: [entry(a, options.strategies?.a), entry(b, options.strategies?.b)],
    }),
  );
  const env = { AC_ID: 'ac-1', AC_SECRET: 'ac-secret', LOCAL_PASSWORD: 'local-pw' };
  const { config } = await loadConfig(file, { env });
  const log: string[] = [];
  const gateway = await startGateway({ config, log: { write: (line) => log.push(line) } });

  const login = async (user: string): Promise<string> => {
    const { access_token } = await idp.tokens.password(user);
    const answer = await fetch(`${url}/identity/v3/OS-FEDERATION/identity_providers/demo/protocols/openid/auth`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}` },
    });
    if (answer.status !== 201) throw new Error(`login of ${user}: ${answer.status} ${await answer.text()}`);
    return answer.headers.get('x-subject-token') ?? '';
  };

  return {
    url,
    gateway,
    idp,
    a,
    b,
    log,
    login,
    async scoped(user, project = 'research') {
      const answer = await rescope(url, await login(user), { project: { name: project, domain: { name: 'acme' } } });
      if (answer.status !== 201) throw new Error(`scope ${project}: ${answer.status} ${await answer.text()}`);
      return answer.headers.get('x-subject-token') ?? '';
    },
    operations: (path) => fetch(`http://127.0.0.1:${operationsPort}${path}`),
    async close() {
      await gateway.close();
      await Promise.all([a.close(), b.close(), idp.close()]);
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

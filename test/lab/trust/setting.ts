// SPDX-License-Identifier: Apache-2.0
// What the cases of the trust lab share: the parties, the gateway between them, and how their users call programs.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { blocksOf } from '../../e2e/readme-blocks.ts';
import type { Claims } from '../claims.ts';
import { type Env, execute, type Http, type Outcome } from '../client.ts';
import type { Loose, Realm } from '../keycloak/keycloak.ts';
import type { Cluster } from '../kubernetes/cluster.ts';

export const PORT = 18743;
export const PUBLIC = `https://127.0.0.1:${PORT}`;
export const S3_DOMAIN = 's3.gateway.example.org';

/** As docs/ call them: cloud-a trusts the gateway, cloud-b the identity provider. */
export const CLOUD_A = 'http://127.0.0.4:5000/v3';
export const CLOUD_B = 'http://127.0.0.5:5000/identity/v3';

export interface Setting {
  readonly claims: Claims;
  readonly realm: Realm;
  readonly cluster: Cluster;
  readonly scratch: string;
  /** Path of the authority of every certificate here but the cluster's. */
  readonly ca: string;
  readonly http: Http;
  /** The folder with `aws`. */
  readonly aws: string;
  /** Path of the gateway's configuration. */
  readonly config: string;
  /** What the gateway has written to its log. */
  readonly log: () => string;
  /** Every request that the gateway has sent: where to, head and body. */
  readonly sent: () => string[];
  /** Changes the configuration file; resolves when the gateway has taken it up. */
  readonly configure: (change: (config: Loose) => void) => Promise<void>;
}

/** The environment of a user whose login is by name and password at Keycloak. */
export const withPassword = ({ realm, ca }: Setting, user: 'alice' | 'bob', more: Env = {}): Env => ({
  OS_CACERT: ca,
  OS_AUTH_URL: `${PUBLIC}/identity/v3`,
  OS_IDENTITY_API_VERSION: '3',
  OS_AUTH_TYPE: 'v3oidcpassword',
  OS_IDENTITY_PROVIDER: 'keycloak',
  OS_PROTOCOL: 'openid',
  OS_DISCOVERY_ENDPOINT: `${realm.issuer}/.well-known/openid-configuration`,
  OS_OPENID_SCOPE: 'openid profile email',
  OS_CLIENT_ID: 'openstack',
  OS_CLIENT_SECRET: 'openstack-secret',
  OS_USERNAME: user,
  OS_PASSWORD: `${user}-pw`,
  OS_PROJECT_NAME: 'research',
  OS_PROJECT_DOMAIN_NAME: 'acme',
  ...more,
});

export const withToken = ({ ca }: Setting, token: string, more: Env = {}): Env => ({
  OS_CACERT: ca,
  OS_AUTH_URL: `${PUBLIC}/identity/v3`,
  OS_IDENTITY_API_VERSION: '3',
  OS_AUTH_TYPE: 'v3token',
  OS_TOKEN: token,
  ...more,
});

export async function succeeds(setting: Setting, env: Env, command: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await outcome(setting, env, command, ...args);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${stderr}${stdout}`);
  return stdout;
}

export const outcome = ({ scratch }: Setting, env: Env, command: string, ...args: string[]): Promise<Outcome> =>
  execute(command, args, { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: scratch, LANG: 'C.UTF-8', ...env }, scratch);

/** The blocks of a page of docs/ with this mark, in one shell; then `more`. */
export async function page(setting: Setting, name: string, mark: string, env: Env, more = ''): Promise<string> {
  const text = await readFile(join(import.meta.dirname, `../../../docs/${name}.md`), 'utf8');
  const blocks = blocksOf(text).filter((block) => block.mark === mark);
  if (blocks.length === 0) throw new Error(`docs/${name}.md has no block ${mark}`);
  const script = `set -euo pipefail\n${blocks.map((block) => block.text).join('\n')}\n${more}`;
  return (await succeeds(setting, { GATEWAY: PUBLIC, ...env }, 'bash', '-c', script)).trim();
}

/** A login without a scope, by Keycloak's token. */
export async function login(setting: Setting, user: 'alice' | 'bob'): Promise<string> {
  const { access_token: bearer } = await setting.realm.token(user);
  return loginWith(setting, bearer);
}

export async function loginWith({ http }: Setting, bearer: string): Promise<string> {
  const url = `${PUBLIC}/identity/v3/OS-FEDERATION/identity_providers/keycloak/protocols/openid/auth`;
  const { status, headers, text } = await http('POST', url, { headers: { authorization: `Bearer ${bearer}` } });
  if (status !== 201) throw new Error(`the login was answered with ${status} ${text}`);
  return headers['x-subject-token'] ?? '';
}

export async function scoped({ http }: Setting, token: string, project = 'research'): Promise<string> {
  const auth = {
    identity: { methods: ['token'], token: { id: token } },
    scope: { project: { name: project, domain: { name: 'acme' } } },
  };
  const { status, headers, text } = await http('POST', `${PUBLIC}/identity/v3/auth/tokens`, { body: { auth } });
  if (status !== 201) throw new Error(`the scope was answered with ${status} ${text}`);
  return headers['x-subject-token'] ?? '';
}

/** Asks a small cloud's Keystone as its administrator: around the gateway. */
export async function asAdmin({ http }: Setting, at: string) {
  const domain = { name: 'Default' };
  const auth = {
    identity: { methods: ['password'], password: { user: { name: 'admin', password: 'admin-pw', domain } } },
    scope: { project: { name: 'admin', domain } },
  };
  const { status, headers, text } = await http('POST', `${at}/auth/tokens`, { body: { auth } });
  if (status !== 201) throw new Error(`${at} answered ${status} ${text}`);
  const token = headers['x-subject-token'] ?? '';
  return (method: string, path: string, body?: unknown) => http(method, `${at}${path}`, { token, body });
}

/** The status of a list of the project's containers. */
export async function use({ http }: Setting, cloud: string, token: string): Promise<number> {
  const shown = await http('GET', `${PUBLIC}/identity/v3/auth/tokens`, {
    token,
    headers: { 'x-subject-token': token },
  });
  const project = shown.json?.token?.project?.id ?? 'none';
  const { status } = await http('GET', `${PUBLIC}/clouds/${cloud}/object-store/v1/AUTH_${project}`, { token });
  // Of an account without containers.
  return status === 204 ? 200 : status;
}

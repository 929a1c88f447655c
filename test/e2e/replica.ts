// SPDX-License-Identifier: Apache-2.0
// A further gateway beside the harness's: same keys, same clouds, same public URL, a port and a store of its own.
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Gateway, startGateway } from '../../src/app.ts';
import type { Store } from '../../src/model/store.ts';
import { freePort } from '../free-port.ts';
import type { Harness } from './harness.ts';

/** What is asked of a gateway, wherever it runs. */
export interface ReplicaClient {
  readonly url: string;
  /** An unscoped token, by an IdP token of the user. */
  login(user: string): Promise<string>;
  /** A token for a project of the domain acme. */
  scoped(user: string, project?: string): Promise<string>;
  send(method: string, path: string, headers: Readonly<Record<string, string>>, json?: unknown): Promise<Response>;
  /** The status of a list of servers at cloud-a. */
  servers(token: string): Promise<number>;
  /** The status of the revocation of a token by itself. */
  revoke(token: string): Promise<number>;
}

export interface Replica extends ReplicaClient {
  readonly gateway: Gateway;
  readonly log: string[];
  /** One metric's line, or undefined. */
  metric(name: string): Promise<string | undefined>;
  readyz(): Promise<{ status: number; body: { parts: Record<string, { ok: boolean; detail: string }> } }>;
}

export function replicaClient(h: Harness, url: string): ReplicaClient {
  const send: ReplicaClient['send'] = (method, path, headers, json) =>
    fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...(json === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
  const tokenOf = async (answer: Response): Promise<string> => {
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
    return answer.headers.get('x-subject-token') ?? '';
  };
  const login = async (user: string): Promise<string> => {
    const { access_token } = await h.idp.tokens.password(user);
    const path = '/identity/v3/OS-FEDERATION/identity_providers/demo/protocols/openid/auth';
    return tokenOf(await send('POST', path, { authorization: `Bearer ${access_token}` }));
  };
  return {
    url,
    send,
    login,
    async scoped(user, project = 'research') {
      const identity = { methods: ['token'], token: { id: await login(user) } };
      const scope = { project: { name: project, domain: { name: 'acme' } } };
      return tokenOf(await send('POST', '/identity/v3/auth/tokens', {}, { auth: { identity, scope } }));
    },
    async servers(token) {
      const answer = await send('GET', '/clouds/cloud-a/compute/v2.1/servers/detail', { 'x-auth-token': token });
      await answer.arrayBuffer();
      return answer.status;
    },
    async revoke(token) {
      const headers = { 'x-auth-token': token, 'x-subject-token': token };
      return (await send('DELETE', '/identity/v3/auth/tokens', headers)).status;
    },
  };
}

export async function startReplica(h: Harness, state: { redis: string } | { store: Store }): Promise<Replica> {
  const port = await freePort();
  const operations = await freePort();
  const config = await h.changed((file) => {
    file.gateway.listen.port = port;
    file.gateway.operations.port = operations;
    if ('redis' in state) file.state = { redis: `file:${join(dirname(h.file), 'redis-url')}` };
  });
  const log: string[] = [];
  const gateway = await startGateway({
    config,
    log: { write: (line) => log.push(line) },
    ...('store' in state ? { store: state.store } : {}),
  });
  return {
    ...replicaClient(h, `http://127.0.0.1:${port}`),
    gateway,
    log,
    async metric(name) {
      const text = await (await fetch(`http://127.0.0.1:${operations}/metrics`)).text();
      return text.split('\n').find((line) => line.startsWith(name));
    },
    async readyz() {
      const answer = await fetch(`http://127.0.0.1:${operations}/readyz`);
      return {
        status: answer.status,
        body: (await answer.json()) as { parts: Record<string, { ok: boolean; detail: string }> },
      };
    },
  };
}

/** People's domain at the clouds is not that of their projects, so that the names of domains are looked up. */
export const DOMAINS_APART = { clouds: { identityProvider: { id: 'hub', protocol: 'openid', domain: 'federated' } } };

/** Before a replica is started with `redis`: the file that its configuration refers to. */
export const writeRedisUrl = (h: Harness, url: string): Promise<void> =>
  writeFile(join(dirname(h.file), 'redis-url'), url, { mode: 0o600 });

/** The key patterns that docs/redis-keys.md lists, without the prefix `scs:`. */
export function documentedKeys(page: string): RegExp[] {
  const rows = [...page.matchAll(/^\| `scs:([^`]+)` \| `scs:([^`]+)` \|.*\|.*\|/gm)];
  return rows.map(([, pattern = '', example = '']) => {
    // Of the durable store the braces are part of the key: the hash tag that keeps a Cluster's keys on one server.
    const own = pattern.replace('{durable}', '\\{durable\\}');
    const expression = new RegExp(`^${own.replaceAll(/(?<!\\)\{[^}]+\}/g, '[\\w/-]+')}$`);
    if (!expression.test(example)) throw new Error(`the example ${example} does not fit its key ${pattern}`);
    return expression;
  });
}

/** Every token of a member, of the provider or of the gateway that went over the wire to a member or a client. */
export function tokensSeen(h: Harness): string[] {
  const headers = [...h.a.requests, ...h.b.requests].flatMap(({ headers }) => [
    headers['x-auth-token'],
    headers['x-subject-token'],
    headers.authorization,
  ]);
  return [...new Set(headers.flatMap((value) => (typeof value === 'string' ? value.replace(/^Bearer /, '') : [])))];
}

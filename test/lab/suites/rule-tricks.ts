// SPDX-License-Identifier: Apache-2.0
// Access rules and every spelling of a path that might slip by them: direct Keystone's middleware at each service judges, through
// the gateway the gateway. A verdict is whether the request was let through to the service.

import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { makeCredential, tokenOf } from './made-credential.ts';
import type { CloudSuite, ScopedToken, Side, Verdict } from './suite.ts';

type Service = 'compute' | 'network' | 'image' | 'object-store' | 'identity';
type Trick = readonly [service: Service, method: string, path: string, headers?: Readonly<Record<string, string>>];

/** Without the prefix of the service. `ACCOUNT` is the project's at Swift. */
const ALLOWED: readonly (readonly [Service, string, string])[] = [
  ['compute', 'GET', '/v2.1/servers'],
  ['compute', 'GET', '/v2.1/servers/{server_id}'],
  ['compute', 'POST', '/v2.1/servers/*/action'],
  ['network', 'GET', '/v2.0/networks'],
  ['network', 'GET', '/v2.0/security-*'],
  ['object-store', 'GET', '/v1/*/own/**'],
  ['object-store', 'PUT', '/v1/*/own/**'],
  ['object-store', 'DELETE', '/v1/*/own/**'],
];

const TRICKS: readonly Trick[] = [
  ['compute', 'GET', '/v2.1/servers'],
  ['compute', 'GET', '/v2.1/servers?limit=1'],
  ['compute', 'GET', '/v2.1/servers?x=/../flavors'],
  ['compute', 'GET', '/v2.1/servers/detail'],
  ['compute', 'GET', '/v2.1/servers/none'],
  ['compute', 'GET', '/v2.1/servers/none%20'],
  ['compute', 'GET', '/v2.1/servers/'],
  ['compute', 'GET', '/v2.1/servers/none/'],
  ['compute', 'GET', '/v2.1/servers/none/os-interface'],
  ['compute', 'GET', '/v2.1/serv%65rs'],
  ['compute', 'GET', '/v2.1/Servers'],
  ['compute', 'GET', '/V2.1/servers'],
  ['compute', 'GET', '/v2x1/servers'],
  ['compute', 'GET', '//v2.1/servers'],
  ['compute', 'GET', '/v2.1//servers'],
  ['compute', 'GET', '/v2.1/servers//'],
  ['compute', 'GET', '/./v2.1/servers'],
  ['compute', 'GET', '/v2.1/./servers'],
  ['compute', 'GET', '/v2.1/servers/.'],
  ['compute', 'GET', '/v2.1/servers/..'],
  ['compute', 'GET', '/v2.1/servers/../flavors'],
  ['compute', 'GET', '/v2.1/servers/%2e%2e/flavors'],
  ['compute', 'GET', '/v2.1/servers/.%2e/flavors'],
  ['compute', 'GET', '/v2.1/servers/..%2fflavors'],
  ['compute', 'GET', '/v2.1/servers/..%252fflavors'],
  ['compute', 'GET', '/v2.1/servers/none%2fos-interface'],
  ['compute', 'GET', '/v2.1/servers/none%252fos-interface'],
  ['compute', 'GET', '/v2.1/servers/none%5cos-interface'],
  ['compute', 'GET', '/v2.1/servers/none;x'],
  ['compute', 'GET', '/v2.1/servers;x'],
  ['compute', 'GET', '/v2.1/servers%3fx'],
  ['compute', 'GET', '/v2.1/servers%23x'],
  ['compute', 'GET', '/v2.1/servers%0a'],
  ['compute', 'GET', '/v2.1/servers%00'],
  ['compute', 'GET', '/v2.1/flavors'],
  ['compute', 'GET', '/v2.1/flavors?path=/v2.1/servers'],
  ['compute', 'HEAD', '/v2.1/servers'],
  ['compute', 'POST', '/v2.1/servers'],
  ['compute', 'DELETE', '/v2.1/servers/none'],
  ['compute', 'POST', '/v2.1/servers/none/action'],
  ['compute', 'POST', '/v2.1/servers/none/x/action'],
  ['compute', 'POST', '/v2.1/servers//action'],
  ['compute', 'POST', '/v2.1/servers/none/Action'],
  ['compute', 'GET', '/v2.1/servers', { 'X-HTTP-Method-Override': 'DELETE' }],
  ['compute', 'GET', '/v2.1/servers', { 'X-HTTP-Method': 'DELETE' }],
  ['compute', 'GET', '/v2.1/servers', { 'X-Method-Override': 'DELETE' }],
  ['compute', 'GET', '/v2.1/servers', { 'X-Original-URL': '/v2.1/flavors' }],
  ['compute', 'GET', '/v2.1/servers', { 'X-Rewrite-URL': '/v2.1/flavors' }],
  ['compute', 'POST', '/v2.1/flavors', { 'X-HTTP-Method-Override': 'GET', 'X-Original-URL': '/v2.1/servers' }],
  ['network', 'GET', '/v2.0/networks'],
  ['network', 'GET', '/v2.0/networks?fields=id'],
  ['network', 'GET', '/v2.0/networks.json'],
  ['network', 'GET', '/v2.0/networks/none'],
  ['network', 'GET', '/v2.0/ports'],
  ['network', 'POST', '/v2.0/networks'],
  ['network', 'GET', '/v2.0/security-groups'],
  ['network', 'GET', '/v2.0/security-'],
  ['network', 'GET', '/v2.0/security-groups/none'],
  ['image', 'GET', '/v2/images'],
  ['identity', 'GET', '/v3/projects'],
  ['identity', 'GET', '/v3/auth/projects'],
  ['object-store', 'PUT', '/v1/ACCOUNT/own/a'],
  ['object-store', 'GET', '/v1/ACCOUNT/own/a'],
  ['object-store', 'GET', '/v1/ACCOUNT/own/'],
  ['object-store', 'GET', '/v1/ACCOUNT/own'],
  ['object-store', 'GET', '/v1/ACCOUNT/Own/a'],
  ['object-store', 'GET', '/v1/ACCOUNT/own/b/c/d'],
  ['object-store', 'GET', '/v1/ACCOUNT/other/a'],
  ['object-store', 'GET', '/v1/ACCOUNT/own/../other/a'],
  ['object-store', 'GET', '/v1/ACCOUNT/own/%2e%2e/other/a'],
  ['object-store', 'GET', '/v1/ACCOUNT/own//a'],
  ['object-store', 'GET', '/v1/ACCOUNT/own/%E2%98%83'],
  ['object-store', 'GET', '/v1/ACCOUNT/own/a%2Fb'],
  ['object-store', 'HEAD', '/v1/ACCOUNT/own/a'],
  ['object-store', 'POST', '/v1/ACCOUNT/own/a'],
  ['object-store', 'COPY', '/v1/ACCOUNT/own/a', { Destination: 'other/a' }],
  ['object-store', 'PUT', '/v1/ACCOUNT/own/c', { 'X-Copy-From': '/other/a' }],
  ['object-store', 'PUT', '/v1/ACCOUNT/own/d', { 'X-Symlink-Target': 'other/a' }],
  ['object-store', 'PUT', '/v1/ACCOUNT/own/e', { 'X-Object-Manifest': 'other/a' }],
  ['object-store', 'DELETE', '/v1/ACCOUNT/own/a'],
  ['object-store', 'GET', '/v1/ACCOUNT'],
];

const titleOf = ([service, method, path, headers = {}]: Trick): string =>
  [service, method, path, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join(' ');

/** The path as it stands, and only the status of what comes: some services send a body after what has none. */
function exchange(side: Side, origin: URL, method: string, path: string, headers: object): Promise<number> {
  const at = { host: origin.hostname, port: Number(origin.port) };
  const lines = Object.entries({ Host: origin.host, Connection: 'close', 'Content-Length': '0', ...headers });
  const text = [`${method} ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`), '', ''].join(
    '\r\n',
  );
  return new Promise((resolve, reject) => {
    const socket = origin.protocol === 'https:' ? tlsConnect({ ...at, ca: readFileSync(side.ca) }) : connect(at);
    let said = '';
    socket.setTimeout(60_000, () => socket.destroy(new Error('no answer')));
    socket.once('error', reject);
    socket.on('data', (chunk: Buffer) => {
      said += chunk.toString('latin1');
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(said)?.[1];
      if (status === undefined) return;
      resolve(Number(status));
      socket.destroy();
    });
    socket.once('end', () => reject(new Error(`no answer to ${method} ${path}: ${said.slice(0, 100)}`)));
    socket.write(text, 'latin1');
  });
}

/** Where the service is, as URLs of the catalogue say, without its version. */
function rootOf(endpoint: ScopedToken['endpoint'], service: Service): URL {
  const url = new URL(endpoint(service));
  url.pathname = url.pathname.replace(/\/v[0-9].*$/, '').replace(/\/$/, '');
  return url;
}

const trimmed = (url: URL): string => url.pathname.replace(/\/$/, '');

export const RULES: Pick<CloudSuite, 'run' | 'meant'> = {
  // Each of them is refused by the gateway and let through by the service; test/security/access-rules.test.ts holds that.
  meant: [
    [
      / \S*(\/\/|\/\.|%25|%2f|%2e|%5c|%00|;)\S*$/i,
      'no rule allows a spelling that what stands behind may read as another path',
    ],
    [/ \/(V2\.1|v2x1)\/servers$/, 'the service answers with its versions before it asks for a token'],
    [/ X-[A-Za-z-]+: /, 'a header by which a request may become another one'],
    [/^identity GET \/v3\/auth\/projects$/, 'Keystone asks no rule for it'],
  ],
  run: async (side) => {
    const owner = await side.token();
    // Keystone's middleware judges the path that the service sees: with what stands before it where Apache runs the service, without it
    // where Apache sends the request on (Swift).
    const prefix = (service: Service): string =>
      side.name === 'gateway' || service === 'object-store' ? '' : trimmed(rootOf(owner.endpoint, service));
    const access_rules = ALLOWED.map(([service, method, path]) => ({ service, method, path: prefix(service) + path }));
    const token = await tokenOf(side, await makeCredential(side, { access_rules }));
    if (token === undefined) throw new Error('no login by it');
    const account = new URL(owner.endpoint('object-store')).pathname.split('/').at(-1) ?? '';
    await side.http('PUT', `${owner.endpoint('object-store')}/own`, { token: owner.token });
    const found = new Map<string, Verdict>();
    for (const trick of TRICKS) {
      const [service, method, path, headers = {}] = trick;
      const root = rootOf(owner.endpoint, service);
      const whole = trimmed(root) + path.replace('ACCOUNT', account);
      const status = await exchange(side, root, method, whole, { 'X-Auth-Token': token, ...headers });
      // 400: not even a request.
      const verdict = [400, 401, 403].includes(status) ? 'refused' : 'let through';
      found.set(titleOf(trick), { verdict, detail: `${status}` });
    }
    return found;
  },
};

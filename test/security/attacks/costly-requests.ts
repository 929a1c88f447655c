// SPDX-License-Identifier: Apache-2.0
// Anonymous requests that are as costly as a request may be: thousands of query parameters, cookies, headers, path
// segments, and JSON that nests or repeats.
import { once } from 'node:events';
import { type AttackOptions, holding, type StartAttack, session, several } from './attack.ts';

/** Below what a request line or a header list may hold. */
const SIZE = 15_000;
const fill = (one: string): string => one.repeat(Math.floor(SIZE / one.length));

export const manyParameters = (path: string): string => `${path}?${fill('a=b&')}`;

export interface CostlyRequest {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const LOGIN = '/identity/v3/auth/tokens';
/** Keystone's own limit of a body. */
const LOGIN_SIZE = 114_000;
const keys = (size: number, value: string, name = (i: number): string => `k${i}`): string => {
  const parts: string[] = [];
  for (let i = 0, length = 2; length < size; i++) {
    const part = `"${name(i)}":${value}`;
    length += part.length + 1;
    parts.push(part);
  }
  return `{${parts.join(',')}}`;
};
const nested = (open: string, close: string, size: number): string => {
  const depth = Math.floor(size / (open.length + close.length));
  return `${open.repeat(depth)}${close.repeat(depth)}`;
};

export const COSTLY_REQUESTS: readonly CostlyRequest[] = [
  ...[
    '/clouds/cloud-a/compute/v2.1/servers',
    '/k8s/liar/api',
    '/scs/v1/servers',
    '/identity/v3/projects',
    '/docs',
    '/none',
  ].flatMap((path): CostlyRequest[] => [
    { name: `parameters ${path}`, method: 'GET', path: manyParameters(path) },
    {
      name: `names ${path}`,
      method: 'GET',
      path: `${path}?${Array.from({ length: 2_000 }, (_, i) => `k${i}=1`).join('&')}`,
    },
    { name: `escapes ${path}`, method: 'GET', path: `${path}?a=${fill('%41')}` },
    { name: `segments ${path}`, method: 'GET', path: `${path}${fill('/a')}` },
    { name: `cookies ${path}`, method: 'GET', path, headers: { cookie: fill('a=b; ') } },
    { name: `token ${path}`, method: 'GET', path, headers: { 'x-auth-token': fill('eyJ.') } },
    { name: `dots ${path}`, method: 'GET', path, headers: { authorization: `Bearer ${fill('.')}` } },
    {
      name: `JWT ${path}`,
      method: 'GET',
      path,
      headers: { authorization: `Bearer eyJhbGciOiJFUzI1NiJ9.${fill('eyJh')}.${'A'.repeat(86)}` },
    },
    { name: `accept ${path}`, method: 'GET', path, headers: { accept: fill('a/b;q=0.1,') } },
  ]),
  { name: 'version document', method: 'GET', path: manyParameters('/clouds/cloud-a/compute/') },
  { name: 'JSON home', method: 'GET', path: '/identity/v3', headers: { accept: fill('a/b;q=0.1,') } },
  {
    name: 'known documents',
    method: 'GET',
    path: '/docs',
    headers: { 'if-none-match': fill('"a",'), 'accept-encoding': fill('a;q=0.5,') },
  },
  {
    name: 'forwarded',
    method: 'GET',
    path: LOGIN,
    headers: { 'x-forwarded-for': fill('1.2.3.4,'), 'x-auth-token': 'none' },
  },
  { name: 'console', method: 'GET', path: `/consoles/${fill('a')}/` },
  { name: 'console by dots', method: 'GET', path: `/consoles/${fill('a.')}/` },
  ...[
    ['lists', nested('[', ']', LOGIN_SIZE)],
    ['open lists', '['.repeat(LOGIN_SIZE)],
    ['objects', `{"auth":${nested('{"identity":', '}', LOGIN_SIZE - 20).replace(/\}/, 'null}')}}`],
    ['many keys', keys(LOGIN_SIZE, '1')],
    ['doubled keys', keys(LOGIN_SIZE, '1', () => 'a')],
    ['numbered keys', keys(LOGIN_SIZE, '1', (i) => String(4_000_000_000 - i * 7))],
    ['prototypes', keys(LOGIN_SIZE, '{}', () => '__proto__')],
    ['methods', `{"auth":{"identity":{"methods":[${'"a",'.repeat(LOGIN_SIZE / 4 - 20)}"a"]}}}`],
    [
      'other methods',
      `{"auth":{"identity":{"methods":[${Array.from({ length: 14_000 }, (_, i) => `"${i}"`).join(',')}]}}}`,
    ],
    [
      'keys of identity',
      `{"auth":{"identity":{"methods":["token"],"token":{"id":"a"},"x":${keys(LOGIN_SIZE - 100, '{}')}}}}`,
    ],
    ['a long token', `{"auth":{"identity":{"methods":["token"],"token":{"id":"${'eyJ.'.repeat(28_000)}"}}}}`],
    [
      'a long escaped token',
      `{"auth":{"identity":{"methods":["token"],"token":{"id":"${'\\u0061'.repeat(18_000)}"}}}}`,
    ],
    ['numbers', `[${'1e9,'.repeat(LOGIN_SIZE / 4 - 4)}1]`],
  ].map(
    ([name, body]): CostlyRequest => ({
      name: `login: ${name}`,
      method: 'POST',
      path: LOGIN,
      headers: JSON_TYPE,
      body: body as string,
    }),
  ),
  {
    name: 'large body of /scs',
    method: 'POST',
    path: '/scs/v1/servers',
    headers: JSON_TYPE,
    body: '['.repeat(500_000),
  },
];

/** One after the other on each connection, for as long as it lasts. */
export const manyQueryParameters: StartAttack = async (
  gateway,
  { connections = 10, path = manyParameters('/scs/v1/servers') }: AttackOptions = {},
) => {
  const sessions = await several(connections, () => session(gateway));
  let stopped = false;
  for (const one of sessions)
    void (async () => {
      while (!stopped && !one.destroyed && !one.closed) {
        const stream = one.request({ ':path': path });
        stream.on('error', () => undefined).resume();
        await once(stream, 'close').catch(() => undefined);
      }
    })();
  return holding(sessions, () => {
    stopped = true;
  });
};

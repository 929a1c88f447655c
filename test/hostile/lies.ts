// SPDX-License-Identifier: Apache-2.0
// What a hostile member answers: every lie is a script of bytes and pauses for one socket, put together at random from
// what was seen at members, proxies and attackers. No HTTP library writes them, since none would.
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';

export interface Lie {
  readonly head: string;
  readonly body: Body;
  readonly framing: (typeof FRAMINGS)[number];
  readonly pace: (typeof PACES)[number];
  readonly after: (typeof ENDINGS)[number];
}

interface Body {
  readonly name: string;
  readonly coding?: string;
  readonly type: string;
  bytes(): Buffer;
}

const FRAMINGS = ['length', 'longer', 'shorter', 'chunked', 'brokenChunks', 'both', 'twoLengths', 'close'] as const;
const PACES = ['atOnce', 'atOnce', 'atOnce', 'drip', 'late', 'cut'] as const;
const ENDINGS = ['keep', 'close', 'reset', 'second', 'endless'] as const;

const STATUS_LINES = [
  ...Array.from({ length: 12 }, () => 'HTTP/1.1 200 OK'),
  ...[201, 202, 204, 206, 300, 301, 302, 304, 307, 400, 401, 403, 404, 405, 409, 413, 429, 500, 502, 503].map(
    (status) => `HTTP/1.1 ${status} So`,
  ),
  'HTTP/1.1 100 Continue',
  'HTTP/1.1 101 Switching Protocols',
  'HTTP/1.1 103 Early Hints',
  'HTTP/1.1 099 Low',
  'HTTP/1.1 600 High',
  'HTTP/1.1 999 Higher',
  'HTTP/1.1 200 ä\x01',
  'HTTP/1.1 200',
  'HTTP/1.0 200 OK',
  'HTTP/2.0 200 OK',
  'ICY 200 OK',
  '220 mail.example ESMTP',
  '{"no": "head"}',
];

const HEADERS = [
  ...[
    'ETag: "1"',
    'Content-Type: text/html',
    'X-Content-Type-Options: nosniff',
    'Content-Security-Policy: default-src *',
    'Last-Modified: Thu, 01 Jan 1970 00:00:00 GMT',
    'Retry-After: 99999999999',
    'Age: x',
  ].flatMap((line) => [line, `${line}\r\n${line}`]),
  'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA',
  'Connection: upgrade, close, x-content-type-options',
  'Keep-Alive: timeout=99999',
  'Upgrade: h2c',
  'TE: trailers',
  'Trailer: X-Sum',
  'Transfer-Encoding: gzip, chunked',
  'Content-Encoding: gzip',
  'Content-Encoding: gzip, gzip, br, zstd',
  'Location: https://evil.example/',
  'Location: //evil.example/',
  'Location: http://127.0.0.1:{operations}/metrics',
  'Location: \\\\evil.example',
  'Link: <https://evil.example/>; rel=next',
  'Set-Cookie: a=b; Domain=localhost',
  'Set-Cookie2: a=b',
  'Clear-Site-Data: "*"',
  'Service-Worker-Allowed: /',
  'Refresh: 0;url=https://evil.example/',
  'Access-Control-Allow-Origin: *',
  'Strict-Transport-Security: max-age=1',
  'Alt-Svc: h2="evil.example:443"',
  'WWW-Authenticate: Basic realm="x"',
  'X-Subject-Token: eyJhbGciOiJFUzI1NiJ9.e30.AAAA',
  'X-Auth-Token: stolen',
  'X-Accel-Redirect: /etc/passwd',
  ':status: 200',
  'X-Name\tOdd: 1',
  'X-Odd: \x01\x7f',
  'X-Late1: \xe4\xf6\xfc',
  'X-Folded: a\r\n b',
  'No colon here',
  ': empty',
  `X-Long: ${'x'.repeat(20_000)}`,
  Array.from({ length: 200 }, (_, i) => `X-${i}: ${i}`).join('\r\n'),
];

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};
const text = (name: string, type: string, make: () => string): Body => ({
  name,
  type,
  bytes: once(() => Buffer.from(make())),
});
const packed = (name: string, coding: string, pack: (plain: Buffer) => Buffer, make: () => string): Body => ({
  name,
  type: 'application/json',
  coding,
  bytes: once(() => pack(Buffer.from(make()))),
});
const JSON_TYPE = 'application/json';
const emptyServers = (count: number): string => `{"servers":[${'{},'.repeat(count)}{}]}`;

/** `{front}` and `{operations}` are addresses that are known when the lie is told. */
const tokenAnswer = (endpoints: number, host: string, expires: string, roles: number): string =>
  JSON.stringify({
    token: {
      methods: ['token'],
      expires_at: expires,
      issued_at: '2026-01-01T00:00:00.000000Z',
      user: { id: 'a'.repeat(64), name: 'x', domain: { id: 'default', name: 'Default' } },
      project: { id: 'b'.repeat(32), name: 'research', domain: { id: 'default', name: 'acme' } },
      roles: Array.from({ length: roles }, (_, i) => ({ id: String(i), name: `role-${i}` })),
      catalog: Array.from({ length: Math.ceil(endpoints / 10) }, (_, i) => ({
        id: String(i),
        type: i % 2 === 0 ? 'compute' : `kind-${i}`,
        name: 'x',
        endpoints: Array.from({ length: 10 }, (_, j) => ({
          id: `${i}-${j}`,
          interface: 'public',
          region: `R${j}`,
          region_id: `R${j}`,
          url: `${host}/x${i}-${j}/v2.1`,
        })),
      })),
    },
  });

const BODIES: readonly Body[] = [
  text('empty', JSON_TYPE, () => ''),
  text('no servers', JSON_TYPE, () => '{"servers":[],"flavors":[],"projects":[]}'),
  text('servers of others', JSON_TYPE, () => '{"servers":[{"id":"{marker}","name":"{marker}","status":"ACTIVE"}]}'),
  text('a server without anything', JSON_TYPE, () => '{"servers":[null,1,"x",{"id":{}},{"addresses":[]}]}'),
  text(
    'pages without end',
    JSON_TYPE,
    () =>
      '{"servers":[{"id":"1"}],"servers_links":[{"rel":"next","href":"{front}/compute/v2.1/servers/detail?marker=1"}]}',
  ),
  text(
    'pages elsewhere',
    JSON_TYPE,
    () => '{"servers":[{"id":"1"}],"servers_links":[{"rel":"next","href":"http://127.0.0.1:{operations}/metrics"}]}',
  ),
  text(
    'a console elsewhere',
    JSON_TYPE,
    () => '{"remote_console":{"protocol":"vnc","type":"novnc","url":"http://127.0.0.1:{operations}/metrics"}}',
  ),
  text('500,000 empty objects', JSON_TYPE, () => emptyServers(500_000)),
  text('depth', JSON_TYPE, () => `${'['.repeat(200_000)}`),
  text('depth that closes', JSON_TYPE, () => `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`),
  text('one long text', JSON_TYPE, () => `{"servers":[{"id":"${'x'.repeat(4_000_000)}"}]}`),
  text('words like tokens', JSON_TYPE, () => `{"a":"${'eyJ.'.repeat(300_000)}"}`),
  text('page', 'text/html', () => '<script>navigator.serviceWorker.register("/x.js",{scope:"/"})</script>'),
  text('tags', 'text/html', () => '<a'.repeat(500_000)),
  text('no UTF-8', JSON_TYPE, () => `{"servers":"\udc00"}`),
  text('status of a cluster', JSON_TYPE, () => '{"kind":"Status","apiVersion":"v1","code":401,"status":"Failure"}'),
  text('10,000 endpoints here', JSON_TYPE, () => tokenAnswer(10_000, '{front}/s', '2099-01-01T00:00:00Z', 3)),
  text('endpoints of the gateway', JSON_TYPE, () =>
    tokenAnswer(20, 'http://127.0.0.1:{operations}', '2099-01-01T00:00:00Z', 3),
  ),
  text('endpoints elsewhere', JSON_TYPE, () => tokenAnswer(20, 'https://169.254.169.254', 'soon', 3)),
  text('a token of the past with 20,000 roles', JSON_TYPE, () =>
    tokenAnswer(10, '{front}/compute', '1999-01-01T00:00:00Z', 20_000),
  ),
  text('5,000 projects', JSON_TYPE, () =>
    JSON.stringify({
      projects: Array.from({ length: 5_000 }, (_, i) => ({
        id: i.toString(16).padStart(32, '0'),
        name: `p${i}`,
        domain_id: 'default',
        enabled: true,
      })),
    }),
  ),
  packed(
    '66 MB of objects in gzip',
    'gzip',
    (plain) => gzipSync(plain),
    () => emptyServers(22_000_000),
  ),
  packed(
    '60 MB of blanks in gzip',
    'gzip',
    (plain) => gzipSync(plain),
    () => `{"servers":[${' '.repeat(60_000_000)}]}`,
  ),
  packed(
    '60 MB in deflate',
    'deflate',
    (plain) => deflateSync(plain),
    () => emptyServers(20_000_000),
  ),
  packed(
    '30 MB in Brotli',
    'br',
    (plain) => brotliCompressSync(plain, { params: {} }),
    () => ' '.repeat(30_000_000),
  ),
  packed(
    'gzip that is none',
    'gzip',
    (plain) => plain,
    () => 'plain',
  ),
];

const head = fc
  .tuple(fc.constantFrom(...STATUS_LINES), fc.array(fc.constantFrom(...HEADERS), { maxLength: 6 }))
  .map(([line, headers]) => [line, ...headers].join('\r\n'));

export const lies: fc.Arbitrary<Lie> = fc.record({
  head,
  body: fc.constantFrom(...BODIES),
  framing: fc.constantFrom(...FRAMINGS),
  pace: fc.constantFrom(...PACES),
  after: fc.constantFrom(...ENDINGS),
});

/** For reports: what a person needs to tell it again. */
export const told = ({ head, body, ...rest }: Lie): object => ({ head: head.slice(0, 300), body: body.name, ...rest });

/** The longest that one answer goes on, in bytes and milliseconds. */
const ENDLESS = 48 * 1024 * 1024;
const PATIENCE = 4_000;

export async function tell(lie: Lie, socket: Socket, fill: (text: string) => string): Promise<void> {
  const { framing, pace, after } = lie;
  let body = lie.body.bytes();
  if (lie.body.coding === undefined && body.length < 2_000_000)
    body = Buffer.from(fill(body.toString('latin1')), 'latin1');
  const lines = [fill(lie.head), `Content-Type: ${lie.body.type}`];
  if (lie.body.coding !== undefined) lines.push(`Content-Encoding: ${lie.body.coding}`);
  const length =
    { length: [body.length], longer: [body.length + 100], shorter: [Math.max(0, body.length - 10)] }[
      framing as string
    ] ?? (framing === 'twoLengths' ? [body.length, body.length + 1] : framing === 'both' ? [body.length] : []);
  for (const each of length) lines.push(`Content-Length: ${each}`);
  const chunked = framing === 'chunked' || framing === 'brokenChunks' || framing === 'both';
  if (chunked) lines.push('Transfer-Encoding: chunked');
  const size = framing === 'brokenChunks' ? 'fffffffffffffffff' : body.length.toString(16);
  const framed = chunked
    ? Buffer.concat([Buffer.from(`${size}\r\n`), body, Buffer.from('\r\n0\r\nX-Sum: 1\r\nContent-Length: 5\r\n\r\n')])
    : body;
  const until = performance.now() + PATIENCE;
  // Several lies may wait for one socket.
  socket.setMaxListeners(0);
  const write = async (bytes: Buffer): Promise<void> => {
    if (socket.destroyed || performance.now() > until) return;
    if (!socket.write(bytes))
      await Promise.race([
        new Promise((resolve) => socket.once('drain', resolve)),
        new Promise((resolve) => socket.once('close', resolve)),
        sleep(PATIENCE, undefined, { ref: false }),
      ]);
  };
  if (pace === 'late') await sleep(500, undefined, { ref: false });
  await write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
  if (pace === 'cut') {
    await write(framed.subarray(0, Math.floor(framed.length / 2)));
    socket.resetAndDestroy();
    return;
  }
  if (pace === 'drip')
    for (let at = 0; at < Math.min(framed.length, 100); at++) {
      await write(framed.subarray(at, at + 1));
      await sleep(10, undefined, { ref: false });
    }
  await write(pace === 'drip' ? framed.subarray(100) : framed);
  if (after === 'second')
    await write(
      Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n{"smuggled":true}'),
    );
  if (after === 'endless')
    for (let sent = 0; sent < ENDLESS && !socket.destroyed && performance.now() < until; sent += 65_536)
      await write(Buffer.alloc(65_536, 'x: y\r\n'));
  if (after === 'reset') socket.resetAndDestroy();
  else if (after !== 'keep') socket.end();
}

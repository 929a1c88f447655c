// SPDX-License-Identifier: Apache-2.0
// What users of the lying member send: every surface, both versions of HTTP, with and without a token. Whatever comes
// back is searched for what is not theirs.
import { once } from 'node:events';
import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { connectH2, type H2Client } from '../e2e/h2-client.ts';

interface What {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly anonymous?: true;
}
export interface Ask {
  readonly what: What;
  readonly http: 1 | 2;
  /** Milliseconds after which the client has had enough. */
  readonly patience: number;
}

const JSON_BODY = { 'content-type': 'application/json' };
const get = (path: string, rest: Partial<What> = {}): What => ({ method: 'GET', path, ...rest });
const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
  'sec-websocket-version': '13',
};

const WHATS: readonly What[] = [
  get('/clouds/liar/compute/v2.1/servers'),
  get('/clouds/liar/compute/v2.1/servers/detail?limit=1'),
  get('/clouds/liar/compute/', { anonymous: true }),
  get('/clouds/liar/compute/v2.1/', { anonymous: true }),
  get('/clouds/liar/identity/', { anonymous: true }),
  get('/clouds/liar/identity/v3/projects'),
  get('/clouds/liar/image/v2/images/x/file'),
  { method: 'HEAD', path: '/clouds/liar/object-store/v1/AUTH_x/c/o' },
  { method: 'POST', path: '/clouds/liar/compute/v2.1/servers', headers: JSON_BODY, body: '{"server":{"name":"x"}}' },
  { method: 'PUT', path: '/clouds/liar/image/v2/images/x/file', body: 'x'.repeat(300_000) },
  {
    method: 'POST',
    path: '/clouds/liar/compute/v2.1/servers/1/remote-consoles',
    headers: JSON_BODY,
    body: '{"remote_console":{"protocol":"vnc","type":"novnc"}}',
  },
  get('/k8s/liar-k8s/api/v1/pods'),
  get('/k8s/liar-k8s/version', { anonymous: true }),
  get('/k8s/liar-k8s/api/v1/pods?watch=1'),
  get('/k8s/liar-k8s/api/v1/namespaces/a/pods/b/exec?command=sh', { headers: UPGRADE }),
  get('/scs/v1/servers'),
  get('/scs/v1/servers?cloud=liar'),
  get('/scs/v1/flavors?partial=false'),
  get('/scs/v1/servers/1'),
  get('/scs/v1/images', { headers: { accept: 'application/x-ndjson' } }),
  get('/scs/v1/clouds'),
  get('/scs/v1/projects'),
  get('/scs/v1/pods?cloud=liar'),
  {
    method: 'POST',
    path: '/scs/v1/servers',
    headers: JSON_BODY,
    body: '{"cloud":"liar","name":"x","flavor":"1","image":"1"}',
  },
  { method: 'DELETE', path: '/scs/v1/servers/liar/1' },
  get('/identity/v3/auth/projects'),
  get('/identity/v3/auth/catalog'),
];

export const asks: fc.Arbitrary<Ask> = fc.record({
  what: fc.constantFrom(...WHATS),
  http: fc.constantFrom(1 as const, 2 as const),
  patience: fc.constantFrom(50, 1_500, 1_500, 3_000),
});

export interface Asker {
  /** What came back, the first 256 KiB of it; nothing where it was broken off. */
  send(ask: Ask): Promise<string>;
  close(): void;
}

const READ = 256 * 1024;

function collect(): { add(chunk: Buffer | string): void; text(): string } {
  let all = '';
  return {
    add(chunk) {
      if (all.length < READ) all += chunk.toString('latin1');
    },
    text: () => all,
  };
}

export function createAsker(url: string, ca: string, token: string): Asker {
  let session: Promise<H2Client> | undefined;
  const h2 = async (): Promise<H2Client> => {
    const current = await session?.catch(() => undefined);
    if (current === undefined || current.session.closed || current.session.destroyed) session = connectH2(url, ca);
    return session as Promise<H2Client>;
  };
  const headersOf = ({ headers = {}, anonymous, path }: What): Record<string, string> => ({
    ...headers,
    ...(anonymous ? {} : path.startsWith('/k8s') ? { authorization: `Bearer ${token}` } : { 'x-auth-token': token }),
  });

  const byHttp1 = ({ what, patience }: Ask): Promise<string> =>
    new Promise((resolve) => {
      const sent = request(`${url}${what.path}`, { method: what.method, ca, headers: headersOf(what), agent: false });
      const seen = collect();
      const end = (): void => {
        resolve(seen.text());
        sent.destroy();
      };
      const timer = setTimeout(end, patience);
      sent.once('close', () => {
        clearTimeout(timer);
        resolve(seen.text());
      });
      sent.on('error', end);
      sent.on('upgrade', (_, socket, first: Buffer) => {
        seen.add(first);
        socket.on('data', seen.add);
        socket.on('error', end);
      });
      sent.on('response', (answer) => {
        seen.add(answer.rawHeaders.join('\n'));
        answer.on('data', seen.add);
        answer.on('error', end);
        answer.on('end', end);
      });
      sent.end(what.body);
    });

  const byHttp2 = async ({ what, patience }: Ask): Promise<string> => {
    const client = await h2();
    const { upgrade: _, connection: __, ...headers } = headersOf(what);
    const stream = client.open(what.method, what.path, headers, { endStream: what.body === undefined });
    const seen = collect();
    stream.on('error', () => undefined);
    stream.on('response', (fields) => seen.add(JSON.stringify(fields)));
    stream.on('data', seen.add);
    if (what.body !== undefined) stream.end(what.body);
    await Promise.race([once(stream, 'close').catch(() => undefined), sleep(patience, undefined, { ref: false })]);
    stream.close();
    return seen.text();
  };

  return {
    send: (ask) => (ask.http === 1 ? byHttp1(ask) : byHttp2(ask)).catch(() => ''),
    close: () => void session?.then(({ session: open }) => open.destroy()).catch(() => undefined),
  };
}

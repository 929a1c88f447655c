// SPDX-License-Identifier: Apache-2.0
// A Breeze on a real socket, with what is in fixtures/: it takes one key, gives bearers for it, and fails when told to.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import type { Native } from '../../../src/adapters/values.ts';
import { answered, rowsOf } from './fixture.ts';

export interface BreezeStandIn {
  /** What a configuration wants. */
  readonly url: string;
  /** `host:port`, which no client of a gateway may see. */
  readonly host: string;
  readonly requests: readonly BreezeRequest[];
  /** All bearers that it ever gave, good or not. */
  readonly bearers: readonly string[];
  key: string;
  /** How many rows a page has at most. */
  perPage: number;
  /** Answered before anything else is looked at, once for each entry: names of files in fixtures/. */
  readonly next: string[];
  /** Takes none of the bearers that it has given so far. */
  revoke(): void;
  /** Refuses connections, until it is up again. */
  away(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

interface BreezeRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const LISTS: Readonly<Record<string, { key: string; one: string; id: string; rows: readonly Native[] }>> = {
  machines: {
    key: 'machines',
    one: 'machine',
    id: 'machine_no',
    rows: [...rowsOf('machines-page-1', 'machines'), ...rowsOf('machines-page-2', 'machines')],
  },
  plans: { key: 'plans', one: 'plan', id: 'plan_code', rows: rowsOf('plans', 'plans') },
  disk_images: {
    key: 'disk_images',
    one: 'disk_image',
    id: 'image_ref',
    rows: rowsOf('disk-images', 'disk_images'),
  },
};

export async function startBreeze(key: string): Promise<BreezeStandIn> {
  const requests: BreezeRequest[] = [];
  const bearers: string[] = [];
  const good = new Set<string>();
  const next: string[] = [];
  const state = { key, perPage: 2 };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const body = await textOf(request);
    requests.push({ method, url, headers, body });
    const send = (status: number, said: unknown, more: Record<string, string> = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...more });
      response.end(JSON.stringify(said));
    };
    const refuse = (name: string, more?: Record<string, string>): void => {
      const { status, body: said } = answered(name);
      send(status, said, more);
    };
    const { pathname, searchParams } = new URL(url, 'http://breeze');
    if (method === 'POST' && pathname === '/v2/tokens') {
      if (JSON.parse(body).api_key !== state.key) return refuse('token-spent');
      const bearer = randomBytes(24).toString('hex');
      bearers.push(bearer);
      good.add(bearer);
      return send(201, { bearer });
    }
    const failure = next.shift();
    if (failure !== undefined) return refuse(failure, { 'retry-after': '7' });
    if (!good.has(headers.authorization?.replace(/^Bearer /, '') ?? '')) return refuse('token-spent');
    if (headers['breeze-on-behalf-of'] === undefined) return refuse('token-spent');
    if (pathname === '/v2/ping') return send(200, { pong: true });
    const [, , plural = '', id] = pathname.split('/');
    const list = LISTS[plural];
    if (list === undefined || method !== 'GET') return refuse('no-such-machine');
    if (id !== undefined) {
      const row = list.rows.find((one) => String(one[list.id]) === decodeURIComponent(id));
      return row === undefined ? refuse('no-such-machine') : send(200, { [list.one]: row });
    }
    const page = Number(searchParams.get('page'));
    const size = Math.min(state.perPage, Number(searchParams.get('per_page')));
    const rows = list.rows.slice((page - 1) * size, page * size);
    send(200, { page, next_page: page * size < list.rows.length ? page + 1 : null, [list.key]: rows });
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    if (server.listening) await new Promise((done) => server.close(done));
  };
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}/v2`,
    host: `127.0.0.1:${port}`,
    requests,
    bearers,
    next,
    revoke: () => good.clear(),
    away: stop,
    up: () => listen(port),
    close: stop,
  });
}

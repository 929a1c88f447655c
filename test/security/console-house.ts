// SPDX-License-Identifier: Apache-2.0
// A gateway whose member answers every request for a console with the URL that a test chooses, and a console proxy that
// answers what the test plays.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { echoWebSocket } from '../../standins/console.ts';
import type { ConfigFile } from '../e2e/harness.ts';
import { freePort } from '../free-port.ts';
import { PREFIX, startPrefixProxy } from './prefix-proxy.ts';
import { type Protocol, type SplitAnswer, type SplitHouse, startSplitHouse } from './protocols.ts';

export const CONSOLE_DOMAIN = 'consoles.example';

/** The two ways in which a browser is kept from running a console's page as the gateway's. */
export const MODES = [
  ['in a sandbox', {}],
  ['at a host name of its own', { consoleDomain: CONSOLE_DOMAIN }],
] as const;

/** Also behind a proxy that knows the gateway by a path: one takes it away, the other does not. */
export const PLACES: readonly (readonly [place: string, options: object, behind: 'stripped' | 'kept' | undefined])[] = [
  ...MODES.map(([mode, options]) => [mode, options, undefined] as const),
  ['behind a path that the proxy takes away', {}, 'stripped'],
  ['behind a path that the proxy leaves there', {}, 'kept'],
];

export interface ConsoleHouse extends SplitHouse {
  /** PEM: what the gateway shows. */
  readonly certificate: string;
  /** Where browsers find it. */
  readonly publicUrl: string;
  /** What the proxy before it was asked that is not below its path. */
  readonly strays: () => readonly string[];
  /** The folder of the gateway's keys. */
  readonly keys: string;
  /** What the gateway makes of a console URL of the member's, for one of its users. */
  publish(url: string, token?: string): Promise<string>;
}

export async function startConsoleHouse(
  gateway: object,
  change?: (file: ConfigFile) => void,
  behind?: 'stripped' | 'kept',
): Promise<ConsoleHouse> {
  let certificate = '';
  let publicUrl = '';
  let key = '';
  let keys = '';
  const port = await freePort();
  const house = await startSplitHouse((file) => {
    Object.assign(file.gateway, gateway);
    if (behind !== undefined) file.gateway.publicUrl = `https://localhost:${port}${PREFIX}`;
    publicUrl = file.gateway.publicUrl;
    certificate = file.gateway.listen.tls.cert.replace(/^file:/, '');
    key = file.gateway.listen.tls.key.replace(/^file:/, '');
    keys = file.gateway.keys;
    change?.(file);
  });
  const proxy =
    behind && (await startPrefixProxy({ port, to: house.port, strips: behind === 'stripped', cert: certificate, key }));
  return {
    ...house,
    publicUrl,
    strays: () => proxy?.strays ?? [],
    async close() {
      proxy?.close();
      await house.close();
    },
    certificate: await readFile(certificate, 'utf8'),
    keys,
    async publish(url, token) {
      house.lie((_request, response) => {
        const body = JSON.stringify({ remote_console: { protocol: 'vnc', type: 'novnc', url } });
        response.writeHead(200, { 'content-type': 'application/json' }).end(body);
      });
      const headers = { 'x-auth-token': token ?? (await house.scoped('alice')), 'content-type': 'application/json' };
      const path = '/clouds/cloud-b/compute/v2.1/servers/6a4a6f3e-6a1c-4d8c-9d1e-0a5f3f5d8e11/remote-consoles';
      const answer = await house.send('HTTP/1.1', 'POST', path, headers, '{"remote_console":{}}');
      return JSON.parse(answer.text).remote_console.url;
    },
  };
}

export interface ConsoleProxy {
  readonly url: string;
  /** Every request, upgrades too. */
  readonly requests: IncomingMessage[];
  /** The sockets of upgrades that are open. */
  readonly open: ReadonlySet<Socket>;
  answer(listener: RequestListener): void;
  /** A WebSocket that echoes, until it is told otherwise. */
  upgrade(listener?: (request: IncomingMessage, socket: Socket) => void): void;
  close(): void;
}

export async function startConsoleProxy(): Promise<ConsoleProxy> {
  const requests: IncomingMessage[] = [];
  const open = new Set<Socket>();
  let answer: RequestListener = (_request, response) => void response.end('a page');
  let upgrade: (request: IncomingMessage, socket: Socket) => void = echoWebSocket;
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
    requests.push(request);
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('end', () => socket.end());
    upgrade(request, socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    open,
    answer(listener) {
      answer = listener;
    },
    upgrade(listener = echoWebSocket) {
      upgrade = listener;
    },
    close() {
      server.close();
      server.closeAllConnections();
      for (const socket of open) socket.destroy();
    },
  };
}

/** The path and the Host header that lead to a URL of the gateway's: its names are no names of this machine's DNS. */
export const leadingTo = (url: string): { readonly path: string; readonly host: string } => {
  const { pathname, search, host } = new URL(url);
  return { path: `${pathname}${search}`, host };
};

/** One request for what a URL of the gateway's leads to. Node's client would compare the certificate with the Host header. */
export async function sendTo(
  house: SplitHouse,
  protocol: Protocol,
  url: string,
  method = 'GET',
  headers: Readonly<Record<string, string>> = {},
): Promise<Pick<SplitAnswer, 'status' | 'headers' | 'text'>> {
  const { path, host } = leadingTo(url);
  if (protocol === 'HTTP/2') {
    const answer = await house.send(protocol, method, path, { ...headers, ':authority': host });
    return {
      ...answer,
      headers: Object.fromEntries(Object.entries(answer.headers).filter(([name]) => name[0] !== ':')),
    };
  }
  return new Promise((resolve, reject) => {
    const { port, ca } = house;
    const to = { host: '127.0.0.1', port, path, method, ca, agent: false, servername: 'localhost' };
    const sent = httpsRequest({ ...to, headers: { ...headers, host } });
    sent.once('error', reject);
    sent.once('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', reject);
      answer.once('end', () => {
        const { connection: _, ...rest } = answer.headers;
        resolve({ status: answer.statusCode ?? 0, headers: rest, text: Buffer.concat(chunks).toString() });
      });
    });
    sent.end();
  });
}

export interface Tunnel {
  /** 101 where the WebSocket is open. */
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly socket: Socket | undefined;
}

/** Opens the WebSocket of a console, as a browser or a program does. */
export function openTunnel(
  { port, ca }: SplitHouse,
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Tunnel> {
  const { path, host } = leadingTo(url);
  const handshake = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
  const key = { 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' };
  return new Promise((resolve, reject) => {
    const sent = httpsRequest({
      ...{ host: '127.0.0.1', port, path, ca, agent: false, servername: 'localhost' },
      headers: { host, ...handshake, ...key, ...headers },
    });
    sent.once('error', reject);
    sent.once('upgrade', (answer, socket: Socket) => {
      socket.on('error', () => socket.destroy());
      resolve({ status: 101, headers: answer.headers, text: '', socket });
    });
    sent.once('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, socket: undefined });
      });
    });
    sent.end();
  });
}

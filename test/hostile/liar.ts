// SPDX-License-Identifier: Apache-2.0
// The hostile member: a stand-in cloud behind a front that tells lies where it is told to, and otherwise passes on what
// the stand-in says, so that users log in to it and reach what lies behind. It remembers what it was given: of other
// members' users and of the gateway's tokens there must be nothing.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, request } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { type StandIn, startCloud } from '../../standins/cloud.ts';
import { type Lie, tell } from './lies.ts';

/** Which requests: by the first segment of the path, or all. */
export const PLACES = ['identity', 'compute', 'image', 'volume', 'novnc', 'cluster', '*'] as const;
export interface Told {
  readonly place: (typeof PLACES)[number];
  readonly lie: Lie;
}

export interface Liar {
  readonly cloud: StandIn;
  readonly authUrl: string;
  /** `https://…` of an apiserver that only lies. */
  readonly clusterUrl: string;
  readonly received: { readonly requests: number; readonly bytes: number };
  tell(lies: readonly Told[]): void;
  /** What of `secrets` it has been shown, each once. */
  seen(secrets: readonly string[]): string[];
  close(): Promise<void>;
}

const SERVICES = ['object-store', 'image', 'compute', 'placement', 'volumev3', 'block-storage', 'network', 'identity'];
const PATHS: Readonly<Record<string, string>> = {
  'object-store': '/object-store/v1/AUTH_%(project_id)s',
  image: '/image',
  compute: '/compute/v2.1',
  placement: '/placement',
  'block-storage': '/volume/v3',
  network: '/networking',
  identity: '/identity',
};

export async function startLiar(options: {
  readonly tls: { readonly cert: Buffer; readonly key: Buffer };
  readonly words: () => Readonly<Record<string, string>>;
}): Promise<Liar> {
  let lies: readonly Told[] = [];
  let target: StandIn;
  const heads: string[] = [];
  const received = { requests: 0, bytes: 0 };
  const fill = (text: string): string =>
    Object.entries({ front: `http://127.0.0.1:${port}`, ...options.words() }).reduce(
      (all, [name, value]) => all.replaceAll(`{${name}}`, value),
      text,
    );

  const remember = (incoming: IncomingMessage): void => {
    received.requests++;
    heads.push(`${incoming.method} ${incoming.url} ${incoming.rawHeaders.join(' ')}`);
    if (heads.length > 5_000) heads.shift();
  };
  const enter =
    (only?: string): RequestListener =>
    (incoming, response) => {
      remember(incoming);
      incoming.on('data', (chunk: Buffer) => {
        received.bytes += chunk.length;
      });
      const place = only ?? (incoming.url ?? '/').split(/[/?]/)[1];
      const told = lies.find((each) => each.place === '*' || each.place === place);
      if (told !== undefined) void tell(told.lie, incoming.socket, fill).catch(() => incoming.socket.destroy());
      else if (only === undefined) pass(incoming, response);
      else response.writeHead(404).end();
    };
  const pass: RequestListener = (incoming, response) => {
    const { port: at } = new URL(target.authUrl);
    const { method = 'GET', url = '/', headers } = incoming;
    const onward = request({ host: '127.0.0.1', port: at, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    incoming.pipe(onward);
  };
  const onUpgrade = (incoming: IncomingMessage, socket: Socket): void => {
    remember(incoming);
    socket.on('error', () => undefined);
    const told = lies[0];
    if (told === undefined) socket.destroy();
    else void tell(told.lie, socket, fill).catch(() => socket.destroy());
  };

  const front = createServer({ requestTimeout: 0 }, enter()).on('upgrade', onUpgrade).listen(0, '127.0.0.1');
  await once(front, 'listening');
  const { port } = front.address() as AddressInfo;
  const cluster = createTlsServer(options.tls, enter('cluster')).on('upgrade', onUpgrade).listen(0, '127.0.0.1');
  await once(cluster, 'listening');
  for (const server of [front, cluster])
    server.on('clientError', (_, socket) => socket.destroy()).on('error', () => undefined);
  target = await startCloud({
    name: 'liar',
    region: 'RegionB',
    shape: 'paths',
    projects: ['acme/research', 'acme/teaching'],
    groups: Object.fromEntries(
      ['acme-alice', 'acme-bob', 'acme-carol'].map((group) => [
        group,
        [
          ['acme', 'research', 'member'],
          ['acme', 'teaching', 'member'],
        ],
      ]),
    ),
    elsewhere: Object.fromEntries(
      SERVICES.flatMap((type) => (type in PATHS ? [[type, `http://127.0.0.1:${port}${PATHS[type]}`]] : [])),
    ),
  });

  return {
    cloud: target,
    authUrl: `http://127.0.0.1:${port}/identity/v3`,
    clusterUrl: `https://127.0.0.1:${(cluster.address() as AddressInfo).port}`,
    received,
    tell(next) {
      lies = next;
    },
    seen: (secrets) => secrets.filter((secret) => heads.some((head) => head.includes(secret))),
    async close() {
      for (const server of [front, cluster]) {
        server.close();
        server.closeAllConnections();
      }
      await target.close();
    },
  };
}

// SPDX-License-Identifier: Apache-2.0
// A recording tap before the gateway: ends the clients' TLS, opens its own to the gateway, copies the bytes both ways and
// keeps all of them. Each connection leaves two files, `<name>-<n>.request` and `.answer`, for `leaks.ts` to read.
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import tls from 'node:tls';

export interface Tap {
  close(): Promise<void>;
}

export interface TapOptions {
  readonly port: number;
  readonly gatewayPort: number;
  readonly folder: string;
  /** Which tap it is, in the names of the files. */
  readonly name: string;
  readonly tls: { readonly ca: string; readonly cert: string; readonly key: string };
}

export async function startTap(options: TapOptions): Promise<Tap> {
  const pem = (path: string): Buffer => readFileSync(path);
  const ca = pem(options.tls.ca);
  let connections = 0;
  const sockets = new Set<tls.TLSSocket>();
  // No ALPN: clients stay with HTTP/1.1, which is what the checker can read.
  const server = tls.createServer({ cert: pem(options.tls.cert), key: pem(options.tls.key) }, (client) => {
    connections += 1;
    const name = join(options.folder, `${options.name}-${String(connections).padStart(5, '0')}`);
    const gateway = tls.connect({ host: '127.0.0.1', port: options.gatewayPort, ca, servername: 'localhost' });
    sockets.add(client).add(gateway);
    // Two pipelines on each, and their own ends: a constant number, no leak.
    client.setMaxListeners(30);
    gateway.setMaxListeners(30);
    splice(client, gateway, `${name}.request`);
    splice(gateway, client, `${name}.answer`);
    const end = (): void => {
      client.destroy();
      gateway.destroy();
      sockets.delete(client);
      sockets.delete(gateway);
    };
    client.once('close', end);
    gateway.once('close', () => client.end(end));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function splice(from: tls.TLSSocket, to: tls.TLSSocket, file: string): void {
  const record = createWriteStream(file);
  from.on('data', (chunk: Buffer) => record.write(chunk));
  from.once('close', () => record.end());
  pipeline(from, to, () => undefined);
}

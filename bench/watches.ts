// SPDX-License-Identifier: Apache-2.0
// What an idle watch takes of memory: thousands of them open at once through one gateway, each with a connection of its
// own on both sides, as with as many controllers that speak HTTP/1.1.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { startIdp } from '../demo/idp.ts';
import { freePort } from '../test/free-port.ts';
import { answering, start } from './processes.ts';

export interface Watches {
  readonly open: number;
  /** Of resident memory, of the gateway: with all watches open, less that of a gateway that has just started. */
  readonly bytesEach: number;
}

const BATCH = 100;
/** Time for what opening them has left behind to be collected. */
const SETTLE = 10_000;
/** Files that a gateway has open beside connections, with a margin. */
const OTHER_FILES = 200;

/** A watch takes the gateway two files. */
const possible = (): number => {
  const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  return Math.floor((Number(limit) - OTHER_FILES) / 2);
};

export async function measureWatches(wanted: number): Promise<Watches> {
  const count = Math.min(wanted, possible());
  const folder = await mkdtemp(join(tmpdir(), 'scs-gateway-watches-'));
  const [port, operations, cluster] = [await freePort(), await freePort(), await freePort()];
  const idp = await startIdp();
  const origin = start(process.execPath, [join(import.meta.dirname, 'watch-origin.ts'), String(cluster)]);
  const file = join(folder, 'gateway.yaml');
  await writeFile(
    file,
    stringify({
      gateway: {
        publicUrl: `http://127.0.0.1:${port}`,
        listen: { host: '127.0.0.1', port },
        operations: { host: '127.0.0.1', port: operations },
        keys: join(folder, 'keys'),
        drainDelay: '0s',
        drainTimeout: '1s',
        // All of them are one user's, at one address.
        limits: { connections: { total: 30_000, perAddress: 30_000, anonymousPerAddress: 30_000 } },
      },
      identityProviders: [{ id: 'demo', issuer: idp.issuer, audiences: ['scs-gateway'], domain: 'acme' }],
      clouds: [
        {
          id: 'cloud-a',
          name: 'Cloud A',
          clusters: [
            {
              id: 'still',
              server: `http://127.0.0.1:${cluster}`,
              strategy: { kind: 'passthrough', acceptsGatewayAudience: true },
              limits: { streams: 40_000, perUser: { streams: 20_000 } },
            },
          ],
        },
      ],
    }),
  );
  const gateway = start(process.execPath, [join(import.meta.dirname, '../src/main.ts'), '--config', file]);
  const sockets: Socket[] = [];
  try {
    await answering(`http://127.0.0.1:${operations}/readyz`);
    const { access_token: token } = await idp.tokens.password('alice');
    const before = gateway.rss();
    while (sockets.length < count) {
      const batch = Array.from({ length: Math.min(BATCH, count - sockets.length) }, () => watch(port, token));
      sockets.push(...(await Promise.all(batch)));
    }
    await sleep(SETTLE);
    if (sockets.some(({ destroyed }) => destroyed)) throw new Error('a watch was ended');
    return { open: count, bytesEach: (gateway.rss() - before) / count };
  } finally {
    for (const socket of sockets) socket.destroy();
    await Promise.all([gateway.stop(), origin.stop(), idp.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Open once its head is there. */
function watch(port: number, token: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', reject);
    socket.once('data', (head) => {
      const answer = head.toString('latin1');
      if (answer.startsWith('HTTP/1.1 200')) resolve(socket);
      else reject(new Error(`a watch was refused: ${answer}`));
    });
    socket.write(
      `GET /k8s/still/api/v1/pods?watch=true HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\n\r\n`,
    );
  });
}

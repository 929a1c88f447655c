// SPDX-License-Identifier: Apache-2.0
// A VNC server (RFB 3.8, RFC 6143) with a red screen of 16 × 16 pixels, without a password, that notes the keys pressed.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

const SIDE = 16;

export interface VncServer {
  readonly port: number;
  /** X11 keysyms, in the order in which they were pressed. */
  readonly keys: number[];
  close(): void;
}

export async function startVncServer(): Promise<VncServer> {
  const keys: number[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    void serve(socket, keys).catch(() => socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    keys,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function serve(socket: Socket, keys: number[]): Promise<void> {
  const read = reader(socket);
  socket.write('RFB 003.008\n');
  await read(12);
  // One security type: none.
  socket.write(Buffer.from([1, 1]));
  await read(1);
  socket.write(Buffer.from([0, 0, 0, 0]));
  await read(1);
  const name = Buffer.from('a red screen');
  const init = Buffer.alloc(24);
  init.writeUInt16BE(SIDE, 0);
  init.writeUInt16BE(SIDE, 2);
  // 32 bits a pixel, 24 of them colour, true colour of 255 each.
  init.set([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16], 4);
  init.writeUInt32BE(name.length, 20);
  socket.write(Buffer.concat([init, name]));

  for (let drawn = false; ; ) {
    const [kind] = await read(1);
    if (kind === 0) await read(19);
    else if (kind === 2) await read(4 * (await read(3)).readUInt16BE(1));
    else if (kind === 3) {
      await read(9);
      if (!drawn) socket.write(redScreen());
      drawn = true;
    } else if (kind === 4) {
      const event = await read(7);
      if (event[0] === 1) keys.push(event.readUInt32BE(3));
    } else if (kind === 5) await read(5);
    else if (kind === 6) await read((await read(7)).readUInt32BE(3));
    else throw new Error(`message ${kind}`);
  }
}

/** One rectangle, uncompressed. */
function redScreen(): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt16BE(1, 2);
  head.writeUInt16BE(SIDE, 8);
  head.writeUInt16BE(SIDE, 10);
  return Buffer.concat([head, Buffer.alloc(SIDE * SIDE * 4, Buffer.from([255, 0, 0, 0]))]);
}

function reader(socket: Socket): (length: number) => Promise<Buffer> {
  let wake = (): void => undefined;
  for (const event of ['readable', 'close']) socket.on(event, () => wake());
  return async (length) => {
    if (length === 0) return Buffer.alloc(0);
    for (;;) {
      const bytes = socket.read(length) as Buffer | null;
      if (bytes !== null) return bytes;
      if (socket.destroyed || socket.readableEnded) throw new Error('closed');
      await new Promise<void>((done) => {
        wake = done;
      });
    }
  };
}

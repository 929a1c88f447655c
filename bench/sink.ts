// SPDX-License-Identifier: Apache-2.0
// Where uploads end: counts a body's bytes and answers 204 when they are all there. On bare sockets,
// so that it is never what limits the throughput. A process: `node sink.ts PORT`.
import { createServer } from 'node:net';

const server = createServer((socket) => {
  let left = -1;
  let head = '';
  socket.on('data', (chunk) => {
    let body = chunk.length;
    if (left === -1) {
      head += chunk.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end === -1) return;
      left = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      body = head.length - end - 4;
      head = '';
    }
    left -= body;
    if (left > 0) return;
    left = -1;
    socket.write('HTTP/1.1 204 No Content\r\n\r\n');
  });
  socket.on('error', () => socket.destroy());
});
server.listen(Number(process.argv[2]), '127.0.0.1');
process.once('SIGTERM', () => process.exit());

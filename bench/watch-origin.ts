// SPDX-License-Identifier: Apache-2.0
// Stands for a cluster in which nothing happens: every request is a watch, whose head comes at once and then no event.
// A process: `node watch-origin.ts PORT`.
import { createServer } from 'node:net';

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';

createServer((socket) => {
  socket.on('data', () => socket.write(HEAD));
  socket.on('error', () => socket.destroy());
}).listen(Number(process.argv[2]), '127.0.0.1');
process.once('SIGTERM', () => process.exit());

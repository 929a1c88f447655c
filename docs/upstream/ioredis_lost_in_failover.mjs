// SPDX-License-Identifier: Apache-2.0
// ioredis gives a connection up for good, without asking its retryStrategy, if it is to connect anew (as it is at a failover) while it
// still asks a Sentinel for the master. Run: node ioredis_lost_in_failover.mjs
import net from 'node:net';
import { Redis } from 'ioredis';

let asked = 0;
let redis;
const sentinel = net.createServer((socket) => {
  socket.on('error', () => {});
  socket.on('data', (data) => {
    // Several commands may come at once; each is an array.
    for (const command of data.toString().toLowerCase().split(/^\*/m).slice(1)) {
      if (command.includes('hello')) socket.write('%1\r\n+proto\r\n:3\r\n');
      else if (!command.includes('get-master-addr-by-name')) socket.write('+OK\r\n');
      else {
        asked += 1;
        // As ioredis' own detector of failovers, and `reconnectOnError`, have it done.
        if (asked === 1) redis.disconnect(true);
        // There is one: at a port of nobody.
        socket.write('*2\r\n$9\r\n127.0.0.1\r\n$1\r\n1\r\n');
      }
    }
  });
});
sentinel.listen(0, '127.0.0.1', async () => {
  redis = new Redis({
    sentinels: [{ host: '127.0.0.1', port: sentinel.address().port }],
    name: 'master',
    retryStrategy: () => 10,
  });
  redis.on('error', () => {});
  await new Promise((resolve) => {
    redis.once('end', resolve);
    setTimeout(resolve, 5_000);
  });
  // Fifty times as long as it would wait before it tries again.
  await new Promise((resolve) => setTimeout(resolve, 500));
  process.stdout.write(redis.status === 'end' ? 'seen\n' : `not seen: ${redis.status}\n`);
  process.exit(0);
});

// SPDX-License-Identifier: Apache-2.0
// The rival in Node: @fastify/http-proxy with nothing on but one header set. A process: `node bare-proxy.ts PORT UPSTREAM`.
import proxy from '@fastify/http-proxy';
import Fastify from 'fastify';

const [port, upstream = ''] = process.argv.slice(2);
const app = Fastify({ logger: false });
await app.register(proxy, {
  upstream,
  undici: { connections: 128, pipelining: 1 },
  replyOptions: { rewriteRequestHeaders: (_request, headers) => ({ ...headers, 'x-auth-token': 'the-members' }) },
});
await app.listen({ host: '127.0.0.1', port: Number(port) });
process.once('SIGTERM', () => process.exit());

// SPDX-License-Identifier: Apache-2.0
// The floor: node:http and undici's dispatch with nothing between them, no checks, no failures handled. What the gateway
// costs beyond it is the gateway's own. A process: `node bare-relay.ts PORT UPSTREAM`.
import { createServer } from 'node:http';
import { Agent } from 'undici';

const [port, origin = ''] = process.argv.slice(2);
const agent = new Agent({ connections: 128, pipelining: 1 });
const server = createServer((request, response) => {
  agent.dispatch(
    {
      origin,
      path: request.url ?? '/',
      method: 'GET',
      headers: ['x-auth-token', 'the-members'],
    },
    {
      onRequestStart() {},
      onResponseStart(_controller, status, headers) {
        const { 'content-type': type, 'content-length': length } = headers;
        response.writeHead(status, { 'content-type': String(type), 'content-length': String(length) });
      },
      onResponseData(_controller, chunk) {
        response.write(chunk);
      },
      onResponseEnd() {
        response.end();
      },
      onResponseError() {
        response.destroy();
      },
    },
  );
});
server.listen(Number(port), '127.0.0.1');
process.once('SIGTERM', () => process.exit());

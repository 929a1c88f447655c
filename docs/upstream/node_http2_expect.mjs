// SPDX-License-Identifier: Apache-2.0
// Node.js takes `Expect: 100-Continue` by HTTP/1.1, and answers it with 417 by HTTP/2, where it knows the value in small letters only.
// Run: node node_http2_expect.mjs
import http from 'node:http';
import http2 from 'node:http2';

const answer = (request, response) => request.resume().on('end', () => response.end());
const expect = '100-Continue';

const byOne = await new Promise((resolve) => {
  const server = http.createServer(answer).listen(0, '127.0.0.1', () => {
    const request = http.request({ port: server.address().port, method: 'PUT', headers: { expect } }, (response) => {
      response.resume();
      server.close();
      server.closeAllConnections();
      resolve(response.statusCode);
    });
    request.end();
  });
});
const byTwo = await new Promise((resolve) => {
  const server = http2.createServer(answer).listen(0, '127.0.0.1', () => {
    const client = http2.connect(`http://127.0.0.1:${server.address().port}`);
    const request = client.request({ ':method': 'PUT', ':path': '/', expect });
    request.on('response', (headers) => {
      client.destroy();
      server.close();
      resolve(headers[':status']);
    });
    request.end();
  });
});
process.stdout.write(byOne === 200 && byTwo === 417 ? 'seen\n' : `not seen: ${byOne} and ${byTwo}\n`);

// SPDX-License-Identifier: Apache-2.0
// Node.js refuses to send by HTTP/2 what it sends by HTTP/1.1: a field of one value that comes twice. A proxy whose origin sends it
// twice ends in an exception. Run: node node_http2_twice.mjs
import http2 from 'node:http2';

let text = '';
const server = http2.createServer((_request, response) => {
  try {
    response.writeHead(200, ['etag', '"one"', 'etag', '"two"']);
    response.flushHeaders();
    text = 'not seen';
  } catch (error) {
    text = `seen: ${error.code}`;
  }
  response.stream.close();
});
server.listen(0, '127.0.0.1', () => {
  const client = http2.connect(`http://127.0.0.1:${server.address().port}`);
  const request = client.request({ ':path': '/' });
  request.on('error', () => {});
  request.on('close', () => {
    process.stdout.write(`${text}\n`);
    client.close();
    server.close();
  });
  request.end();
});

// SPDX-License-Identifier: Apache-2.0
// One HTTP/1.1 message by hand, over TLS: what came back until the connection ended.
import { connect } from 'node:tls';

export const exchangeTls = (port: number, bytes: string): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] }, () =>
      socket.write(bytes, 'latin1'),
    );
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    // A reset after the answer is still an answer.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });

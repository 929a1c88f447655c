// SPDX-License-Identifier: Apache-2.0
// HTTP by hand: bytes out, bytes back, for requests that no client library would send.
import { connect, type Socket } from 'node:net';

export interface RawOptions {
  /** Ends the wait for more, beside the end of the connection. */
  readonly until?: RegExp;
}

/** Writes the pieces one after the other and gives everything that came back until the connection ended. */
export async function exchange(
  port: number,
  pieces: readonly (string | Buffer)[],
  options: RawOptions = {},
): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const answer = collect(socket, options);
  for (const piece of pieces) {
    if (socket.destroyed) break;
    await new Promise<void>((done) => socket.write(piece, 'latin1' as never, () => done()));
    await new Promise((done) => setImmediate(done));
  }
  return answer;
}

function collect(socket: Socket, { until }: RawOptions = {}): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (until?.test(text)) socket.destroy();
    });
    // A reset after the answer is still an answer.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}

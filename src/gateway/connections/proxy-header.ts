// SPDX-License-Identifier: Apache-2.0
// Takes the PROXY header off a connection before anybody else reads from it: TLS and HTTP begin with the byte behind it.
import type { Socket } from 'node:net';
import { type ProxyHeader, readProxyHeader } from '../../http/proxy-protocol.ts';

/**
 * Calls back once, with a header that is whole or wrong; never if the connection ends before. What came behind the header
 * is read from the socket by whoever reads next, which `resume` begins where that is not TLS. No time limit: the sweep
 * has it.
 */
export function takeProxyHeader(
  socket: Socket,
  done: (header: Exclude<ProxyHeader, { kind: 'unfinished' }>) => void,
): void {
  // A probe that connects and ends, or resets, is no error of anybody's. Servers of HTTP keep half a connection open.
  const onEnd = (): void => void socket.destroy();
  let read: Buffer | undefined;
  const onData = (chunk: Buffer): void => {
    read = read === undefined ? chunk : Buffer.concat([read, chunk]);
    const header = readProxyHeader(read);
    if (header.kind === 'unfinished') return;
    socket.off('data', onData);
    socket.off('end', onEnd);
    socket.off('error', onEnd);
    socket.pause();
    if (header.kind === 'whole' && read.length > header.length) socket.unshift(read.subarray(header.length));
    done(header);
  };
  socket.on('end', onEnd);
  socket.on('error', onEnd);
  socket.on('data', onData);
}

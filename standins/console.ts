// SPDX-License-Identifier: Apache-2.0
// The stand-in's noVNC proxy: a page, and a WebSocket (RFC 6455, by hand: no dependency for 40 lines) that echoes.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { answer, route, type Service } from './http.ts';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Greets with the path it was asked for, then sends every frame back. */
export function echoWebSocket(req: IncomingMessage, socket: Duplex): void {
  const key = req.headers['sec-websocket-key'];
  if (!key) {
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    return;
  }
  const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64');
  const wanted = req.headers['sec-websocket-protocol']?.split(',')[0]?.trim();
  const protocol = wanted ? `Sec-WebSocket-Protocol: ${wanted}\r\n` : '';
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${protocol}\r\n`,
  );
  let rest: Buffer = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (let frame = readFrame(rest); frame; frame = readFrame(rest)) {
      rest = rest.subarray(frame.length);
      if (frame.opcode === 9) socket.write(writeFrame(10, frame.payload));
      else if (frame.opcode === 8) socket.end(writeFrame(8, frame.payload));
      else socket.write(writeFrame(frame.opcode, frame.payload));
    }
  });
}

export function readFrame(bytes: Buffer): { opcode: number; payload: Buffer; length: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  const masked = (bytes.readUInt8(1) & 0x80) !== 0;
  const start = 2 + extra + (masked ? 4 : 0);
  if (bytes.length < start) return undefined;
  const size = extra === 2 ? bytes.readUInt16BE(2) : extra === 8 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < start + size) return undefined;
  const payload = Buffer.from(bytes.subarray(start, start + size));
  const mask = bytes.subarray(start - 4, start);
  if (masked) for (const [index, byte] of payload.entries()) payload[index] = byte ^ mask.readUInt8(index % 4);
  return { opcode: bytes.readUInt8(0) & 0x0f, payload, length: start + size };
}

export function writeFrame(opcode: number, payload: Buffer): Buffer {
  const size = payload.length;
  const head =
    size < 126 ? Buffer.from([0x80 | opcode, size]) : Buffer.from([0x80 | opcode, size < 65_536 ? 126 : 127]);
  const length = Buffer.alloc(size < 126 ? 0 : size < 65_536 ? 2 : 8);
  if (length.length === 2) length.writeUInt16BE(size);
  if (length.length === 8) length.writeBigUInt64BE(BigInt(size));
  return Buffer.concat([head, length, payload]);
}

export const consoleService: Service = {
  type: 'console',
  routes: [
    route(
      'GET',
      '/vnc_auto.html',
      () => answer(200, '<!doctype html><title>Console</title>', { 'Content-Type': 'text/html' }),
      true,
    ),
  ],
  unauthorized: () => answer(401, ''),
  notFound: () => answer(404, ''),
};

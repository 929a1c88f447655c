// SPDX-License-Identifier: Apache-2.0
// Large answers go out in pieces, the next when the last has been taken: TLS and HTTP/2 copy what they are given, and a
// client that reads nothing would hold a copy for each request.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';

export interface AnswersDeps {
  /** Told of each answer that is made as it is read; `held`: the bytes that are kept for it. */
  readonly streams: (raw: IncomingMessage, response: ServerResponse, held?: () => number) => void;
}

const PIECE = 64 * 1024;
/** Buffers that many answers share; none of them holds anything of its own. */
const shared = new WeakSet<Buffer>();

export function share(bytes: Buffer): Buffer {
  shared.add(bytes);
  return bytes;
}

export function sendInPieces(app: FastifyInstance, { streams }: AnswersDeps): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (payload instanceof Readable) {
      streams(request.raw, reply.raw);
      done(null, payload);
      return;
    }
    const long = (typeof payload === 'string' || Buffer.isBuffer(payload)) && payload.length > PIECE;
    if (!long || request.method === 'HEAD') {
      done(null, payload);
      return;
    }
    const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(payload as string);
    let at = 0;
    reply.header('content-length', bytes.length);
    streams(request.raw, reply.raw, shared.has(bytes) ? undefined : () => bytes.length - at);
    function* pieces(): Generator<Buffer> {
      for (; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
    }
    done(null, Readable.from(pieces(), { objectMode: false, highWaterMark: PIECE }));
  });
}

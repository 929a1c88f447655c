// SPDX-License-Identifier: Apache-2.0
// An answer of a page on its way to the browser: the head at once, then each part as it comes, compressed piece by piece.
import { Readable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { codingFor } from '../../content-coding.ts';
import { type Html, html, textOf } from './html.ts';
import { type Frame, foot, head } from './layout.ts';
import type { Download, View } from './page.ts';
import { pageHeaders } from './policy.ts';

export function sendView(
  request: FastifyRequest,
  reply: FastifyReply,
  frame: Frame,
  view: View,
  onFailure: (error: unknown) => Html,
): FastifyReply {
  reply.code(view.status ?? 200).headers(pageHeaders(frame.nonce));
  if (request.method === 'HEAD') return reply.send();
  const text = parts(frame, view, onFailure);
  return reply.send(view.secret ? Readable.from(text) : inPieces(request, reply, text));
}

async function* parts(frame: Frame, view: View, onFailure: (error: unknown) => Html): AsyncGenerator<string> {
  yield textOf(head(frame, view));
  if (Symbol.asyncIterator in view.body)
    // The head has gone: what fails from here on is a sentence in the page.
    try {
      for await (const part of view.body) yield textOf(part);
    } catch (error) {
      yield textOf(onFailure(error));
    }
  else yield textOf(view.body);
  yield textOf(html`${foot(frame, view)}`);
}

/** Each piece can be shown before the next is there. */
function inPieces(request: FastifyRequest, reply: FastifyReply, text: AsyncIterable<string>): Readable {
  const plain = Readable.from(text, { objectMode: false, highWaterMark: 1 });
  reply.header('x-accel-buffering', 'no');
  if (codingFor(request.headers['accept-encoding'], ['gzip']) !== 'gzip') return plain;
  reply.header('content-encoding', 'gzip');
  reply.header('vary', 'accept, accept-encoding, accept-language, cookie');
  const zip = createGzip({ flush: constants.Z_SYNC_FLUSH, level: 6 });
  plain.once('error', (error) => zip.destroy(error));
  zip.once('close', () => plain.destroy());
  return plain.pipe(zip);
}

export function sendDownload(reply: FastifyReply, { name, type, body }: Download): FastifyReply {
  reply.headers({
    'content-type': type,
    'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  return reply.send(typeof body === 'string' ? body : Readable.from(body, { objectMode: false }));
}

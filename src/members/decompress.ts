// SPDX-License-Identifier: Apache-2.0
// Members are asked for identity, since bodies are translated; one that compresses all the same is read, piece by piece
// and off the event loop: a few kilobytes may become gigabytes.
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { GatewayError } from '../model/errors.ts';

/** What a compressed answer may become: a page of a thousand servers has some 3 MB. */
const LARGEST_ANSWER = 64 * 1024 * 1024;

/** Bytes that come at a time; between two of them the event loop does other work. */
const PIECE = { chunkSize: 64 * 1024 };

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip(PIECE),
  'x-gzip': () => createGunzip(PIECE),
  deflate: () => createInflate(PIECE),
  br: () => createBrotliDecompress(PIECE),
};

/** The coding that is to be undone; undefined for `identity`. Names are case-insensitive (RFC 9110 §8.4.1). */
export function codingOf(contentEncoding: string | string[] | undefined): string | undefined {
  const coding = contentEncoding === undefined ? '' : String(contentEncoding).trim().toLowerCase();
  return coding === '' || coding === 'identity' ? undefined : coding;
}

/** In pieces. Fails with `memberGarbage` where the body is not what it says, or becomes more than `limit` bytes. */
export async function* unpacked(
  coding: string,
  body: Buffer,
  cloud: string,
  limit: number = LARGEST_ANSWER,
): AsyncGenerator<Buffer, void> {
  if (body.length === 0) return;
  const decoder = Object.hasOwn(DECODERS, coding) ? DECODERS[coding]?.() : undefined;
  if (decoder === undefined)
    throw new GatewayError('memberGarbage', { cloud, detail: `the answer has the encoding ${coding.slice(0, 100)}` });
  let size = 0;
  try {
    decoder.end(body);
    for await (const piece of decoder as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > limit) break;
      yield piece;
    }
  } catch (cause) {
    throw new GatewayError('memberGarbage', { cloud, cause, detail: 'the compressed answer cannot be read' });
  } finally {
    decoder.destroy();
  }
  if (size > limit)
    throw new GatewayError('memberGarbage', {
      cloud,
      detail: `the compressed answer becomes more than ${limit} bytes`,
    });
}

/** Whole. */
export async function decompress(
  coding: string | undefined,
  body: Buffer,
  cloud: string,
  limit: number = LARGEST_ANSWER,
): Promise<Buffer> {
  if (coding === undefined || body.length === 0) return body;
  const pieces: Buffer[] = [];
  for await (const piece of unpacked(coding, body, cloud, limit)) pieces.push(piece);
  return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
}

// SPDX-License-Identifier: Apache-2.0
// Members are asked for identity, since bodies are translated; one that compresses all the same is read.
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { GatewayError } from '../model/errors.ts';

/** What a compressed answer may become: a page of a thousand servers has some 3 MB. */
const LARGEST_ANSWER = 64 * 1024 * 1024;

const DECODERS: Readonly<Record<string, (body: Buffer, options: { maxOutputLength: number }) => Buffer>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/** The coding that is to be undone; undefined for `identity`. Names are case-insensitive (RFC 9110 §8.4.1). */
export function codingOf(contentEncoding: string | string[] | undefined): string | undefined {
  const coding = contentEncoding === undefined ? '' : String(contentEncoding).trim().toLowerCase();
  return coding === '' || coding === 'identity' ? undefined : coding;
}

/** Fails with `memberGarbage` where the body is not what it says, or becomes more than `limit` bytes. */
export function decompress(
  coding: string | undefined,
  body: Buffer,
  cloud: string,
  limit: number = LARGEST_ANSWER,
): Buffer {
  if (coding === undefined || body.length === 0) return body;
  const decode = Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined;
  if (decode === undefined)
    throw new GatewayError('memberGarbage', { cloud, detail: `the answer has the encoding ${coding}` });
  try {
    return decode(body, { maxOutputLength: limit });
  } catch (cause) {
    throw new GatewayError('memberGarbage', { cloud, cause, detail: 'the compressed answer cannot be read' });
  }
}

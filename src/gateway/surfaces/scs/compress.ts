// SPDX-License-Identifier: Apache-2.0
// Large answers go out compressed to clients that take it. Never those that may hold a secret beside words of whoever asks:
// their length would tell of it (BREACH, CVE-2013-3587). Never streams: each part is to arrive when it is there. The work is
// done by zlib's threads; while these have enough to do, answers go out as they are.
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib';
import { type Coding, codingFor } from '../../content-coding.ts';
import type { ScsAnswer, ScsRoute } from './route.ts';

/** In the order of preference: for what is made once, the quickest of those that make it small. */
const CODINGS = ['zstd', 'br', 'gzip'] as const satisfies readonly Coding[];
/** Below it, heads and packets weigh more than what would be saved. */
const LEAST = 4 * 1024;
/** Bytes. What is longer waits for no thread. */
const MOST = 64 * 1024 * 1024;
/** At once, of the four threads that the process has: names and files need them too. */
const AT_ONCE = 2;

const [brotli, zip, zstd] = [promisify(brotliCompress), promisify(gzip), promisify(zstdCompress)];
const compress: Readonly<Record<(typeof CODINGS)[number], (bytes: Buffer) => Promise<Buffer>>> = {
  zstd: (bytes) => zstd(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 3 } }),
  br: (bytes) =>
    brotli(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  gzip: (bytes) => zip(bytes, { level: 6 }),
};

export type Compress = (route: ScsRoute, answer: ScsAnswer, accept: string | undefined) => Promise<ScsAnswer>;

export function createCompression(): Compress {
  let busy = 0;
  return async (route, answer, accept) => {
    const { headers = {}, body } = answer;
    // A strong tag is of these very bytes (RFC 9110, section 8.8.1), and clients send it back in `If-Match`.
    const isExact = headers.etag !== undefined && !headers.etag.startsWith('W/');
    if (route.secret || isExact || headers['content-encoding'] !== undefined) return answer;
    const vary = { vary: [headers.vary, 'accept-encoding'].filter(Boolean).join(', ') };
    const plain = { ...answer, headers: { ...headers, ...vary } };
    if (body === undefined || (headers['content-type'] ?? JSON_TYPE) !== JSON_TYPE) return plain;
    const coding = codingFor(accept, CODINGS);
    if (coding === 'identity' || busy >= AT_ONCE) return plain;
    const bytes = bytesOf(body);
    if (bytes.length < LEAST || bytes.length > MOST) return { ...plain, body: bytes };
    busy += 1;
    try {
      const small = await compress[coding](bytes);
      return { ...plain, headers: { ...plain.headers, 'content-encoding': coding }, body: small };
    } finally {
      busy -= 1;
    }
  };
}

const JSON_TYPE = 'application/json';

const bytesOf = (body: unknown): Buffer =>
  Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));

// SPDX-License-Identifier: Apache-2.0
// A document that is the same for everybody: made once, compressed once, sent from the same bytes to all. Strangers may ask
// for it as often as they like.
import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { codingFor } from './content-coding.ts';
import { isKnown } from './etag.ts';
import { share } from './plugins/answers.ts';

export interface DocumentAnswer {
  readonly status: 200 | 304;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** In the order of preference. */
const CODINGS = ['br', 'gzip'] as const;
type Coding = (typeof CODINGS)[number] | 'identity';

const [brotli, zip] = [promisify(brotliCompress), promisify(gzip)];
/** Off the event loop. */
const compress: Readonly<Record<Coding, (bytes: Buffer) => Promise<Buffer> | Buffer>> = {
  // The highest quality, 11, takes seconds for a twentieth less.
  br: (bytes) => brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes) => zip(bytes, { level: 9 }),
  identity: (bytes) => bytes,
};

/** `make` is called at the first question. */
export function createSharedDocument(
  make: () => string,
  headers: Readonly<Record<string, string>>,
): (asked: Pick<IncomingHttpHeaders, 'accept-encoding' | 'if-none-match'>) => Promise<DocumentAnswer> {
  let plain: Buffer | undefined;
  let tag = '';
  const coded = new Map<Coding, Promise<Buffer>>();
  return async (asked) => {
    if (plain === undefined) {
      plain = share(Buffer.from(make()));
      tag = hash('sha256', plain, 'base64url').slice(0, 27);
    }
    const coding = codingFor(asked['accept-encoding'], CODINGS);
    // Other bytes are another representation (RFC 9110 §8.8.3.3).
    const etag = `"${tag}${coding === 'identity' ? '' : `-${coding}`}"`;
    const all = { ...headers, etag, vary: 'accept-encoding' };
    if (isKnown(asked['if-none-match'], etag)) return { status: 304, headers: all };
    let bytes = coded.get(coding);
    if (bytes === undefined) {
      bytes = Promise.resolve(compress[coding](plain)).then(share);
      coded.set(coding, bytes);
    }
    const encoding = coding === 'identity' ? {} : { 'content-encoding': coding };
    return { status: 200, headers: { ...all, ...encoding }, body: await bytes };
  };
}

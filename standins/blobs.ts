// SPDX-License-Identifier: Apache-2.0
// Bytes that clients upload (images, objects): streamed into files of a temporary folder, so that memory stays flat
// however large they are, and hashed on the way as Glance and Swift do.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface Blob {
  readonly path: string;
  readonly size: number;
  readonly md5: string;
  readonly sha512: string;
}

export function createBlobs() {
  let folder: Promise<string> | undefined;
  let count = 0;
  return {
    async store(source: Readable): Promise<Blob> {
      folder ??= mkdtemp(join(tmpdir(), 'scs-standin-'));
      const path = join(await folder, String(count++));
      const md5 = createHash('md5');
      const sha512 = createHash('sha512');
      let size = 0;
      const measure = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          size += chunk.length;
          md5.update(chunk);
          sha512.update(chunk);
          done(null, chunk);
        },
      });
      await pipeline(source, measure, createWriteStream(path));
      return { path, size, md5: md5.digest('hex'), sha512: sha512.digest('hex') };
    },
    open: (blob: Blob, range?: Range): Readable => createReadStream(blob.path, range),
    drop: (blob: Blob): Promise<void> => rm(blob.path, { force: true }),
    async close(): Promise<void> {
      if (folder) await rm(await folder, { recursive: true, force: true });
    },
  };
}

export type Blobs = ReturnType<typeof createBlobs>;

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** One `bytes=` range (RFC 9110 14.1.2), undefined where there is none. */
export function parseRange(header: string | undefined, size: number): Range | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (!from && !to) return undefined;
  const start = from ? Number(from) : Math.max(0, size - Number(to));
  const end = from && to ? Math.min(Number(to), size - 1) : size - 1;
  return start <= end ? { start, end } : undefined;
}

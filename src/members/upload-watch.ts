// SPDX-License-Identifier: Apache-2.0
// An upload on its way to a member. There is no limit on its time, only on standing still (`idle` without a byte, or
// `writes` after the last one) and on a client that trickles.
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { GatewayError } from '../model/errors.ts';
import type { Rate } from '../model/limits.ts';
import { createPace } from './pace.ts';

const BUFFER = 256 * 1024;

export interface UploadWatch {
  readonly body: IncomingMessage;
  readonly cloud: string;
  /** Milliseconds. */
  readonly limits: { readonly idle: number; readonly writes: number };
  /** Bytes that the client has to bring at least. */
  readonly minRate: Rate | undefined;
  /** Nothing is expected of the upload now: it waits for a connection, or the answer has begun. */
  idle(): boolean;
  end(error: GatewayError): void;
}

/**
 * undici destroys what it sends once it is done with it, and a destroyed request would take the client's connection
 * along before it has its answer: `copy` is what it gets. Whoever asked clears `watch`.
 */
export function watchUpload(upload: UploadWatch): { readonly copy: PassThrough; readonly watch: NodeJS.Timeout } {
  const { body, cloud, limits, minRate, end } = upload;
  const { idle, writes } = limits;
  const copy = new PassThrough({ highWaterMark: BUFFER });
  // Its failures are the relay's, and are reported there.
  copy.on('error', () => undefined);
  // Of this request alone: with HTTP/2 many share a socket.
  let received = 0;
  body.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  const pace = createPace(minRate, performance.now());
  let moved = -1;
  let since = performance.now();
  const look = (): void => {
    const now = performance.now();
    if (upload.idle()) {
      since = now;
      return;
    }
    const waiting = copy.readableLength;
    if (!body.complete && pace.isSlow(received, copy.writableNeedDrain, now)) {
      end(new GatewayError('clientTimeout', { detail: 'upload below the least rate' }));
      return;
    }
    // What has come in and what has gone out.
    if (2 * received - waiting !== moved) {
      moved = 2 * received - waiting;
      since = now;
      return;
    }
    const sent = body.complete && waiting === 0;
    if (now - since <= (sent ? writes : idle)) return;
    const member = sent || waiting > 0;
    end(
      member ? new GatewayError('memberTimeout', { cloud }) : new GatewayError('clientTimeout', { detail: 'upload' }),
    );
  };
  const watch = setInterval(look, Math.min(idle, writes, minRate?.period ?? idle) / 4).unref();
  return { copy: body.pipe(copy), watch };
}

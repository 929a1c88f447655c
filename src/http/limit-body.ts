// SPDX-License-Identifier: Apache-2.0
// A small body (JSON that is collected) must come in a bounded time: a client that sends a byte now and then would hold
// a connection and memory for ever. Streamed uploads have their own watch (relay.ts): they may take as long as they take.
import type { IncomingMessage } from 'node:http';
import { hasBody } from './client-stream.ts';

/** `late` is called once the body has not come within `patience` milliseconds, and never after it has. */
export function limitBody(request: IncomingMessage, patience: number, late: () => void): void {
  if (!hasBody(request)) return;
  const limit = setTimeout(late, patience);
  limit.unref();
  const done = (): void => clearTimeout(limit);
  request.once('end', done).once('close', done);
}

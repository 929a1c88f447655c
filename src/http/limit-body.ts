// SPDX-License-Identifier: Apache-2.0
// A small body (JSON that is collected) must come in a bounded time: a client that sends a byte now and then would hold
// a connection and memory for ever. Streamed uploads have their own watch (relay.ts): they may take as long as they take.
import type { IncomingMessage } from 'node:http';
import { hasBody } from './client-stream.ts';

const PATIENCE = 60_000;

export function limitBody(request: IncomingMessage, patience = PATIENCE): void {
  if (!hasBody(request)) return;
  const limit = setTimeout(() => request.socket?.destroy(), patience);
  limit.unref();
  const done = (): void => clearTimeout(limit);
  request.once('end', done).once('close', done);
}

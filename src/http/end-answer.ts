// SPDX-License-Identifier: Apache-2.0
// The end of an answer that may come before the whole request: what is left of the body is read and dropped for a while.
// Closing on unread bytes resets the connection, and the reset takes the answer with it before the client has seen it
// (RFC 9112 §9.6); not reading them would leave a client that sends first and reads later waiting for ever.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants } from 'node:http2';
import { streamOf } from './client-stream.ts';

/** Long enough for what is under way; a client that still sends then has not been listening. */
const PATIENCE = 15_000;
const { NGHTTP2_NO_ERROR: NO_ERROR } = constants;
const answered = new WeakSet<ServerResponse>();

export function endAnswer(request: IncomingMessage, response: ServerResponse, last?: Buffer): void {
  const { socket } = request;
  if (request.complete || !socket || socket.destroyed) {
    response.end(last);
    request.resume();
    return;
  }
  answered.add(response);
  // At `end` Node closes a connection that is not to be kept, whatever still comes in.
  const closes = response.shouldKeepAlive === false;
  if (!closes) response.end(last);
  else if (last !== undefined) response.write(last);
  else response.flushHeaders();
  const limit = setTimeout(() => socket.destroy(), PATIENCE);
  limit.unref();
  request.once('close', () => clearTimeout(limit));
  if (closes) request.once('end', () => response.end());
  request.resume();
}

/** What a response emits when its connection has become a tunnel. */
export const SWITCHED = 'switched';

/** For an answer that does not end by `end`: a 101 and what comes after it. */
export function markSwitched(response: ServerResponse): void {
  answered.add(response);
  response.emit(SWITCHED);
}

/**
 * The client has been given all of its answer, even if it then left before its own request was whole. A stream of HTTP/2 that a
 * client resets counts as finished all the same; `writableEnded` says that it was us who ended it. One that closed with its last
 * frame may not count as finished yet; its code says that nobody broke it off.
 */
export const isAnswered = (response: ServerResponse): boolean =>
  (response.writableEnded && (response.writableFinished || streamOf(response)?.rstCode === NO_ERROR)) ||
  answered.has(response);

// SPDX-License-Identifier: Apache-2.0
// How a client is told to go on by another connection without losing a request. Over HTTP/1.1 the next answer says
// `Connection: close` (RFC 9112 §9.6). Over HTTP/2 there are two GOAWAYs (RFC 9113 §6.8): the first has the highest id there
// is, so that what is on its way here is still served; the second, at least a round trip later, has the id of the last
// request that was.
import { constants } from 'node:http2';
import type { Connection } from './connection.ts';

const HIGHEST = 2 ** 31 - 1;
/** Milliseconds between the two, and from the last answer of HTTP/1.1 to the end of its connection: for clients far away. */
export const NOTICE = 1_000;

export function retire(one: Connection, at: number): void {
  if (one.retiredAt !== undefined) return;
  one.retiredAt = at;
  const { session } = one;
  if (session !== undefined && !session.closed) session.goaway(constants.NGHTTP2_NO_ERROR, HIGHEST);
}

/** The second step, of HTTP/2 only. What is under way comes to its end. */
export function close(one: Connection, at: number): void {
  const { session } = one;
  if (session === undefined || one.closingAt !== undefined) return;
  one.closingAt = at;
  session.close();
}

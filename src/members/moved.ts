// SPDX-License-Identifier: Apache-2.0
// Of a member's redirects one is followed here: the same URL by https, where the catalogue says http. The client would be
// sent back to the URL that it has asked, for ever, since both are one URL at the gateway. All others are the client's to
// follow, once they are translated, or refused.
import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../model/errors.ts';
import type { MemberTransport } from '../model/member.ts';

import { type AnswerHeaders, firstOf } from './headers.ts';

/** Those that a client follows (RFC 9110 §15.4): 300 is a choice, 304 an answer, 305 and 306 are out of use. */
export const isRedirect = (status: number): boolean => status > 300 && status < 309 && status !== 304;

/** The origin that serves the very URL by https; the same host, at the port of https or the same one. */
function movedTo(origin: string, path: string, status: number, headers: AnswerHeaders): string | undefined {
  if (!isRedirect(status) || !origin.startsWith('http:')) return undefined;
  const from = URL.parse(`${origin}${path}`);
  const to = URL.parse(firstOf(headers, 'location') ?? '', from?.href);
  if (from === null || to === null || to.protocol !== 'https:' || to.username !== '' || to.password !== '')
    return undefined;
  const same = to.hostname === from.hostname && (to.port === '' || to.port === from.port);
  return same && to.pathname === from.pathname && to.search === from.search ? to.origin : undefined;
}

interface Asked {
  readonly cloud: string;
  readonly transport: MemberTransport;
  readonly origin: string;
  readonly path: string;
  readonly body?: string | Buffer | IncomingMessage | undefined;
}

/** A catalogue names a few. */
const MOST = 256;

/**
 * Whether the answer says that the same URL is there by https. It is remembered for the requests to come, uploads above all:
 * one that is on its way cannot be sent a second time, so that this throws `memberRedirect`.
 */
export function learnsPlace(
  { transport: { moved }, origin, path, cloud, body }: Asked,
  status: number,
  headers: AnswerHeaders,
): boolean {
  const to = movedTo(origin, path, status, headers);
  if (to === undefined) return false;
  if (moved.size >= MOST) moved.clear();
  moved.set(origin, to);
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) return true;
  throw new GatewayError('memberRedirect', {
    cloud,
    message: `The cloud ${cloud} serves this by https, and lists it as http. Send the request again.`,
    detail: `from ${origin} to ${to}`,
  });
}

/** It is gone: the catalogue counts again. */
export function forget({ moved }: Pick<MemberTransport, 'moved'>, to: string): void {
  for (const [from, known] of moved) if (known === to) moved.delete(from);
}

/** Where a request goes by what has been learnt. */
export function whereNow<R extends { readonly transport: MemberTransport; readonly origin: string }>(request: R): R {
  const origin = request.transport.moved.get(request.origin);
  return origin === undefined ? request : { ...request, origin };
}

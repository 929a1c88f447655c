// SPDX-License-Identifier: Apache-2.0
// What all failures on a raw response have in common, whatever the dialect: the reason goes to the log; a response that
// has started is aborted; one that has not is sent even to a client that is still sending. It never throws: nobody else
// would end the request.
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { breakOff, isGone } from '../../http/client-stream.ts';
import { endAnswer } from '../../http/end-answer.ts';
import { OWN_FENCE } from '../../members/answer-rules.ts';
import { type GatewayError, toGatewayError } from '../../model/errors.ts';
import { limitHeaders } from '../limits/headers.ts';
import { ofFailure } from '../plugins/traces.ts';
import '../request.ts';

/** A failure in the dialect of one surface. Length and Retry-After are added. */
export interface RenderedFailure {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function answerFailure(
  request: FastifyRequest,
  response: ServerResponse,
  cause: unknown,
  render: (error: GatewayError) => RenderedFailure,
): void {
  const error = toGatewayError(cause);
  request.failure = error.code;
  request.reason = `${error.code}${error.detail === undefined ? '' : `: ${error.detail}`}`;
  if (error.code === 'memberFull') request.limit ??= { policy: error.limit ?? 'cloud-in-flight' };
  if (error.code === 'internal') request.log.error({ err: cause }, 'unexpected failure');
  try {
    if (response.headersSent || isGone(response)) {
      breakOff(response);
      return;
    }
    clear(response);
    const { headers, body } = render(error);
    const bytes = Buffer.from(body);
    const all: OutgoingHttpHeaders = {
      ...OWN_FENCE,
      'cache-control': 'no-store',
      ...headers,
      ...limitHeaders(request.limit),
      ...ofFailure(request),
      'content-length': bytes.length,
    };
    // client-go also repeats writes if this header is present, so only rows for requests that never reached the member
    // set it.
    if (error.retryAfter !== undefined) all['retry-after'] = String(error.retryAfter);
    response.writeHead(error.status, all);
    endAnswer(request.raw, response, request.method === 'HEAD' ? undefined : bytes);
  } catch (failure) {
    request.log.error({ err: failure }, 'an answer could not be sent');
    breakOff(response);
  }
}

/** Said to a client of HTTP/1.1 while the gateway stops, and with a 405. */
const OURS: ReadonlySet<string> = new Set(['allow', 'connection']);

/** What an answer that could not be sent has left: HTTP/2 keeps it, and would trip over it again. */
function clear(response: ServerResponse): void {
  for (const name of response.getHeaderNames()) if (!OURS.has(name)) response.removeHeader(name);
}

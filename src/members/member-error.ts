// SPDX-License-Identifier: Apache-2.0
// undici's and Node's failures as rows of the error table. The member's address stays in `detail`, which is for the log.
import { errors } from 'undici';
import { GatewayError } from '../model/errors.ts';

/** undici and Node refuse to send it: a header or a path that HTTP has no bytes for, a body that is not as long as it said. */
const UNSENDABLE: ReadonlySet<string> = new Set([
  'ERR_HTTP_INVALID_HEADER_VALUE',
  'ERR_INVALID_CHAR',
  'ERR_INVALID_HTTP_TOKEN',
  'ERR_UNESCAPED_CHARACTERS',
  'UND_ERR_INVALID_ARG',
  'UND_ERR_NOT_SUPPORTED',
  'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
]);

/** This process or machine has no file handle, port or memory left for one more connection. */
const EXHAUSTED: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS', 'ENOMEM']);

export function memberError(cause: unknown, cloud: string): GatewayError {
  if (cause instanceof GatewayError) return cause;
  const detail = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  const extras = { cause, cloud, detail };
  if (cause instanceof errors.HeadersTimeoutError || cause instanceof errors.BodyTimeoutError || isTimeout(cause))
    return new GatewayError('memberTimeout', extras);
  if (
    cause instanceof errors.HeadersOverflowError ||
    cause instanceof errors.HTTPParserError ||
    cause instanceof errors.ResponseContentLengthMismatchError ||
    isNoHttp(cause)
  )
    return new GatewayError('memberGarbage', extras);
  const { code = '' } = (cause ?? {}) as { code?: string };
  if (UNSENDABLE.has(code))
    return new GatewayError('badRequest', { ...extras, message: 'The request cannot be sent as it is.' });
  if (EXHAUSTED.has(code)) return new GatewayError('overloaded', { ...extras, retryAfter: 2 });
  // Never sent: the member has not seen the request, so trying again is safe.
  if (cause instanceof errors.ConnectTimeoutError || isConnectFailure(cause))
    return new GatewayError('memberUnreachable', { ...extras, retryAfter: 5 });
  // A changed configuration has just closed these connections; the new ones are there already.
  if (cause instanceof errors.ClientClosedError || cause instanceof errors.ClientDestroyedError)
    return new GatewayError('memberUnreachable', { ...extras, retryAfter: 1 });
  return new GatewayError('memberReset', extras);
}

/** `AbortSignal.timeout` has fired: a limit of the gateway's own. */
export const isTimeout = (cause: unknown): boolean => cause instanceof DOMException && cause.name === 'TimeoutError';

/** Node's own parser, or an upgrade that nobody has asked for. */
const isNoHttp = (cause: unknown): boolean =>
  /^HPE_/.test((cause as { code?: string }).code ?? '') ||
  // Two lengths.
  cause instanceof errors.ResponseContentLengthMismatchError ||
  (cause instanceof errors.SocketError && /^bad (?:upgrade|response)$/.test(cause.message));

function isConnectFailure(cause: unknown): boolean {
  const { code = '', syscall } = cause as { code?: string; syscall?: string };
  if (/^ERR_(?:TLS|SSL)|^EPROTO$|CERT|UNABLE_TO_|HOSTNAME_MISMATCH/.test(code)) return true;
  // An established connection may end with ETIMEDOUT or EHOSTUNREACH as well, with the request already there.
  if (syscall !== undefined) return syscall === 'connect' || syscall === 'getaddrinfo';
  return /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/.test(code);
}

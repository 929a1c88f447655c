// SPDX-License-Identifier: Apache-2.0
// Errors of the token endpoint (RFC 6749 §5.2, RFC 8693 §2.2.2). A subject token that is not good is `invalid_request`, as
// RFC 8693 demands, with 400: nobody is to take it for the end of a session of theirs.
import { GatewayError } from '../../../model/errors.ts';

type OAuthCode = 'invalid_request' | 'invalid_client' | 'invalid_scope' | 'invalid_target' | 'unsupported_grant_type';

/** Refused with a code of its own; `message` is the `error_description`. */
export class OAuthRefusal extends GatewayError {
  readonly error: OAuthCode;
  constructor(error: OAuthCode, message: string, { cause, detail }: { cause?: unknown; detail?: string } = {}) {
    super(error === 'invalid_client' ? 'unauthorized' : 'badRequest', {
      message,
      detail: detail === undefined ? `${error}: ${message}` : `${error}: ${detail}`,
      ...(cause === undefined ? {} : { cause }),
    });
    this.error = error;
  }
}

interface OAuthAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly error: string; readonly error_description: string };
}

export function renderOAuthError(error: GatewayError): OAuthAnswer {
  const headers: Record<string, string> = {};
  if (error.retryAfter !== undefined) headers['retry-after'] = String(error.retryAfter);
  // RFC 6749 §5.2: in the scheme that the client has used, and there is only one.
  if (error instanceof OAuthRefusal && error.error === 'invalid_client')
    headers['www-authenticate'] = 'Basic realm="token endpoint"';
  return { status: error.status, headers, body: { error: codeOf(error), error_description: asDescription(error) } };
}

function codeOf(error: GatewayError): string {
  if (error instanceof OAuthRefusal) return error.error;
  if (error.status === 429 || error.status === 503 || error.status === 504) return 'temporarily_unavailable';
  return error.status >= 500 ? 'server_error' : 'invalid_request';
}

/** RFC 6749 §5.2 allows ASCII without quotation marks and backslashes; names of others stand in some sentences. */
const asDescription = ({ message }: GatewayError): string =>
  message
    .replace(/[“”"]/g, "'")
    .replace(/’/g, "'")
    .replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?');

/** What is wrong with a proof, in the words of this endpoint. Anything else is passed on as it is. */
export function ofProof(thrown: unknown): unknown {
  if (!(thrown instanceof GatewayError) || thrown instanceof OAuthRefusal) return thrown;
  const { code, reason, detail = code } = thrown;
  if (code === 'forbidden') return new OAuthRefusal('invalid_request', thrown.message, { cause: thrown, detail });
  if (code !== 'unauthorized') return thrown;
  const what = reason === undefined ? 'is not valid here' : reason === 'expired' ? 'has expired' : 'has been revoked';
  return new OAuthRefusal('invalid_request', `The subject token ${what}.`, { cause: thrown, detail });
}

/** RFC 6749 §5.2: one answer for all that may be wrong with a client. The log line has the reason. */
export function ofClientProof(thrown: unknown): unknown {
  if (!(thrown instanceof GatewayError) || thrown instanceof OAuthRefusal || thrown.code !== 'unauthorized')
    return thrown;
  const detail = thrown.detail ?? thrown.code;
  return new OAuthRefusal('invalid_client', 'The client or its secret is not valid here.', { cause: thrown, detail });
}

/**
 * A scope that nobody gives, or a cloud after another login only: 401 is for clients (RFC 6749 §5.2). The user has been
 * authenticated, so that the reason may be told.
 */
export function ofScope(thrown: unknown): unknown {
  if (!(thrown instanceof GatewayError)) return thrown;
  if (thrown.reason !== undefined || thrown.code === 'forbidden') return ofProof(thrown);
  if (thrown.code !== 'unauthorized' && thrown.code !== 'loginNeeded') return thrown;
  return new OAuthRefusal('invalid_scope', thrown.message, { cause: thrown, detail: thrown.detail ?? thrown.code });
}

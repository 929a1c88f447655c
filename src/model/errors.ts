// SPDX-License-Identifier: Apache-2.0
// The error table: code, status, public sentence. Nothing else decides what a client is told.
// The public text never carries a member's address nor says which authentication check failed; `detail` does, for the log.

/** Keystone's own sentence for every failed authentication. */
const REQUIRES_AUTHENTICATION = 'The request you have made requires authentication.';

const TABLE = {
  badRequest: [
    400,
    'The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.',
  ],
  badTarget: [400, 'The request target is not a plain absolute path without dot segments or control characters.'],
  unauthorized: [401, REQUIRES_AUTHENTICATION],
  methodNotOffered: [401, REQUIRES_AUTHENTICATION],
  forbidden: [403, 'You are not authorized to perform the requested action.'],
  scopeNeeded: [403, 'This request needs a token that is scoped to a project.'],
  notFound: [404, 'The resource could not be found.'],
  unknownRegion: [404, 'No member cloud serves this region.'],
  unknownService: [404, 'This region does not offer this service to you.'],
  notOffered: [404, 'The member cloud does not offer this resource.'],
  methodNotAllowed: [405, 'The method is not allowed for this resource.'],
  nativeBadRequest: [400, 'The member cloud does not take this request.'],
  nativeForbidden: [403, 'The member cloud does not allow this.'],
  nativeQuota: [403, 'The quota at the member cloud does not suffice.'],
  nativeNotFound: [404, 'The member cloud has no such object.'],
  nativeConflict: [409, 'The state of the object at the member cloud does not allow this.'],
  nativeLimited: [429, 'The member cloud asks for fewer requests.'],
  notAcceptable: [406, 'None of the accepted representations can be given.'],
  clientTimeout: [408, 'The request did not come to its end in time.'],
  tooLarge: [413, 'Request is too large.'],
  conflict: [409, 'The request conflicts with an earlier one.'],
  unsupportedMedia: [415, 'The content type of the request is not supported.'],
  unprocessable: [422, 'The request is well-formed, but what it says cannot be done.'],
  rateLimited: [429, 'Too many requests. Wait a moment and try again.'],
  headersTooLarge: [431, 'The request headers are too large.'],
  internal: [500, 'An unexpected error prevented the server from fulfilling your request.'],
  notImplemented: [501, 'The gateway does not offer this yet.'],
  memberGarbage: [502, 'The member cloud gave an answer that cannot be used.'],
  memberRedirect: [502, 'The member cloud tried to redirect this request elsewhere.'],
  nativeFailed: [502, 'The member cloud failed at this request.'],
  memberReset: [502, 'The member cloud broke the connection.'],
  memberUnreachable: [503, 'The member cloud cannot be reached.'],
  memberBusy: [503, 'The member cloud is not answering; requests to it are held back for a moment.'],
  memberFull: [503, 'The member cloud has as many requests as it may have; try again in a moment.'],
  memberRefused: [503, 'The member cloud does not accept the gateway at the moment.'],
  issuerUnavailable: [503, 'The identity provider cannot be reached to check the token.'],
  stateUnavailable: [503, 'The state that the replicas share cannot be reached.'],
  overloaded: [503, 'The gateway has more to do than it can; try again in a moment.'],
  shuttingDown: [503, 'The gateway is shutting down.'],
  memberTimeout: [504, 'The member cloud did not answer in time.'],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorCode = keyof typeof TABLE;

/** Every row, in the table's order; for the documentation's test. */
export const ERROR_CODES = Object.keys(TABLE) as readonly ErrorCode[];

/**
 * Of an `unauthorized`: what the token was before it was refused, where its signature (or its issuer) vouches for that.
 * The code decides by it (`gateway/limits`), so it is a field of its own and not a word in `detail`.
 */
export type OnceGood = 'expired' | 'revoked';

export interface ErrorExtras {
  /** For the log only. */
  readonly detail?: string;
  /** For the code only: no client is told which check failed. Absent: the token or login has proven nothing. */
  readonly reason?: OnceGood;
  readonly cause?: unknown;
  /** Replaces the public sentence where Keystone's own answer says more (never member data). */
  readonly message?: string;
  /** Whole seconds. Only where the member never saw the request, or where trying again is right. */
  readonly retryAfter?: number;
  /** The member concerned: its configured slug (public). */
  readonly cloud?: string;
  /** What the member itself said, already free of its addresses and ids: shown to callers of the normalised API. */
  readonly native?: NativeError;
  /** Which parts of the request are wrong, all at once. */
  readonly faults?: readonly RequestFault[];
}

export interface NativeError {
  readonly status: number;
  /** Official service type. */
  readonly service: string;
  readonly message: string;
  /** The member's own request id, for its operators. */
  readonly requestId?: string;
}

/** `where` is a JSON pointer into the body (`#/name`), or a parameter's name. */
export interface RequestFault {
  readonly where: string;
  readonly reason: string;
}

export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;
  readonly status: number;
  /** For the log only. */
  readonly detail: string | undefined;
  /** For the code only. */
  readonly reason: OnceGood | undefined;
  readonly retryAfter: number | undefined;
  readonly cloud: string | undefined;
  readonly native: NativeError | undefined;
  readonly faults: readonly RequestFault[] | undefined;

  constructor(code: ErrorCode, extras: ErrorExtras = {}) {
    const [status, sentence] = TABLE[code];
    super(
      extras.message ?? naming(sentence, extras.cloud),
      extras.cause === undefined ? undefined : { cause: extras.cause },
    );
    this.code = code;
    this.status = status;
    this.detail = extras.detail;
    this.reason = extras.reason;
    this.retryAfter = extras.retryAfter;
    this.cloud = extras.cloud;
    this.native = extras.native;
    this.faults = extras.faults;
  }
}

/** Where several clouds hide behind one URL, people must read which one fails. */
const naming = (sentence: string, cloud: string | undefined): string =>
  cloud === undefined ? sentence : sentence.replace('The member cloud', `The member cloud ${cloud}`);

/** Any thrown value as a row of the table: what is not ours is `internal`, with the cause kept for the log. */
export function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new GatewayError('internal', { cause: error, detail });
}

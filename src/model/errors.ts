// SPDX-License-Identifier: Apache-2.0
// The error table: code, status, public sentence. No other place decides what a client is told.
// The public text never contains a member's address or which authentication check failed; `detail` does, for the log.

/** Keystone's own sentence for every failed authentication (keystone/exception.py, Unauthorized). */
const REQUIRES_AUTHENTICATION = 'The request you have made requires authentication.';

const TABLE = {
  badRequest: [
    400,
    'The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.',
  ],
  badTarget: [400, 'The request target is not a plain absolute path without dot segments or control characters.'],
  unauthorized: [401, REQUIRES_AUTHENTICATION],
  methodNotOffered: [401, REQUIRES_AUTHENTICATION],
  loginNeeded: [
    401,
    'The member cloud needs a new login at the identity provider that it trusts: the gateway holds no token of this login for it.',
  ],
  forbidden: [403, 'You are not authorized to perform the requested action.'],
  signedElsewhere: [403, 'The signature is for another host and path than those that would reach the cloud.'],
  scopeNeeded: [403, 'This request needs a token that is scoped to a project.'],
  notFound: [404, 'The resource could not be found.'],
  unknownRegion: [404, 'No member cloud has this region.'],
  unknownService: [404, 'This region does not offer this service to you.'],
  notOffered: [404, 'The member cloud does not offer this resource.'],
  methodNotAllowed: [405, 'The method is not allowed for this resource.'],
  nativeBadRequest: [400, 'The member cloud rejected the request as invalid.'],
  nativeForbidden: [403, 'The member cloud does not allow this request.'],
  nativeQuota: [403, 'The member cloud rejected the request because a quota would be exceeded.'],
  nativeNotFound: [404, 'The member cloud has no such object.'],
  nativeConflict: [409, 'The member cloud rejected the request because of the current state of the object.'],
  nativeLimited: [429, 'The member cloud limits the rate of requests.'],
  clientTimeout: [408, 'The request was not received completely in time.'],
  preconditionFailed: [412, 'The object has changed since it was read. Nothing was changed.'],
  tooLarge: [413, 'Request is too large.'],
  gone: [410, 'The resource is no longer available.'],
  conflict: [409, 'The request conflicts with an earlier one.'],
  unsupportedMedia: [415, 'The content type of the request is not supported.'],
  unprocessable: [422, 'The request is well-formed, but it cannot be carried out.'],
  rateLimited: [429, 'Too many requests. Wait a moment and try again.'],
  headersTooLarge: [431, 'The request headers are too large.'],
  internal: [500, 'An unexpected error prevented the server from fulfilling your request.'],
  memberGarbage: [502, 'The member cloud sent an invalid response.'],
  memberExcess: [502, 'The member cloud answered with more than the gateway reads.'],
  memberRedirect: [502, 'The member cloud tried to redirect the request.'],
  memberHost: [502, 'The member cloud names a host that the gateway does not connect to.'],
  unfinished: [502, 'The member cloud has made the object, but not all that was asked of it was done.'],
  nativeFailed: [502, 'The member cloud failed to process the request.'],
  memberReset: [502, 'The member cloud closed the connection before the response was complete.'],
  memberUnreachable: [503, 'The member cloud cannot be reached.'],
  memberBusy: [503, 'The member cloud is not answering; requests to it are suspended for a moment.'],
  memberFull: [503, 'The member cloud has reached its limit of concurrent requests; try again in a moment.'],
  memberMaintenance: [503, 'The member cloud is in maintenance and makes nothing new.'],
  memberRefused: [503, 'The member cloud does not accept the gateway at the moment.'],
  issuerUnavailable: [503, 'The identity provider cannot be reached to check the token.'],
  stateUnavailable: [503, 'The shared state of the replicas is not available.'],
  storeUnavailable: [503, 'What the gateway keeps durably is not available at the moment.'],
  overloaded: [503, 'The gateway is overloaded; try again in a moment.'],
  memberTimeout: [504, 'The member cloud did not answer in time.'],
  outcomeUnknown: [
    504,
    'Whether the member cloud has carried out the request is not known. Send the same request with the same Idempotency-Key again: it is looked for, and not done twice.',
  ],
  loopDetected: [508, 'The request has come through this gateway before.'],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorCode = keyof typeof TABLE;

/** Every row, in the order of the table; the documentation's test reads it. */
export const ERROR_CODES = Object.keys(TABLE) as readonly ErrorCode[];

/**
 * For `unauthorized`: what the token was before it was refused, if its signature or issuer vouches for that. Code
 * depends on it (`gateway/limits`), so it is a field of its own and not a word in `detail`.
 */
export type OnceGood = 'expired' | 'revoked';

/**
 * Its holder had a good token and may know what became of it: else clients that log in again by themselves (gophercloud,
 * keystoneauth) only repeat that they are refused.
 */
const ENDED: Readonly<Record<OnceGood, string>> = {
  expired: `${REQUIRES_AUTHENTICATION} The token has expired: log in again to get a new one.`,
  revoked: `${REQUIRES_AUTHENTICATION} The token has been revoked: log in again to get a new one.`,
};

export interface ErrorExtras {
  /** For the log only. */
  readonly detail?: string;
  /** Absent: nothing was ever authenticated by the token or login, and no client learns which check failed. */
  readonly reason?: OnceGood;
  readonly cause?: unknown;
  /** Replaces the public sentence if Keystone's own answer is more specific. It never contains member data. */
  readonly message?: string;
  /** Whole seconds. Set only if the member never saw the request, or if a retry is right. */
  readonly retryAfter?: number;
  /** The member concerned: its configured slug, which is public. */
  readonly cloud?: string;
  /**
   * What the member itself said, with its addresses and ids already translated. Callers of the normalised API see it.
   */
  readonly native?: NativeError;
  /** Which parts of the request are wrong; all of them, not only the first. */
  readonly faults?: readonly (RequestFault | PlaceFault)[];
  /** Which limit refused it, where the code alone does not tell: the metric's label. */
  readonly limit?: 'user-in-flight' | 'cloud-connections';
  /** The authentication methods that are offered instead; Keystone shows them as `error.identity.methods`. */
  readonly methods?: readonly string[];
}

export interface NativeError {
  readonly status: number;
  /** Official service type. */
  readonly service: string;
  readonly message: string;
  /** The member's own request id, which its operators can look up. */
  readonly requestId?: string;
}

/** `where`: a JSON pointer into the body (`#/flavor`), else the name of a parameter or header. */
export interface RequestFault {
  readonly where: string;
  readonly reason: string;
}

/** What one of several places says. */
export interface PlaceFault {
  readonly where?: undefined;
  readonly cloud: string;
  readonly region?: string;
  readonly reason: string;
}

export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;
  readonly status: number;
  /** For the log only. */
  readonly detail: string | undefined;
  readonly reason: OnceGood | undefined;
  readonly retryAfter: number | undefined;
  readonly cloud: string | undefined;
  readonly native: NativeError | undefined;
  readonly faults: readonly (RequestFault | PlaceFault)[] | undefined;
  readonly limit: ErrorExtras['limit'];
  readonly methods: readonly string[] | undefined;

  constructor(code: ErrorCode, extras: ErrorExtras = {}) {
    const [status, sentence] = TABLE[code];
    super(
      extras.message ?? (extras.reason === undefined ? naming(sentence, extras.cloud) : ENDED[extras.reason]),
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
    this.limit = extras.limit;
    this.methods = extras.methods;
  }
}

/** Several clouds share one URL, so the sentence names the one that failed. */
const naming = (sentence: string, cloud: string | undefined): string =>
  cloud === undefined ? sentence : sentence.replace('The member cloud', `The member cloud ${cloud}`);

/** Maps any thrown value to a row of the table. Foreign errors become `internal`; their cause is kept for the log. */
export function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new GatewayError('internal', { cause: error, detail });
}

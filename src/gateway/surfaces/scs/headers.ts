// SPDX-License-Identifier: Apache-2.0
// The response headers that mean something in this API, for the document. What HTTP itself means by a header (caching,
// length, encoding) is not told again.
export interface HeaderDefinition {
  readonly description: string;
  readonly schema: Readonly<Record<string, string | number>>;
}

const text = (description: string, more: Readonly<Record<string, string>> = {}): HeaderDefinition => ({
  description,
  schema: { type: 'string', ...more },
});

export const HEADERS = {
  Age: {
    description: 'Seconds since the oldest part of the answer was read from its cloud.',
    schema: { type: 'integer', minimum: 0 },
  },
  'Content-Location': text('The object that the answer shows: `/scs/v1/{resource}/{cloud}/{id}`.', { format: 'uri' }),
  Deprecation: text('Since when the operation is deprecated, as `@` and a Unix timestamp (RFC 9745).'),
  ETag: text('The state of what is shown, for `If-None-Match`, and of one object for `If-Match`.'),
  'Idempotency-Replayed': text(
    '`true` if this is the kept answer to the same request with the same `Idempotency-Key`.',
  ),
  Link: text('Where the reference says what to use instead (`rel="deprecation"`).'),
  Location: text('The object that was created.', { format: 'uri' }),
  'Operation-Location': text('The operation that follows the change to its end.', { format: 'uri' }),
  RateLimit: text('The state of the limit that refused the request (draft-ietf-httpapi-ratelimit-headers).'),
  'RateLimit-Policy': text(
    'The limit that refused the request: its name, its number of requests, and in how many seconds.',
  ),
  'Retry-After': {
    description: 'Seconds to wait before the request is sent again. Absent where waiting does not help.',
    schema: { type: 'integer', minimum: 0 },
  },
  Sunset: text('After when the operation may be removed (RFC 8594).'),
  Traceparent: text('The trace of a request that has failed, where it has one (W3C Trace Context).'),
  Tracestate: text('What tracers have added to it (W3C Trace Context).'),
  'WWW-Authenticate': text('`Bearer`: how to authenticate (RFC 6750).'),
  'X-Cache': text('`HIT`, `MISS` or `STALE`: present if the whole answer comes from the reference cache.'),
  'X-SCS-Degraded': text('The clouds that did not answer, separated by commas: they may have such an object too.'),
  'X-SCS-Maintenance': text(
    'The clouds concerned that are in maintenance, with the announced end as `until` (RFC 9651).',
  ),
} as const satisfies Readonly<Record<string, HeaderDefinition>>;

export type HeaderName = keyof typeof HEADERS;

/** Of whatever has a token. */
export const WITH_TOKEN: readonly HeaderName[] = ['X-SCS-Maintenance'];
export const DEPRECATED: readonly HeaderName[] = ['Deprecation', 'Sunset', 'Link'];

/** Of all failures. */
export const TRACE: readonly HeaderName[] = ['Traceparent', 'Tracestate'];

/** Of failures, by status. */
export const OF_FAILURES: Readonly<Record<number, readonly HeaderName[]>> = {
  401: ['WWW-Authenticate'],
  409: ['Retry-After'],
  429: ['Retry-After', 'RateLimit', 'RateLimit-Policy'],
  502: ['Retry-After'],
  503: ['Retry-After'],
  504: ['Retry-After'],
};

export const headerReferences = (names: readonly HeaderName[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

// SPDX-License-Identifier: Apache-2.0
// Which headers cross the gateway. A denylist, since Swift and the microversions need what nobody can list.

/** RFC 9110 §7.6.1, and what belongs to this hop alone. */
export const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Ours to set, or of no business to a member. */
const NOT_FORWARDED = new Set([
  'host',
  'content-length',
  'expect',
  'accept-encoding',
  'authorization',
  'cookie',
  'forwarded',
  // Swift writes it into its log as the client's address.
  'x-cluster-client-ip',
  'x-real-ip',
  'x-auth-token',
  'x-storage-token',
  'x-service-token',
  'x-subject-token',
  'x-openstack-request-id',
]);

/** What keystonemiddleware tells services about the caller: a client that sets it would be believed. */
const IDENTITY =
  /^(?:x-(?:service-)?(?:domain|project|user|tenant)(?:-(?:id|name|domain-id|domain-name))?|x-(?:service-)?roles?|x-(?:service-)?identity-status|x-is-admin-project|x-service-catalog|openstack-system-scope|x-forwarded-.*|x-scs-.*|x-remote-.*|impersonate-.*)$/;

/**
 * The client's headers that a member may see, as a flat list. Names with an underscore are dropped: WSGI servers read
 * `X_Roles` as `X-Roles`. `value` translates ids that stand in values (Swift ACLs, copies between accounts).
 */
export function requestHeaders(raw: readonly string[], value: (name: string, text: string) => string): string[] {
  const named = connectionOptions(raw);
  const out: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    if (HOP_BY_HOP.has(name) || NOT_FORWARDED.has(name) || name.includes('_')) continue;
    // HTTP/2's pseudo header fields (RFC 9113 §8.3) stand among the others.
    if (name.startsWith(':')) continue;
    if (IDENTITY.test(name) || named?.has(name)) continue;
    const text = raw[i + 1] as string;
    out.push(name, text.length >= 32 && name.startsWith('x-') ? value(name, text) : text);
  }
  return out;
}

/** Headers that `Connection` names are hop-by-hop too, and a way to hide one from a proxy (CVE-2022-31813). */
export function connectionOptions(raw: readonly string[]): Set<string> | undefined {
  let named: Set<string> | undefined;
  for (let i = 0; i + 1 < raw.length; i += 2)
    if ((raw[i] as string).toLowerCase() === 'connection')
      for (const option of (raw[i + 1] as string).split(',')) {
        const name = option.trim().toLowerCase();
        if (name !== 'keep-alive' && name !== 'close') {
          named ??= new Set();
          named.add(name);
        }
      }
  return named;
}

/**
 * Dropped from a member's answer: this hop's own, what ties a client to the member (cookies, Alt-Svc, HSTS), its tokens
 * (Swift's old login), what a web server before the gateway would obey, and what the gateway says itself
 * (WWW-Authenticate, Date).
 */
const NOT_ANSWERED = new Set([
  ...HOP_BY_HOP,
  'alt-svc',
  'date',
  'location',
  'content-location',
  'public-key-pins',
  'server',
  'set-cookie',
  'strict-transport-security',
  'via',
  'www-authenticate',
  'x-accel-redirect',
  'x-auth-token',
  'x-sendfile',
  'x-service-token',
  'x-storage-token',
  'x-subject-token',
]);

/** Never holds a host or an id: not worth a look on every answer. */
const PLAIN = new Set([
  'accept-ranges',
  'cache-control',
  'content-length',
  'content-type',
  'etag',
  'last-modified',
  'openstack-api-version',
  'vary',
  'x-compute-request-id',
  'x-openstack-nova-api-version',
  'x-openstack-request-id',
]);

export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** A member's headers for the client, without `content-length` and the two locations, which depend on the body and the route. */
export function answerHeaders(headers: AnswerHeaders, value: (name: string, text: string) => string): string[] {
  const out: string[] = [];
  const { connection } = headers;
  const named = connection === undefined ? undefined : connectionOptions(['connection', String(connection)]);
  for (const name in headers) {
    if (NOT_ANSWERED.has(name) || name === 'content-length' || named?.has(name)) continue;
    const text = headers[name];
    if (text === undefined) continue;
    for (const one of Array.isArray(text) ? text : [text]) out.push(name, PLAIN.has(name) ? one : value(name, one));
  }
  return out;
}

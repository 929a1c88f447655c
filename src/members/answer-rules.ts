// SPDX-License-Identifier: Apache-2.0
// What a member's answer may say to a client, header by header, and what consoles may say at all: the rules as data, which
// headers.ts applies on every surface and for both versions of HTTP. docs/reaching-members.md has the same table.

/** RFC 9110 §7.6.1, and what belongs to one connection of HTTP/1.1 alone (RFC 9113 §8.2.2, RFC 7540 §3.2.1). */
export const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What a page may say to narrow its own rights in a browser. */
export const NARROWING: ReadonlySet<string> = new Set([
  'content-security-policy',
  'cross-origin-embedder-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'permissions-policy',
  'referrer-policy',
  'x-frame-options',
]);

/**
 * Which other sites' scripts may read this very answer (Fetch §3.3), on /clouds and /k8s: the member's to say, as the data
 * is, and nobody has anything there without a token that the script must have. Never `-allow-credentials`: what a browser adds
 * by itself (cookies of a proxy in front, client certificates) is no business of a member's.
 */
export const CROSS_ORIGIN: ReadonlySet<string> = new Set([
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-allow-origin',
  'access-control-expose-headers',
  'access-control-max-age',
]);

/** Dropped, beside this hop's own and the families below. */
const DROPPED: ReadonlySet<string> = new Set([
  // Ties a client to the member, or to another way to it.
  'alt-svc',
  'alt-used',
  'expect-ct',
  'set-cookie',
  'set-cookie2',
  'set-login',
  'strict-transport-security',
  // What the member thinks of who asks: the gateway says that itself.
  'authentication-control',
  'authentication-info',
  'optional-www-authenticate',
  'www-authenticate',
  // Its tokens (Swift's old login, Keystone).
  'x-auth-token',
  'x-service-token',
  'x-storage-token',
  'x-subject-token',
  // A web server or a cache before the gateway would obey.
  'edge-control',
  'surrogate-control',
  'x-reproxy-url',
  'x-sendfile',
  // The gateway says these itself.
  'date',
  'server',
  'via',
  // Orders to a browser about the whole origin, which is the gateway's and everybody's.
  ...NARROWING,
  'accept-ch',
  'accept-ch-lifetime',
  'activate-storage-access',
  'clear-site-data',
  'critical-ch',
  'feature-policy',
  'nel',
  'no-vary-search',
  'observe-browsing-topics',
  'origin-agent-cluster',
  'origin-trial',
  'p3p',
  'refresh',
  'report-to',
  'reporting-endpoints',
  'service-worker-allowed',
  'sourcemap',
  'speculation-rules',
  'supports-loading-mode',
  'timing-allow-origin',
  'use-as-dictionary',
  'x-content-type-options',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-permitted-cross-domain-policies',
  'x-sourcemap',
  'x-ua-compatible',
  'x-xss-protection',
]);

/**
 * The same, by how a name begins; `cdn-cache-control` and its relatives (RFC 9213) by how it ends. HTTP/2's pseudo fields
 * stand among the others in some libraries.
 */
const FAMILIES =
  /^(?::|access-control-|attribution-reporting-|content-security-policy|cross-origin-|document-(?:isolation-)?policy|integrity-policy|permissions-policy|proxy-|public-key-pins|require-document-policy|sec-|secure-session-|service-worker-|x-accel-|x-content-security-policy|x-lighttpd-|x-scs-|x-webkit-csp)|.-cache-control$/;

export const isDropped = (name: string): boolean => DROPPED.has(name) || FAMILIES.test(name);

/**
 * Have one value (HTTP/2 of Node.js refuses a second one, and clients differ in which they take): the first counts, as
 * with Node's own client and nginx, and the gateway acts upon the same. What is a list may come as often as it likes.
 */
export const SINGLE: ReadonlySet<string> = new Set([
  'access-control-allow-origin',
  'access-control-max-age',
  'age',
  'content-disposition',
  'content-length',
  'content-location',
  'content-md5',
  'content-range',
  'content-type',
  'date',
  'dnt',
  'etag',
  'expires',
  'from',
  'host',
  'if-modified-since',
  'if-range',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'range',
  'referer',
  'retry-after',
  'tk',
  'upgrade-insecure-requests',
  'user-agent',
]);

/** Are lists, which HTTP/2 of Node.js takes in one line only. */
export const ONE_LINE: ReadonlySet<string> = new Set([
  'authorization',
  'content-encoding',
  'content-language',
  'if-match',
  'if-none-match',
]);

/** Never hold a host or an id: not worth a look on every answer. */
export const PLAIN: ReadonlySet<string> = new Set([
  'accept-ranges',
  'cache-control',
  'content-type',
  'etag',
  'last-modified',
  'openstack-api-version',
  'vary',
  'x-compute-request-id',
  'x-openstack-nova-api-version',
  'x-openstack-request-id',
]);

/** All that passes from a console proxy: its page needs no more, and a browser obeys much else under the page's name. */
export const OF_PAGES: ReadonlySet<string> = new Set([
  'accept-ranges',
  'cache-control',
  'content-encoding',
  'content-language',
  'content-range',
  'content-type',
  'etag',
  'expires',
  'last-modified',
  'vary',
]);

/** All that a browser says to a console proxy: nothing of the gateway's, no cookies. */
export const TO_CONSOLES: ReadonlySet<string> = new Set([
  'accept',
  'accept-language',
  'if-modified-since',
  'if-none-match',
  'range',
  'sec-websocket-extensions',
  'sec-websocket-key',
  'sec-websocket-protocol',
  'sec-websocket-version',
  'user-agent',
]);

/**
 * Fields of an answer: Swift keeps up to 90 of metadata at an object, Python's http.client reads 100, HTTP/2 of Node.js
 * 128. Characters of them, after translation: HTTP/2 sends no more than 64 KiB.
 */
export const MOST_FIELDS = 120;
export const LARGEST_HEAD = 48 * 1024;

/** RFC 9110 §15: anything else means nothing to a client, and HTTP/2 cannot say it. 1xx are no answers. */
export const isStatus = (status: number): boolean => status >= 200 && status <= 599;

const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

export const isName = (name: string): boolean => TOKEN.test(name);

/** Without blanks around it, which HTTP/2 forbids (RFC 9113 §8.2.1). Undefined: HTTP has no bytes for it. */
export function fieldValue(text: string): string | undefined {
  if (!VALUE.test(text)) return undefined;
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  return to - from === text.length ? text : text.slice(from, to);
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;

/**
 * On every answer that a member wrote, and on the gateway's own: a browser takes it for what it says to be, runs nothing of
 * it, and shows it in no frame and on no other site (CSP 3 §6.3, Fetch §3.7).
 */
export const OWN_FENCE: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
};

/** The same as a flat list, made once for all answers. */
export const FENCED: readonly string[] = Object.entries(OWN_FENCE).flat();

/** What anybody may read may also be shown on any page: an image of a public container, or by its temporary URL. */
export const FENCED_FOR_ALL: readonly string[] = Object.entries({
  ...OWN_FENCE,
  'cross-origin-resource-policy': 'cross-origin',
}).flat();

/** For a program behind an apiserver's proxy, whose pages a browser sees through `kubectl proxy` alone. */
export const UNSNIFFED = ['x-content-type-options', 'nosniff'] as const;

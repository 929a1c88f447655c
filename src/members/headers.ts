// SPDX-License-Identifier: Apache-2.0
// Which headers cross the gateway: one policy each way, for every surface and kind of cloud. A denylist, since Swift, the
// microversions and what stands behind an apiserver's proxy need what nobody can list (docs/reaching-members.md).
import { GatewayError } from '../model/errors.ts';

/** RFC 9110 §7.6.1, and what belongs to this hop alone. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
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

/** The gateway's to set, or of no business to a member. */
const NOT_FORWARDED: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  'host',
  'content-length',
  'expect',
  'authorization',
  'cookie',
  'forwarded',
  'via',
  // Swift writes it into its log as the client's address.
  'x-cluster-client-ip',
  'x-real-ip',
  'x-auth-token',
  'x-storage-token',
  'x-service-token',
  'x-subject-token',
  'x-openstack-request-id',
]);

/**
 * What tells a member who calls; a client that sets it would be believed. keystonemiddleware's words to a service,
 * front proxies' X-Remote-* and an impersonator's Impersonate-* to an apiserver, and the gateway's own. With them
 * HTTP/2's pseudo header fields (RFC 9113 §8.3), which stand among the others.
 */
const IDENTITY =
  /^(?::|x-(?:service-)?(?:domain|project|user|tenant)(?:-(?:id|name|domain-id|domain-name))?$|x-(?:service-)?roles?$|x-(?:service-)?identity-status$|x-is-admin-project$|x-service-catalog$|openstack-system-scope$|x-forwarded-|x-scs-|x-remote-|impersonate-)/;
/** If one of these were left, a client would act as whom it likes. */
const NEVER = /^(?:impersonate-|x-remote-)|^authorization$/;

/**
 * The client's headers that a member may see, as a flat list with lower-case names. Names with an underscore are
 * dropped: WSGI servers read `X_Roles` as `X-Roles`. `value` translates what stands in values (Swift ACLs, copies
 * between accounts); where it is absent bodies are opaque too, and the client's Accept-Encoding goes on.
 */
export function requestHeaders(raw: readonly string[], value?: (name: string, text: string) => string): string[] {
  const named = connectionOptions(raw);
  const out: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    if (NOT_FORWARDED.has(name) || name.includes('_') || IDENTITY.test(name) || named?.has(name)) continue;
    const text = raw[i + 1] as string;
    if (value === undefined) out.push(name, text);
    else if (name !== 'accept-encoding')
      out.push(name, text.length >= 32 && name.startsWith('x-') ? value(name, text) : text);
  }
  return out;
}

/** For an apiserver behind the gateway's own account: `internal` where an identity header of the client survived. */
export function refuseIdentity(headers: readonly string[]): void {
  for (let i = 0; i < headers.length; i += 2)
    if (NEVER.test((headers[i] as string).trim().toLowerCase()))
      throw new GatewayError('internal', { detail: `an identity header of the client survived: ${headers[i]}` });
}

/** Headers that `Connection` names are hop-by-hop too, and a way to hide one from a proxy (CVE-2022-31813). */
function connectionOptions(raw: readonly string[]): Set<string> | undefined {
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
 * Dropped from a member's answer, beside this hop's own: what ties a client to the member (cookies, Alt-Svc, HSTS), its
 * tokens (Swift's old login), what a web server before the gateway would obey, and what the gateway says itself
 * (WWW-Authenticate, Date).
 */
const TIES: ReadonlySet<string> = new Set([
  'alt-svc',
  'date',
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
/** The length depends on the body, the two locations on the route: whoever makes the answer adds them. */
const NOT_ANSWERED: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  ...TIES,
  'content-length',
  'location',
  'content-location',
]);

/** Never holds a host or an id: not worth a look on every answer. */
const PLAIN: ReadonlySet<string> = new Set([
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

/** Names are lower case; a header that came several times is a list. */
export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** A member's headers for the client, as a flat list, without Content-Length, Location and Content-Location. */
export function answerHeaders(headers: AnswerHeaders, value: (name: string, text: string) => string): string[] {
  const out: string[] = [];
  const { connection } = headers;
  const named = connection === undefined ? undefined : connectionOptions(['connection', String(connection)]);
  for (const name in headers) {
    if (NOT_ANSWERED.has(name) || named?.has(name)) continue;
    const text = headers[name];
    if (text === undefined) continue;
    for (const one of Array.isArray(text) ? text : [text]) out.push(name, PLAIN.has(name) ? one : value(name, one));
  }
  return out;
}

/** A console's page and its files need no more, and a browser obeys much else under the name that the page is shown at. */
const PAGE: ReadonlySet<string> = new Set([
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

/** A console proxy's headers for a browser, as a flat list, each once. */
export function pageHeaders(headers: AnswerHeaders): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    value !== undefined && PAGE.has(name) ? [name, [value].flat().join(', ')] : [],
  );
}

/** What a browser says to a console proxy: nothing of the gateway's, no cookies. The WebSocket's own are of its handshake. */
const TO_CONSOLE =
  /^(?:accept|accept-language|if-modified-since|if-none-match|range|user-agent|sec-websocket-(?:extensions|key|protocol|version))$/;

/** For a console proxy; a flat list with lower-case names. */
export const consoleRequestHeaders = (raw: readonly string[]): string[] => chosen(raw, TO_CONSOLE);

const SWITCHING = /^(?:connection|upgrade|sec-websocket-(?:accept|extensions|protocol))$/;

/** Of a console proxy's 101. Browsers obey cookies and HSTS there too (RFC 6455 §4.1, fetch). */
export const webSocketHeaders = (raw: readonly string[]): string[] => chosen(raw, SWITCHING);

function chosen(raw: readonly string[], names: RegExp): string[] {
  const out: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    if (names.test(name)) out.push(name, raw[i + 1] as string);
  }
  return out;
}

/** Of a 101, whose Connection and Upgrade are the point; a flat list in, a flat list out, names as they came. */
export function switchingHeaders(raw: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2)
    if (!TIES.has((raw[i] as string).toLowerCase())) out.push(raw[i] as string, raw[i + 1] as string);
  return out;
}

/** One value for each name: what came several times is a list with commas (RFC 9110 §5.3). */
export function joined(headers: AnswerHeaders | readonly string[]): Record<string, string> {
  const out: Record<string, string> = {};
  const add = (name: string, value: string): void => {
    out[name] = Object.hasOwn(out, name) ? `${out[name]}, ${value}` : value;
  };
  if (Array.isArray(headers))
    for (let i = 0; i + 1 < headers.length; i += 2) add(headers[i] as string, headers[i + 1] as string);
  else
    for (const [name, value] of Object.entries(headers))
      for (const one of value === undefined ? [] : [value].flat()) add(name, one);
  return out;
}

// SPDX-License-Identifier: Apache-2.0
// Which headers cross the gateway: one policy each way, for every surface and kind of cloud. A denylist, since Swift, the
// microversions and what stands behind an apiserver's proxy need what nobody can list (docs/reaching-members.md).
import { GatewayError } from '../model/errors.ts';
import {
  fieldValue,
  HOP_BY_HOP,
  isDropped,
  isName,
  LARGEST_HEAD,
  MOST_FIELDS,
  OF_PAGES,
  ONE_LINE,
  PLAIN,
  SINGLE,
  TO_CONSOLES,
} from './answer-rules.ts';

const MOST_REMEMBERED = 500;
const LONGEST_REMEMBERED = 64;

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
  // An apiserver writes it into its audit log as it comes: two requests could have one id there.
  'audit-id',
  // Read, and sent anew: guarded.ts.
  'traceparent',
  'tracestate',
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

/** Swift's, of COPY: the one header without `X-` that names an id. */
const TO_ACCOUNT = 'destination-account';
const isForwarded = remembered((name) => !NOT_FORWARDED.has(name) && !name.includes('_') && !IDENTITY.test(name));

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
    if (!isForwarded(name) || named?.has(name)) continue;
    const text = raw[i + 1] as string;
    if (value === undefined) out.push(name, text);
    else if (name !== 'accept-encoding')
      out.push(name, text.length >= 32 && (name.startsWith('x-') || name === TO_ACCOUNT) ? value(name, text) : text);
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

/** For adapters, which page through lists. */
export const FOR_ADAPTERS: ReadonlySet<string> = new Set(['link']);
/** The length depends on the body, locations and links on the route: whoever makes the answer adds them. */
const ADDED_LATER: ReadonlySet<string> = new Set(['content-length', 'content-location', 'link', 'location']);

/** Names are lower case; a header that came several times is a list. */
export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

const NONE: ReadonlySet<string> = new Set();

/**
 * A member's headers for the client, as a flat list fit for both versions of HTTP, without Content-Length, Location,
 * Content-Location and Link; `kept` names what passes all the same. Fails with `memberGarbage` where a header cannot be said, or where there are too many.
 */
export function answerHeaders(
  headers: AnswerHeaders,
  value: (name: string, text: string) => string,
  kept: ReadonlySet<string> = NONE,
): string[] {
  const out: string[] = [];
  const { connection } = headers;
  const named = connection === undefined ? undefined : connectionOptions(['connection', String(connection)]);
  let size = 0;
  for (const name in headers) {
    const given = headers[name];
    if (given === undefined || named?.has(name)) continue;
    const plain = PLAIN.has(name);
    if (!plain && !passes(name) && !kept.has(name)) continue;
    for (const one of linesOf(name, given)) {
      const text = fieldValue(plain ? one : value(name, one));
      if (text === undefined) throw unfit(`the header ${name.slice(0, 100)} has bytes that no header may have`);
      size += name.length + text.length;
      out.push(name, text);
    }
  }
  if (out.length > 2 * MOST_FIELDS || size > LARGEST_HEAD)
    throw unfit(`a head of ${out.length / 2} fields with ${size} characters`);
  return out;
}

/** undici's: names and values in turns, as they came; none of what is shown once more. */
export type RawNames = object | null | undefined;

/** Whose end is a key of the user's: clients that keep its case (openstacksdk, requests) have to see the store's. */
const METADATA = /^x-(?:account|container|object)-meta-/;

/** Writes the names of Swift's metadata in `headers`, a flat list, as the member wrote them. HTTP/2 has small letters only. */
export function spellMetadata(headers: string[], raw: RawNames): void {
  if (!Array.isArray(raw)) return;
  let written: Map<string, string> | undefined;
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string;
    if (!METADATA.test(name)) continue;
    written ??= namesOf(raw);
    headers[i] = written.get(name) ?? name;
  }
}

function namesOf(raw: readonly unknown[]): Map<string, string> {
  const names = new Map<string, string>();
  for (let i = 0; i < raw.length; i += 2) {
    const name = String(raw[i]);
    names.set(name.toLowerCase(), name);
  }
  return names;
}

const passes = remembered(
  (name) => !ADDED_LATER.has(name) && !HOP_BY_HOP.has(name) && !isDropped(name) && isName(name),
);

/** Names come again and again, and a rule of many words costs more than to look one up. */
function remembered(rule: (name: string) => boolean): (name: string) => boolean {
  const said = new Map<string, boolean>();
  return (name) => {
    const known = said.get(name);
    if (known !== undefined) return known;
    const verdict = rule(name);
    // Peers may make up as many as they like.
    if (said.size < MOST_REMEMBERED && name.length <= LONGEST_REMEMBERED) said.set(name, verdict);
    return verdict;
  };
}

/** As often as a client of either version of HTTP takes it. */
function linesOf(name: string, given: string | string[]): readonly string[] {
  if (typeof given === 'string') return [given];
  if (SINGLE.has(name)) return given.slice(0, 1);
  return ONE_LINE.has(name) ? [given.join(', ')] : given;
}

/** Of a header that has one value: the first one, which is also what passes. */
export function firstOf(headers: AnswerHeaders, name: string): string | undefined {
  const given = headers[name];
  return typeof given === 'string' ? given : given?.[0];
}

const unfit = (detail: string): GatewayError => new GatewayError('memberGarbage', { detail });

/** A console proxy's headers for a browser; a flat list, as above. */
export const pageHeaders = (headers: AnswerHeaders): string[] =>
  answerHeaders(Object.fromEntries(Object.entries(headers).filter(([name]) => OF_PAGES.has(name))), (_, text) => text);

/** For a console proxy; a flat list with lower-case names. */
export function consoleRequestHeaders(raw: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    if (TO_CONSOLES.has(name)) out.push(name, raw[i + 1] as string);
  }
  return out;
}

/**
 * Of a 101, whose Connection and Upgrade are the point; a flat list in, a flat list out, names as they came. It has no
 * body, so nothing may say how long one is (RFC 9110 §15.2, RFC 9112 §6.1).
 */
export function switchingHeaders(raw: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i + 1 < raw.length && out.length < 2 * MOST_FIELDS; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    const text = fieldValue(raw[i + 1] as string);
    const kept = name === 'connection' || name === 'upgrade' || name.startsWith('sec-websocket-') || passes(name);
    if (kept && text !== undefined) out.push(raw[i] as string, text);
  }
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

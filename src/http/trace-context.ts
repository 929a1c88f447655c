// SPDX-License-Identifier: Apache-2.0
// W3C Trace Context (https://www.w3.org/TR/trace-context/): read so that nothing of it can harm a request or reach a member
// unread. A broken `traceparent` makes both headers void (§3.2.2.2, §4.3); a broken `tracestate` only itself.
import type { TraceContext } from '../model/tracing.ts';

type Field = string | readonly string[] | undefined;

const PARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
/** Of flags that are not known yet none is passed on: the version that is sent is 00 (§3.2.2.5.2). */
const KNOWN_FLAGS = 0b11;

/** Node joins what came twice by a comma, and so does nothing that is one (§4.3: two of them are none). */
export function readTraceContext(parent: Field, state: Field): TraceContext | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] = PARENT.exec(asText(parent) ?? '') ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  const known = (Number.parseInt(flags, 16) & KNOWN_FLAGS).toString(16).padStart(2, '0');
  const list = readTraceState(asText(state));
  return { traceId, spanId, flags: known, ...(list === undefined ? {} : { state: list }) };
}

const asText = (field: Field): string | undefined => (typeof field === 'object' ? field.join(',') : field);

/** §3.3.1.3.1: a key is one word, or a tenant at a system. */
const KEY = /^(?:[a-z][a-z0-9_\-*/]{0,255}|[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13})$/;
/** §3.3.1.3.2, and it does not end with a space: those have been cut off. */
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{1,256}$/;
/** §3.3.1.1. */
const MOST_MEMBERS = 32;
/** §3.3.1.5: as much must be passed on, and no more is. */
const LONGEST = 512;
/** The first to go. */
const LARGE = 128;

/** One that is too long loses its large members, then its last ones. Undefined: there is none, or it is broken. */
function readTraceState(text: string | undefined): string | undefined {
  const members = (text ?? '').split(',').flatMap((one) => one.replace(/^[ \t]+|[ \t]+$/g, '') || []);
  if (members.length > MOST_MEMBERS || !members.every(isMember)) return undefined;
  if (new Set(members.map(keyOf)).size < members.length) return undefined;
  const length = (): number => members.reduce((sum, one) => sum + one.length, members.length - 1);
  for (let at = members.length - 1; at >= 0 && length() > LONGEST; at--)
    if ((members[at] as string).length > LARGE) members.splice(at, 1);
  while (length() > LONGEST) members.pop();
  return members.length === 0 ? undefined : members.join(',');
}

const keyOf = (member: string): string => member.slice(0, member.indexOf('='));
const isMember = (member: string): boolean => {
  const key = keyOf(member);
  return KEY.test(key) && VALUE.test(member.slice(key.length + 1));
};

/** As a flat list, as headers go to members. */
export function traceFields(context: TraceContext | undefined): string[] {
  if (context === undefined) return [];
  const { traceId, spanId, flags, state } = context;
  const parent = ['traceparent', `00-${traceId}-${spanId}-${flags}`];
  return state === undefined ? parent : [...parent, 'tracestate', state];
}

/** As an object, as headers go to clients. */
export const traceHeaders = (context: TraceContext | undefined): Record<string, string> => {
  const [, parent, , state] = traceFields(context);
  return { ...(parent !== undefined && { traceparent: parent }), ...(state !== undefined && { tracestate: state }) };
};

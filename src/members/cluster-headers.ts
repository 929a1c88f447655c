// SPDX-License-Identifier: Apache-2.0
// Which headers reach an apiserver. Whoever sends Impersonate-* or X-Remote-* with the gateway's own account behind it
// would be believed: every one of a client's is dropped, whatever its letter case, and a survivor stops the request.
import { GatewayError } from '../model/errors.ts';
import { connectionOptions, HOP_BY_HOP } from './headers.ts';

export type Field = readonly [name: string, value: string];

const DROPPED = new Set([
  'authorization',
  'content-length',
  'cookie',
  'expect',
  'forwarded',
  'host',
  'via',
  'x-auth-token',
  'x-real-ip',
  'x-subject-token',
]);
/** Identity as front proxies tell it (X-Remote-*), as impersonators do, and what is the gateway's own. */
const IDENTITY = /^(?:impersonate-|x-remote-|x-forwarded-|x-scs-|:)/;
const NEVER = /^(?:impersonate-|x-remote-)|^authorization$/;

/** Flat list with lower-case names: the client's harmless fields, then ours. Fails closed. */
export function clusterHeaders(raw: readonly string[], ours: readonly Field[], extra: readonly Field[] = []): string[] {
  const named = connectionOptions(raw);
  const out: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    if (HOP_BY_HOP.has(name) || DROPPED.has(name) || IDENTITY.test(name) || name.includes('_') || named?.has(name))
      continue;
    out.push(name, raw[i + 1] as string);
  }
  for (let i = 0; i < out.length; i += 2)
    if (NEVER.test((out[i] as string).trim()))
      throw new GatewayError('internal', { detail: `an identity header of the client survived: ${out[i]}` });
  for (const [name, value] of [...ours, ...extra]) out.push(name, value);
  return out;
}

/** For a call of the gateway's own: a repeated name becomes a list, which goes out on several lines. */
export function asRecord(fields: readonly Field[]): Record<string, string | string[]> {
  const record: Record<string, string | string[]> = {};
  for (const [name, value] of fields) {
    const known = record[name];
    record[name] = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
  }
  return record;
}

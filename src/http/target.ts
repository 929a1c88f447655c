// SPDX-License-Identifier: Apache-2.0
// The request target of the data plane, taken apart on the raw bytes: what is forwarded is what was sent, so whatever
// could mean one thing here and another at the member is refused instead of normalised.
import { GatewayError } from '../model/errors.ts';

export interface Target {
  readonly region: string;
  readonly service: string;
  /** From the slash after the service on, percent-encoded as it came; empty where there is none. */
  readonly rest: string;
  /** Without `?`; undefined where there is none. */
  readonly query: string | undefined;
}

/** Dot segments in any spelling, NUL, backslash, control characters, fragments. */
const UNSAFE = /[\0-\x20\x7f\\#]|%00|%0[ad]|%5c|(?:^|\/|%2f)(?:\.|%2e){1,2}(?=$|\/|%2f|;|%3b)/i;
const BAD_ESCAPE = /%(?![0-9a-f]{2})/i;

/** `url` is origin-form (RFC 9112 §3.2.1); absolute-form and userinfo never start with a slash and are refused. */
export function checkTarget(
  url: string,
  prefix: string,
): { readonly path: string; readonly query: string | undefined } {
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  const query = mark === -1 ? undefined : url.slice(mark + 1);
  if (!path.startsWith(prefix) || UNSAFE.test(path) || BAD_ESCAPE.test(path)) throw new GatewayError('badTarget');
  if (query !== undefined && /[\0-\x20\x7f#]/.test(query)) throw new GatewayError('badTarget');
  return { path, query };
}

export function parseTarget(url: string, prefix: string): Target {
  const { path, query } = checkTarget(url, prefix);
  const afterRegion = path.indexOf('/', prefix.length);
  if (afterRegion === -1) return { region: path.slice(prefix.length), service: '', rest: '', query };
  const afterService = path.indexOf('/', afterRegion + 1);
  return {
    region: path.slice(prefix.length, afterRegion),
    service: path.slice(afterRegion + 1, afterService === -1 ? path.length : afterService),
    rest: afterService === -1 ? '' : path.slice(afterService),
    query,
  };
}

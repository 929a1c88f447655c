// SPDX-License-Identifier: Apache-2.0
// The request target of the data plane, taken apart on the raw bytes: what is forwarded is what was sent, so whatever
// could mean one thing here and another at the member is refused instead of normalised.
import { GatewayError } from '../model/errors.ts';
import { isOdd, refusePath } from '../model/path-rule.ts';

export interface Target {
  readonly region: string;
  readonly service: string;
  /** From the slash after the service on, percent-encoded as it came; empty where there is none. */
  readonly rest: string;
  /** Without `?`; undefined where there is none. */
  readonly query: string | undefined;
  /** `rest` has what not every service may be sent. */
  readonly odd: boolean;
}

interface Parts {
  readonly path: string;
  readonly query: string | undefined;
}

/** `url` is origin-form (RFC 9112 §3.2.1); absolute-form and userinfo never start with a slash and are refused. */
export function splitTarget(url: string, prefix: string): Parts {
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  const query = mark === -1 ? undefined : url.slice(mark + 1);
  if (!path.startsWith(prefix)) throw new GatewayError('badTarget');
  if (query !== undefined && /[\0-\x20\x7f#]/.test(query)) throw new GatewayError('badTarget');
  return { path, query };
}

/** Of a path that has nothing but plain segments. */
export function checkTarget(url: string, prefix: string): Parts {
  const parts = splitTarget(url, prefix);
  if (isOdd(parts.path)) throw new GatewayError('badTarget');
  return parts;
}

/** What leads to the service is plain; whether the rest may be as it is, its service decides. */
export function parseTarget(url: string, prefix: string): Target {
  const { path, query } = splitTarget(url, prefix);
  const afterRegion = path.indexOf('/', prefix.length);
  const afterService = afterRegion === -1 ? -1 : path.indexOf('/', afterRegion + 1);
  const odd = isOdd(path);
  if (odd) refusePath(afterService === -1 ? path : path.slice(0, afterService), 'plain');
  if (afterRegion === -1) return { region: path.slice(prefix.length), service: '', rest: '', query, odd };
  return {
    region: path.slice(prefix.length, afterRegion),
    service: path.slice(afterRegion + 1, afterService === -1 ? path.length : afterService),
    rest: afterService === -1 ? '' : path.slice(afterService),
    query,
    odd,
  };
}

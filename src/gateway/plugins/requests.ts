// SPDX-License-Identifier: Apache-2.0
// What no surface has to look at, whoever sends it: requests that name two hosts, and more fields or parameters than any
// client sends. Refused before anything of them is taken apart, in the dialect of the path that was asked.
import type { IncomingMessage } from 'node:http';
import { parse } from 'node:querystring';
import type { FastifyRequest } from 'fastify';
import { GatewayError } from '../../model/errors.ts';
import type { ConnectionLimits } from '../../model/limits.ts';
import { CLOUDS, K8S } from '../../model/public-paths.ts';
import type { Check } from '../check.ts';
import '../request.ts';

type Limits = Pick<ConnectionLimits, 'headers' | 'parameters'>;
type Query = Record<string, string | string[]>;

export const refuseMalformed =
  ({ limits }: { readonly limits: () => Limits }): Check =>
  (request) => {
    refuse(request, limits());
    request.query = queryOf(request.raw.url ?? '');
  };

/** Nothing: the router would read the query of every request, also of those that are refused or only forwarded. */
export const parseQuery = (): Query => ({});

/** Of names and values together: what a member of the federation would take at most, and more than any client sends. */
const LARGEST_FIELDS = 32 * 1024;
/** Of what the gateway answers itself. What is forwarded may be as long as a head: a command in the URL of an exec. */
const LONGEST_TARGET = 16 * 1024;

function refuse(request: FastifyRequest, { headers, parameters }: Limits): void {
  const { raw } = request;
  const { rawHeaders, url = '' } = raw;
  if (rawHeaders.length > 2 * headers) {
    request.limit = { policy: 'headers' };
    throw new GatewayError('headersTooLarge', { message: `The request has more than ${headers} header fields.` });
  }
  if (url.length > LONGEST_TARGET && !isForwarded(url)) throw tooLarge(request);
  const { hosts, size } = look(rawHeaders);
  if (size > LARGEST_FIELDS) throw tooLarge(request);
  if (!namesOneHost(raw, hosts))
    throw new GatewayError('badRequest', { message: 'The request names more than one host.' });
  if (isForwarded(url) || countParameters(url, parameters) <= parameters) return;
  request.limit = { policy: 'parameters' };
  throw new GatewayError('badRequest', { message: `The query has more than ${parameters} parameters.` });
}

function tooLarge(request: FastifyRequest): GatewayError {
  request.limit = { policy: 'headers' };
  return new GatewayError('headersTooLarge');
}

/** Members judge what is theirs. */
const isForwarded = (url: string): boolean => url.startsWith(CLOUDS) || url.startsWith(K8S);

/** Counts no further than one more than `most`. */
function countParameters(url: string, most: number): number {
  const mark = url.indexOf('?');
  if (mark === -1) return 0;
  let count = 1;
  for (let at = url.indexOf('&', mark); at !== -1 && count <= most; at = url.indexOf('&', at + 1)) count += 1;
  return count;
}

/** As the router's own parser: a name that comes again makes a list, and no name reaches a prototype. */
function queryOf(url: string): Query {
  const mark = url.indexOf('?');
  if (mark === -1 || isForwarded(url)) return {};
  // Their number has been judged.
  return parse(url.slice(mark + 1), '&', '=', { maxKeys: 0 }) as Query;
}

/**
 * Two lines `Host` (RFC 9112 §3.2), or `Host` beside another `:authority` (RFC 9113 §8.3.1): what a proxy in front has judged
 * and what the gateway obeys could be two things.
 */
function namesOneHost({ headers, url = '' }: IncomingMessage, hosts: number): boolean {
  if (hosts > 1) return false;
  const { host } = headers;
  const authority = headers[':authority'] ?? authorityOf(url);
  return hosts === 0 || authority === undefined || bare(String(authority)) === bare(host ?? '');
}

const COLON = 58;

function look(rawHeaders: readonly string[]): { readonly hosts: number; readonly size: number } {
  let hosts = 0;
  let size = 0;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    // HTTP/2 has the target among them.
    if (name.charCodeAt(0) !== COLON) size += name.length + (rawHeaders[i + 1] as string).length;
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return { hosts, size };
}

/** Of an absolute-form target (RFC 9112 §3.2.2). */
const authorityOf = (url: string): string | undefined =>
  url.startsWith('/') ? undefined : /^https?:\/\/([^/?#]*)/i.exec(url)?.[1];

const bare = (host: string): string => host.toLowerCase().replace(/:(?:80|443)$/, '');

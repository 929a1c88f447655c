// SPDX-License-Identifier: Apache-2.0
// The little web framework under the stand-ins: routes, answers, refusals, paging. Each service is a list of routes;
// `cloud.ts` gives it a port or a path.
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Token } from './tokens.ts';

export type ServiceType =
  | 'identity'
  | 'compute'
  | 'image'
  | 'network'
  | 'block-storage'
  | 'placement'
  | 'object-store'
  | 'console';

export interface Call {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly method: string;
  /** The path below the service's own root. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** What the route's `:names` matched, in order. */
  readonly params: readonly string[];
  /** `http://<the request's Host><the service's root>`: what Nova, Neutron and Cinder build their URLs from. */
  readonly base: string;
  /** The caller's token. Behind a route marked open it is empty. */
  readonly token: Token;
  json(): Promise<unknown>;
}

export type Headers = Record<string, string | string[]>;

export interface Answer {
  readonly status: number;
  /** A stream or text goes as it is, everything else as JSON; `undefined` is an empty body. */
  readonly body?: unknown;
  readonly headers?: Headers;
}

export type Handler = (call: Call) => Answer | Promise<Answer>;

export interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handler: Handler;
  /** Answered without a token, as version documents are. */
  readonly open: boolean;
}

export interface Service {
  readonly type: ServiceType;
  readonly routes: readonly Route[];
  readonly unauthorized: (call: Call) => Answer;
  readonly notFound: (call: Call) => Answer;
  /** On every answer: request ids, microversions. May refuse the request. */
  readonly headers?: (call: Call) => Headers;
  /** Every answer's last form, which depends on what is accepted. */
  readonly render?: (call: Call, answer: Answer) => Answer;
}

/** Thrown by a handler to end with this answer. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly answer: Answer;
  constructor(status: number, body?: unknown, headers: Headers = {}) {
    super(`refused with ${status}`);
    this.answer = { status, body, headers };
  }
}

export const answer = (status: number, body?: unknown, headers: Headers = {}): Answer => ({ status, body, headers });

/** `route('GET', '/v3/users/:id', …)`. A trailing slash makes no difference, as with the real ones. */
export function route(method: string, path: string, handler: Handler, open = false): Route {
  const source = path.replace(/:\w+/g, '([^/]+)').replace(/\*$/, '(.+)');
  return { method, pattern: new RegExp(`^${source}/?$`), handler, open };
}

/** oslo.middleware's `healthcheck`, as the services that have it in their pipeline answer a balancer. */
export const HEALTH = route(
  'GET',
  '/healthcheck',
  () => answer(200, 'OK', { 'Content-Type': 'text/plain; charset=UTF-8' }),
  true,
);

export function match(service: Service, method: string, path: string): { route: Route; params: string[] } | undefined {
  const wanted = method === 'HEAD' ? ['HEAD', 'GET'] : [method];
  for (const candidate of service.routes) {
    const found = wanted.includes(candidate.method) ? candidate.pattern.exec(path) : null;
    if (found) return { route: candidate, params: found.slice(1).map((part) => safeDecode(part)) };
  }
  return undefined;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function send(res: ServerResponse, { status, body, headers = {} }: Answer, head: boolean): void {
  if (body instanceof Readable) {
    res.writeHead(status, headers);
    if (head) body.destroy();
    if (head) res.end();
    else body.on('error', () => res.destroy()).pipe(res);
    return;
  }
  const bytes = Buffer.from(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
  const type = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const length: Headers = status === 204 ? {} : { 'Content-Length': String(bytes.length) };
  res.writeHead(status, { ...type, ...length, ...headers });
  res.end(head ? undefined : bytes);
}

export const requestId = (): string => `req-${randomUUID()}`;
export const hex32 = (): string => randomBytes(16).toString('hex');

/** `2026-11-23T13:28:03Z`, and with microseconds `2026-11-23T13:28:03.000000`. */
export const isoSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
export const isoMicros = (ms: number): string => `${new Date(ms).toISOString().slice(0, -1)}000`;

/** The value at a path inside parsed JSON, or undefined. */
export function dig(value: unknown, ...path: string[]): unknown {
  let here = value;
  for (const key of path) here = typeof here === 'object' && here !== null ? Reflect.get(here, key) : undefined;
  return here;
}

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const object = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

export interface Page<T> {
  readonly rows: readonly T[];
  /** The query of the next page. As in OpenStack, a full page has one even if nothing follows. */
  readonly next: string | undefined;
}

export function paginate<T extends { readonly id: string }>(
  all: readonly T[],
  query: URLSearchParams,
  fallback = 1000,
): Page<T> {
  const limit = Number(query.get('limit') ?? fallback);
  const marker = query.get('marker');
  const start = marker === null ? 0 : all.findIndex(({ id }) => id === marker) + 1;
  if (!Number.isInteger(limit) || limit < 0 || (marker !== null && start === 0)) {
    throw new Refusal(400, { badRequest: { code: 400, message: `marker [${marker}] not found` } });
  }
  const rows = all.slice(start, start + limit);
  const last = rows.at(-1);
  if (!last || rows.length < limit) return { rows, next: undefined };
  const following = new URLSearchParams(query);
  following.set('limit', String(limit));
  following.set('marker', last.id);
  return { rows, next: following.toString() };
}

/** Keeps the rows whose fields equal the query's, as Neutron, Glance and Cinder filter. */
export function filter<T extends object>(rows: readonly T[], query: URLSearchParams, ignored: readonly string[]): T[] {
  const wanted = [...new Set(query.keys())].filter((key) => !ignored.includes(key));
  return rows.filter((row) =>
    wanted.every((key) => {
      const value: unknown = Reflect.get(row, key);
      return query.getAll(key).some((v) => String(value ?? '').toLowerCase() === v.toLowerCase());
    }),
  );
}

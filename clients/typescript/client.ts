// SPDX-License-Identifier: Apache-2.0
// The client: a method for each operation, on top of openapi-fetch, which forms the requests.
import createClient, { type Client, type Middleware } from 'openapi-fetch';
import type { CallOptions, FollowOptions, Methods, OperationId } from './calls.ts';
import { ApiError } from './errors.ts';
import { follow } from './events.ts';
import { itemsOf, linesOf, type Page, pagesOf, wholeOf } from './lists.ts';
import { OPERATIONS } from './operations.ts';
import type { paths } from './scs-api.ts';
import { type Sending, send } from './send.ts';

export interface ScsClientConfig extends Sending {
  /** The gateway, `https://gateway.example.org`. */
  readonly serverUrl: string;
  /** A token of the gateway or of an identity provider, or what gives one; asked before each attempt of a request. */
  readonly auth?: NonNullable<Sending['auth']>;
  /** Headers of every request. */
  readonly headers?: NonNullable<Sending['headers']>;
  /** Instead of the global `fetch`. */
  readonly fetch?: NonNullable<Sending['fetch']>;
  /** Milliseconds for each attempt of a request, the body of its answer included. Not for streams. */
  readonly timeout?: number;
  /** What is sent again, and when. Nothing where absent. */
  readonly retry?: NonNullable<Sending['retry']>;
  /** Whether every POST and PATCH gets an `Idempotency-Key`. */
  readonly idempotencyKey?: boolean;
  /** Of openapi-fetch: sees each call once, before and after. */
  readonly middleware?: readonly Middleware[];
}

export interface ScsClientCore {
  /** The client of openapi-fetch below: `http.GET('/scs/v1/me')` gives `data` or `error`, and does not throw. */
  readonly http: Client<paths>;
}

export type ScsClient = Methods & ScsClientCore;

interface Input {
  readonly path?: Record<string, unknown>;
  readonly query?: Record<string, unknown>;
  readonly headers?: Record<string, unknown>;
  readonly body?: unknown;
}

/** The client below knows the type of each path; here it is one of them. */
type AnyRequest = (method: string, path: string, init: object) => Promise<{ error?: unknown; response: Response }>;

/** One for each gateway and user. */
export function createScsClient(config: ScsClientConfig): ScsClient {
  const http = createClient<paths>({ baseUrl: config.serverUrl, fetch: (request) => send(request, config) });
  http.use(...(config.middleware ?? []));

  /** The answer, unread; what is not 2xx is thrown. */
  async function ask(id: OperationId, input: Input, options: CallOptions, accept: string): Promise<Response> {
    const [method, path] = OPERATIONS[id];
    const { timeout, retry, idempotencyKey = config.idempotencyKey, envelope: _, headers: own, ...init } = options;
    const headers = new Headers(own);
    if (!headers.has('accept')) headers.set('accept', accept);
    const key = keyOf(method, idempotencyKey);
    const how: Sending = {
      ...config,
      ...(timeout === undefined ? {} : { timeout }),
      retry: { ...config.retry, ...retry },
    };
    let cause: unknown;
    const { response, error } = await (http.request as AnyRequest)(method, path, {
      ...init,
      params: { path: input.path, query: input.query, header: { 'Idempotency-Key': key, ...input.headers } },
      headers,
      body: input.body,
      // Nothing is read here but what failed.
      parseAs: 'stream',
      fetch: (request: Request) =>
        send(request, how, (failure) => {
          cause = failure;
        }),
    });
    if (!response.ok) throw new ApiError(response, error, cause);
    return response;
  }

  async function call(id: OperationId, input: Input = {}, options: CallOptions = {}): Promise<unknown> {
    const response = await ask(id, input, options, 'application/json, */*;q=0.5');
    const data = await contentOf(response);
    return options.envelope === true ? { data, response } : data;
  }

  function listMethods(id: OperationId) {
    const pages = (input: Input = {}, options: CallOptions = {}) =>
      pagesOf((cursor) => {
        const query = cursor === undefined ? input.query : { ...input.query, cursor };
        return call(
          id,
          { ...input, ...(query === undefined ? {} : { query }) },
          { ...options, envelope: false },
        ) as Promise<Page<unknown>>;
      });
    return {
      pages,
      items: (input?: Input, options?: CallOptions) => itemsOf(pages(input, options)),
      all: (input?: Input, options?: CallOptions) => wholeOf(pages(input, options)),
      async *lines(input: Input = {}, options: CallOptions = {}) {
        yield* linesOf(await ask(id, input, { ...options, timeout: 0 }, 'application/x-ndjson'));
      },
    };
  }

  const followed =
    (id: OperationId) =>
    (input: Input, options: FollowOptions = {}) => {
      const { reconnect: _, reconnectDelay: __, headers: own, ...rest } = options;
      return follow((lastId) => {
        const headers = new Headers(own);
        if (lastId !== undefined) headers.set('last-event-id', lastId);
        return ask(id, input, { ...rest, headers, timeout: 0 }, 'text/event-stream');
      }, options);
    };

  const method = (id: OperationId, kind?: string) => {
    if (kind === 'events') return followed(id);
    const one = (input?: Input, options?: CallOptions) => call(id, input, options);
    return kind === 'list' ? Object.assign(one, listMethods(id)) : one;
  };
  const methods = Object.entries(OPERATIONS).map(([id, [, , kind]]) => [id, method(id as OperationId, kind)]);
  return { ...Object.fromEntries(methods), http };
}

function keyOf(method: string, wanted: string | boolean | undefined): string | undefined {
  if (typeof wanted === 'string') return wanted;
  return wanted === true && (method === 'post' || method === 'patch') ? crypto.randomUUID() : undefined;
}

async function contentOf(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  return /\bjson\b/i.test(response.headers.get('content-type') ?? '') ? response.json() : response.text();
}

// SPDX-License-Identifier: Apache-2.0
// The operations of the API for other surfaces of the same process: the same route, the same check against its schemas, and the
// same count against limits and of what takes long as a request has, without a socket in between.
import { Readable } from 'node:stream';
import { isSafe } from '../../../http/safe-method.ts';
import { GatewayError, toGatewayError } from '../../../model/errors.ts';
import { classOf, type Limits } from '../../limits/index.ts';
import type { ScsApi, ScsQuery, ScsReply } from '../../scs-api.ts';
import type { Authenticate } from './authenticate.ts';
import { checkAsked, type PerformDeps, perform } from './perform.ts';
import type { ScsAnswer, ScsRoute } from './route.ts';

export interface InProcessDeps extends PerformDeps {
  readonly authenticate: Authenticate;
  readonly limits: Pick<Limits, 'admit'>;
}

export function scsInProcess(routes: readonly ScsRoute[], deps: InProcessDeps): ScsApi {
  const byOperation = new Map(routes.map((route) => [route.operationId, route]));
  return {
    operations: routes,
    authenticate: deps.authenticate,
    async call<T>(
      { request, caller, token }: Parameters<ScsApi['call']>[0],
      operation: string,
      {
        parameters: given = {},
        query: asked = {},
        body: sent,
        headers = {},
        signal,
        sofar,
      }: Parameters<ScsApi['call']>[2],
    ): Promise<ScsReply<T>> {
      const route = byOperation.get(operation);
      if (route === undefined) throw new GatewayError('internal', { detail: `no operation ${operation}` });
      const { method, cost = classOf(method) } = route;
      if (!route.open && cost !== 'uncounted') deps.limits.admit(request, cost);
      const raw = told(asked);
      const heads = { ...headers, authorization: `Bearer ${token}` };
      const checked = checkAsked(route, { parameters: given, query: raw, headers: heads, body: sent });
      const { parameters } = checked;
      const url = urlOf(route, parameters, raw);
      const working = perform(route, deps, request, checked, {
        as: { id: request.id, method, url, headers: heads, query: raw, log: request.log },
        ...{ caller, signal },
        ...(sofar && { sofar }),
      });
      const done = (status: number): void => {
        if (!isSafe(method)) request.operation = { method, path: urlOf(route, parameters, {}), status };
      };
      const answer = await working.catch((error: unknown) => {
        done(toGatewayError(error).status);
        throw error;
      });
      done(answer.status);
      if (answer.body instanceof Readable)
        countStream(answer.body, () => deps.long.acquire('stream', caller.caller.principal.id), signal);
      return { status: answer.status, headers: answer.headers ?? {}, body: parsed(answer) as T };
    },
  };
}

/** Until it has ended, or nobody reads it any more. */
function countStream(stream: Readable, acquire: () => () => void, signal: AbortSignal): void {
  try {
    signal.throwIfAborted();
    stream.once('close', acquire());
  } catch (error) {
    stream.destroy();
    throw error;
  }
  const end = (): void => void stream.destroy();
  signal.addEventListener('abort', end, { once: true });
  stream.once('close', () => signal.removeEventListener('abort', end));
}

/** What was given at all. */
const told = (query: ScsQuery): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'string' ? value : [...value]]],
    ),
  );

function urlOf(
  { path }: ScsRoute,
  parameters: Readonly<Record<string, string>>,
  query: Readonly<Record<string, string | string[]>>,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) for (const one of [value].flat()) search.append(name, one);
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
  return search.size === 0 ? filled : `${filled}?${search.toString()}`;
}

function parsed({ headers = {}, body }: ScsAnswer): unknown {
  const isJson = (headers['content-type'] ?? JSON_TYPE) === JSON_TYPE;
  if (!isJson || (typeof body !== 'string' && !Buffer.isBuffer(body))) return body;
  return JSON.parse(body.toString());
}

const JSON_TYPE = 'application/json';

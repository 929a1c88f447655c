// SPDX-License-Identifier: Apache-2.0
// The operations of the API for other surfaces of the same process: the same route, the same check against its schemas, and the
// same count against limits and of what takes long as a request has, without a socket in between.
import { Readable } from 'node:stream';
import { isSafe } from '../../../http/safe-method.ts';
import { refuseOwnTokens } from '../../../members/own-tokens.ts';
import { GatewayError, toGatewayError } from '../../../model/errors.ts';
import { classOf, type Limits } from '../../limits/index.ts';
import type { ScsApi, ScsQuery, ScsReply } from '../../scs-api.ts';
import type { Authenticate } from './authenticate.ts';
import type { LongRequests } from './long-requests.ts';
import { noteChange } from './note-change.ts';
import type { ScsAnswer, ScsRoute } from './route.ts';
import { check } from './validate.ts';

export interface InProcessDeps {
  readonly authenticate: Authenticate;
  readonly limits: Pick<Limits, 'admit'>;
  /** Shared with the requests that come by a socket. */
  readonly long: LongRequests;
  readonly onLeftOut?: (cloud: string, reason: string) => void;
}

export function scsInProcess(routes: readonly ScsRoute[], { long, ...deps }: InProcessDeps): ScsApi {
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
      const checked = check(route, { parameters: given, query: raw, headers: heads, body: sent });
      const { parameters, query, body } = checked;
      refuseOwnTokens(JSON.stringify([parameters, query, body]), undefined);
      const { id: user } = caller.caller.principal;
      const leave = Number(query.wait ?? 0) > 0 ? long.acquire('wait', user) : undefined;
      const seen = new Set<string>();
      const handled = async (): Promise<ScsAnswer> =>
        route.handle({
          request: {
            id: request.id,
            method,
            url: urlOf(route, parameters, raw),
            headers: heads,
            query: raw,
            log: request.log,
          },
          caller,
          parameters,
          query,
          body,
          signal,
          ...(sofar && { sofar }),
          about: (subject) => void Object.assign(request, subject),
          changed: (change) => noteChange(request, change),
          leftOut(cloud, { code, detail }) {
            if (seen.has(cloud) || signal.aborted) return;
            seen.add(cloud);
            deps.onLeftOut?.(cloud, code);
            request.log.warn({ cloud, reason: code, detail }, 'member left out');
          },
        });
      const done = (status: number): void => {
        if (!isSafe(method)) request.operation = { method, path: urlOf(route, parameters, {}), status };
      };
      const answer = await handled()
        .catch((error: unknown) => {
          done(toGatewayError(error).status);
          throw error;
        })
        .finally(leave);
      done(answer.status);
      if (answer.body instanceof Readable) countStream(answer.body, () => long.acquire('stream', user), signal);
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

// SPDX-License-Identifier: Apache-2.0
// The operations of the API for other surfaces of the same process: the same route, the same check against its schemas, and the
// same count against limits as a request has, without a socket in between.
import { refuseOwnTokens } from '../../../members/own-tokens.ts';
import { GatewayError } from '../../../model/errors.ts';
import { classOf, type Limits } from '../../limits/index.ts';
import type { ScsApi, ScsQuery, ScsReply } from '../../scs-api.ts';
import type { Authenticate } from './authenticate.ts';
import type { ScsAnswer, ScsRoute } from './route.ts';
import { check } from './validate.ts';

export interface InProcessDeps {
  readonly authenticate: Authenticate;
  readonly limits: Pick<Limits, 'admit'>;
  readonly onLeftOut?: (cloud: string, reason: string) => void;
}

export function scsInProcess(routes: readonly ScsRoute[], deps: InProcessDeps): ScsApi {
  const byOperation = new Map(routes.map((route) => [route.operationId, route]));
  return {
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
      const seen = new Set<string>();
      const answer = await route.handle({
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
        leftOut(cloud, { code, detail }) {
          if (seen.has(cloud) || signal.aborted) return;
          seen.add(cloud);
          deps.onLeftOut?.(cloud, code);
          request.log.warn({ cloud, reason: code, detail }, 'member left out');
        },
      });
      return { status: answer.status, headers: answer.headers ?? {}, body: parsed(answer) as T };
    },
  };
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

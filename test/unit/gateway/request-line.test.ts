// SPDX-License-Identifier: Apache-2.0
// The line of a request is written by hand for its price: it has to say what the logger would have
// written, in the same order.

import fc from 'fast-check';
import Fastify, { type FastifyBaseLogger } from 'fastify';
import { expect, it } from 'vitest';
import { createRequestLine, type RequestLine } from '../../../src/gateway/request-line.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('"', '\\', '\ud800', '\u2028'),
);
const maybe = fc.option(text, { nil: undefined });
const scope = fc.oneof(
  fc.constant({ kind: 'unscoped' as const }),
  fc.record({ kind: fc.constant('domain' as const), domain: fc.record({ id: text, name: text }) }),
  fc.record({
    kind: fc.constant('project' as const),
    project: fc.record({ id: text, name: text, domain: fc.record({ id: text, name: text }) }),
  }),
);
const line = fc.record({
  level: fc.constantFrom('debug' as const, 'info' as const),
  reqId: text,
  method: text,
  path: text,
  status: fc.integer({ min: 100, max: 599 }),
  ms: fc.integer({ min: 0, max: 1e7 }).map((tenths) => tenths / 10),
  surface: fc.constantFrom('openstack', 'other'),
  aborted: fc.boolean(),
  cloud: maybe,
  service: maybe,
  strategy: maybe,
  caller: fc.option(
    fc.record({
      principal: fc.record({ id: text, domain: text, name: text }),
      scope,
      auditIds: fc.option(fc.array(text, { minLength: 1, maxLength: 2 }), { nil: undefined }),
    }),
    { nil: undefined },
  ),
  upstreamRequestId: maybe,
  traceId: maybe,
  limit: maybe,
  client: maybe,
  reason: maybe,
}) as unknown as fc.Arbitrary<RequestLine>;

/** Fields in the order in which they are documented; those that are undefined are left out by the logger. */
function logged(log: FastifyBaseLogger, { level, reqId, caller, ...fields }: RequestLine): void {
  const { method, path, status, ms, surface, aborted, cloud, service, strategy, ...rest } = fields;
  const of = caller?.scope;
  const [token, login] = [caller?.auditIds?.[0], caller?.auditIds?.[1]];
  log.child({ reqId })[level](
    {
      ...{ method, path, status, ms, surface, aborted: aborted || undefined, cloud, service, strategy },
      user: caller && `${caller.principal.domain}/${caller.principal.name}`,
      userId: caller?.principal.id,
      project: of?.kind === 'project' ? `${of.project.domain.name}/${of.project.name}` : undefined,
      domain: of?.kind === 'domain' ? of.domain.name : undefined,
      token,
      login: login === token ? undefined : login,
      ...rest,
    },
    'request',
  );
}

it.each([undefined, 3])('a request has the line that the logger would write for it (worker %s)', (worker) => {
  const lines: string[] = [];
  const stream = { write: (text: string) => void lines.push(text) };
  const { log } = Fastify({ logger: { level: 'debug', base: worker === undefined ? null : { worker }, stream } });
  const lineOf = createRequestLine(worker);
  fc.assert(
    fc.property(line, (one) => {
      lines.splice(0);
      logged(log, one);
      const [written = ''] = lines;
      const { time } = JSON.parse(written);
      // The second time from what is remembered of its caller.
      for (const ours of [lineOf(one, time), lineOf(one, time)]) {
        expect(ours.endsWith('}\n')).toBe(true);
        expect(Object.entries(JSON.parse(ours))).toEqual(Object.entries(JSON.parse(written)));
      }
    }),
  );
});

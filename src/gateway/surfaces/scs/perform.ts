// SPDX-License-Identifier: Apache-2.0
// An operation of the API on its way from what was asked to its answer, the same by a socket and from within the process:
// checked against its schemas, counted while it waits, and noted on the request for its log line and the audit stream.
import type { FastifyRequest } from 'fastify';
import { refuseOwnTokens } from '../../../members/own-tokens.ts';
import type { LongRequests } from './long-requests.ts';
import { noteChange } from './note-change.ts';
import type { RouteCall, ScsAnswer, ScsRoute } from './route.ts';
import { type Checked, check } from './validate.ts';
import '../../request.ts';

/** Throws what is wrong with it, in one error. */
export function checkAsked(route: ScsRoute, given: Parameters<typeof check>[1]): Checked {
  const checked = check(route, given);
  refuseOwnTokens(JSON.stringify([checked.parameters, checked.query, checked.body]), undefined);
  return checked;
}

export interface PerformDeps {
  readonly long: LongRequests;
  /** For the metric: a call goes on without a cloud. */
  readonly onLeftOut?: (cloud: string, reason: string) => void;
}

type Asked = Pick<RouteCall, 'caller' | 'signal' | 'sofar'> & {
  /** As the route sees it; absent: the request itself. */
  readonly as?: RouteCall['request'];
};

/** Throws at once where the caller has too many that wait. */
export function perform(
  route: ScsRoute,
  { long, onLeftOut }: PerformDeps,
  request: FastifyRequest,
  { parameters, query, body }: Checked,
  { as = request, ...asked }: Asked,
): Promise<ScsAnswer> {
  const waits = Number(query.wait ?? 0) > 0;
  const leave = waits ? long.acquire('wait', asked.caller.caller.principal.id) : undefined;
  const told = new Set<string>();
  const call: RouteCall = {
    ...asked,
    ...{ request: as, parameters, query, body },
    about: (subject) => void Object.assign(request, subject),
    changed: (change) => noteChange(request, change),
    leftOut(cloud, { code, detail }) {
      // One line, however many of its parts fail.
      if (told.has(cloud) || asked.signal.aborted) return;
      told.add(cloud);
      onLeftOut?.(cloud, code);
      request.log.warn({ cloud, reason: code, detail }, 'member left out');
    },
  };
  return (async () => route.handle(call))().finally(leave);
}

// SPDX-License-Identifier: Apache-2.0
// Whether a change that has failed may still come about: a request of it has left, and its member has neither done nor
// refused it. What a member has refused is over, and holds nobody up. None leaves once the change's turn has ended.
import { GatewayError, toGatewayError } from '../../model/errors.ts';
import type { Course } from '../../model/scs/adapter.ts';
import type { ScsCall, Tracked } from '../call.ts';
import type { Turn } from '../turns.ts';

interface Followed<C> {
  readonly call: C;
  readonly pending: () => boolean;
}

/** The same call, followed, in its turn. */
export function followed<C extends ScsCall>(call: C, turn: Turn): Followed<C> {
  let open = 0;
  let done = 0;
  /** A change may take several requests. */
  const told = (cause: unknown): GatewayError => (open + done === 0 ? toGatewayError(cause) : partly(cause));
  const course = (inner: Course | undefined): Course => ({
    async begin() {
      const sending = await inner?.begin();
      await turn.renew().catch((cause: unknown) => {
        throw told(cause);
      });
      let sent = false;
      return {
        sent() {
          try {
            turn.demandFresh();
          } catch (cause) {
            throw told(cause);
          }
          sending?.sent();
          if (!sent) open += 1;
          sent = true;
        },
        answered(status) {
          sending?.answered(status);
          // 5xx: of a proxy, perhaps, behind which the request goes on.
          if (!sent || status >= 500) return;
          open -= 1;
          if (status < 300) done += 1;
        },
      };
    },
  });
  const { tracked } = call;
  const followedOn: Tracked = { ...tracked, course: (where) => course(tracked?.course(where)) };
  return { call: { ...call, tracked: followedOn }, pending: () => open > 0 };
}

function partly(cause: unknown): GatewayError {
  const { code, retryAfter } = toGatewayError(cause);
  return new GatewayError(code, {
    cause,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    message:
      'The change was broken off, since another one of this object may have begun. A part of it may have been made: read the object again.',
  });
}

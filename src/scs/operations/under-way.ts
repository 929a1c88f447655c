// SPDX-License-Identifier: Apache-2.0
// Whether a change that has failed may still come about: a request of it has left, and its member has neither done nor
// refused it. What a member has refused is over, and holds nobody up.
import type { Course } from '../../model/scs/adapter.ts';
import type { ScsCall, Tracked } from '../call.ts';

interface Followed<C> {
  readonly call: C;
  readonly pending: () => boolean;
}

/** The same call, followed. */
export function followed<C extends ScsCall>(call: C): Followed<C> {
  let open = 0;
  const course = (inner: Course | undefined): Course => ({
    async begin() {
      const sending = await inner?.begin();
      let sent = false;
      return {
        sent() {
          sending?.sent();
          if (!sent) open += 1;
          sent = true;
        },
        answered(status) {
          sending?.answered(status);
          // 5xx: of a proxy, perhaps, behind which the request goes on.
          if (sent && status < 500) open -= 1;
        },
      };
    },
  });
  const { tracked } = call;
  const followedOn: Tracked = { ...tracked, course: (where) => course(tracked?.course(where)) };
  return { call: { ...call, tracked: followedOn }, pending: () => open > 0 };
}

// SPDX-License-Identifier: Apache-2.0
// Changes that a client may send again: with an `Idempotency-Key` each is made once and answered alike.
import type { Item } from '../../../../model/scs/resource.ts';
import { DEFAULT_TIMEOUT } from '../../../../scs/lists/list-schemas.ts';
import type { Idempotent, Trace, Traced } from '../../../../scs/operations/idempotency.ts';
import { milliseconds, within } from '../../../../scs/within.ts';
import type { RouteCall, ScsAnswer } from '../route.ts';

/** One change: how it is made, and how one learns whether it was. */
export interface Once {
  run(call: RouteCall): Promise<ScsAnswer>;
  look(call: RouteCall, trace: Trace): Promise<Traced<ScsAnswer>>;
}

/** A kept answer is not given any more once what it is about has gone. */
export const onceOnly =
  (idempotent: Idempotent, exists: (call: RouteCall, item: Item) => Promise<boolean>) =>
  ({ run, look }: Once) =>
  async (asked: RouteCall): Promise<ScsAnswer> => {
    const { request, caller, body } = asked;
    const { wait = 0, timeout } = asked.query as { readonly wait?: number; readonly timeout?: number };
    const call = timeout === undefined ? asked : within(asked, milliseconds(timeout + wait));
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string') return run(call);
    const { principal, scope } = caller.caller;
    const path = request.url.split('?', 1)[0] ?? '';
    // How long the client waits is another matter each time.
    const { wait: _, timeout: __, ...place } = asked.query;
    const { answer, replayed } = await idempotent(
      { user: principal.id, scope, method: request.method, path, key, body: [place, body ?? null] },
      {
        run: (tracked) => run({ ...call, tracked }),
        // The time for the change may be over.
        look: (trace) => look(within(asked, milliseconds(DEFAULT_TIMEOUT)), trace),
        async exists({ body: told }) {
          const item = (told as { item?: Item } | undefined)?.item;
          return item === undefined || exists(within(asked, milliseconds(DEFAULT_TIMEOUT)), item);
        },
      },
    );
    return replayed ? { ...answer, headers: { ...answer.headers, 'idempotency-replayed': 'true' } } : answer;
  };

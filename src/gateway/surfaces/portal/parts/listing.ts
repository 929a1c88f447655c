// SPDX-License-Identifier: Apache-2.0
// A list over all clouds on a page: it fills as each cloud answers, in the order that was asked for.
import type { Sofar } from '../../../../scs/call.ts';
import type { CloudReport } from '../../../../scs/sources/fan-out.ts';
import type { ScsQuery } from '../../../scs-api.ts';
import type { Html } from '../html.ts';
import type { Visit } from '../visit.ts';
import type { Shown } from './fields.ts';
import { type Filling, fill } from './fill.ts';

export interface Listed<T = Shown> {
  readonly items: readonly T[];
  readonly clouds: readonly CloudReport[];
  readonly next?: string;
}

interface Listing<T> extends Filling {
  readonly operation: string;
  readonly query: ScsQuery;
  /** Once all has come, which is shown meanwhile: what is waited for before the end. */
  further?(come: Listed<T>): Promise<unknown>;
}

/** `state`: of what has come, and whether that is all; undefined before anything is there. */
export async function* listing<T = Shown>(
  visit: Visit,
  { operation, query, further, ...filling }: Listing<T>,
  state: (come: Listed<T> | undefined, ended: boolean) => Html,
): AsyncGenerator<Html> {
  let whole: Listed<T> | undefined;
  let ended = false;
  let look: (() => Promise<Sofar>) | undefined;
  let more = (): void => undefined;
  const asked = visit.ask<Listed<T>>(operation, {
    query,
    sofar(latest) {
      look = latest;
      more();
    },
  });
  const done = asked.then(async ({ body }) => {
    whole = body;
    if (further !== undefined) {
      more();
      await further(body);
    }
    ended = true;
  });
  yield* fill(
    filling,
    done,
    (told) => {
      more = told;
    },
    async () => state(whole ?? ((await look?.()) as Listed<T> | undefined), ended),
  );
}

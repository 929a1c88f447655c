// SPDX-License-Identifier: Apache-2.0
// What the relay is given: a request to a member, and where its answer goes.
import type { ServerResponse } from 'node:http';
import type { Plan } from './answer-plan.ts';
import type { Ending } from './ending.ts';
import type { MemberRequest } from './guarded.ts';

export interface RelayRequest extends Omit<MemberRequest, 'slot' | 'repeatable' | 'wanted'> {
  readonly client: ServerResponse;
  /** Watches and followed logs: the member may be silent for as long as it likes. */
  readonly longRunning?: boolean;
  /**
   * A watch: told to end, it does so cleanly after a whole event, as the apiserver's own time limit has it. Anything else is
   * broken off.
   */
  readonly watch?: boolean;
  readonly ending?: Ending;
  /** May throw a `GatewayError`: then that is the relay's failure. */
  readonly plan: Plan;
}

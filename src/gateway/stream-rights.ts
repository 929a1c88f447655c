// SPDX-License-Identifier: Apache-2.0
// What is open, and what ends it: put together for the composition root.
import type { Tokens } from '../federation/tokens.ts';
import type { CurrentFleet } from '../members/fleet.ts';
import type { MemberViews } from '../members/member-views.ts';
import type { Clock } from '../model/clock.ts';
import type { Store } from '../model/store.ts';
import { createOpenStreams, type OpenStreams } from './open-streams.ts';
import { createProjectRights, type ProjectRights } from './project-rights.ts';

export interface StreamRights extends ProjectRights {
  readonly streams: OpenStreams;
}

export function createStreamRights(deps: {
  readonly tokens: Tokens;
  readonly fleet: CurrentFleet;
  readonly views: () => MemberViews;
  readonly store: Store;
  readonly now: Clock;
  /** Milliseconds. */
  readonly limits: () => { readonly streamAge: number; readonly streamRecheck: number };
  readonly onEnded: Parameters<typeof createOpenStreams>[0]['onEnded'];
}): StreamRights {
  const { tokens, fleet, views, store, now, limits, onEnded } = deps;
  const hears = (): boolean => store.health().ok;
  const streams = createOpenStreams({ tokens, hears, now, age: () => limits().streamAge, onEnded });
  const rights = createProjectRights({ fleet, views, streams, store, now, every: () => limits().streamRecheck });
  return {
    streams,
    doubt: rights.doubt,
    isGiven: rights.isGiven,
    close() {
      streams.close();
      rights.close();
    },
  };
}

// SPDX-License-Identifier: Apache-2.0
// An hour that the demo makes up: how fast its clouds would have answered before it started, so that the portal's lines are there
// from the beginning. The gateway knows nothing of it; from its start on it measures for itself.
import { createLatencies, type Latencies } from '../src/members/latencies.ts';

const STEP_MS = 30_000;
const HOUR_MS = 60 * 60_000;

/** Milliseconds that a cloud usually takes, how far it strays, and the minutes ago in which it did not answer. */
const CLOUDS = {
  'cloud-a': { usual: 18, strays: 9, away: [] },
  'cloud-b': { usual: 34, strays: 21, away: [23, 24] },
} as const;

export function pastHour(now = Date.now): Latencies {
  let past: number | undefined;
  const latencies = createLatencies({ now: () => past ?? now() });
  const start = now();
  for (let ago = HOUR_MS - STEP_MS; ago > STEP_MS; ago -= STEP_MS) {
    past = start - ago;
    for (const [cloud, { usual, strays, away }] of Object.entries(CLOUDS)) {
      const minute = Math.floor(ago / 60_000);
      // Two waves that never meet, and now and then a peak.
      const wave = Math.sin(ago / 171_000) + Math.sin(ago / 47_000);
      const peak = minute % 17 === 4 ? 3 : 0;
      const ms = Math.round(usual + (strays * (wave + peak + 2)) / 4);
      latencies.record(cloud, (away as readonly number[]).includes(minute) ? null : ms);
    }
  }
  past = undefined;
  return latencies;
}

// SPDX-License-Identifier: Apache-2.0
// Preloaded into a gateway under attack (`node --import`): tells its parent each time when the event loop was held. Wall
// time alone would blame the gateway for a busy machine, so what counts is the processor time that the thread itself
// used between two ticks.
const TICK = 10;
/** Below it nothing is told. */
const WORTH = 40;

/** Milliseconds. */
export interface Held {
  readonly held: number;
  /** By the clock, which a busy machine makes longer. */
  readonly late: number;
  readonly rss: number;
}

const used = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

if (process.send !== undefined) {
  let [wall, cpu] = [performance.now(), used()];
  setInterval(() => {
    const [nextWall, nextCpu] = [performance.now(), used()];
    const late = nextWall - wall - TICK;
    const held = Math.min(late, nextCpu - cpu);
    [wall, cpu] = [nextWall, nextCpu];
    if (held > WORTH) process.send?.({ held, late, rss: process.memoryUsage.rss() } satisfies Held);
  }, TICK).unref();
  // The parent's channel must not keep a gateway alive that has ended.
  process.channel?.unref();
}

// SPDX-License-Identifier: Apache-2.0
// Loaded into a process under measurement (`--import`, with `--expose-gc`): tells on request what is in its heap after
// everything that can go has gone.
import { setTimeout as sleep } from 'node:timers/promises';

process.on('message', async (message) => {
  if (message !== 'memory') return;
  // What finalizers let go of goes in the second round.
  for (let round = 0; round < 2; round++) {
    globalThis.gc?.();
    await sleep(50);
  }
  const { heapUsed, rss } = process.memoryUsage();
  process.send?.({ heapUsed, rss });
});

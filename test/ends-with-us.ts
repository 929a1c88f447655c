// SPDX-License-Identifier: Apache-2.0
// Whatever a test starts ends with it, also where it is interrupted between a start and what would have ended it.
import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';

const running = new Map<ChildProcess, string | undefined>();

/** `folder`: of what is gone with it. */
export function endsWithUs<T extends ChildProcess>(child: T, folder?: string): T {
  if (running.size === 0) process.once('exit', endAll);
  running.set(child, folder);
  child.once('exit', () => {
    running.delete(child);
    if (running.size === 0) process.off('exit', endAll);
  });
  return child;
}

function endAll(): void {
  for (const [child, folder] of running) {
    child.kill('SIGKILL');
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

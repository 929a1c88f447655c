// SPDX-License-Identifier: Apache-2.0
// Node.js never ends `mkdir` with `recursive` where a folder is there and nothing can be made in it, and mkdir(2) says ENOENT: below
// /proc. It is a thread of the pool that turns; of a process that is ended after two seconds here. Linux. Run: node node_mkdir_proc.mjs
import { spawnSync } from 'node:child_process';

const attempt = "await (await import('node:fs/promises')).mkdir('/proc/none/at/all', { recursive: true })";
const { signal, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', attempt], {
  timeout: 2_000,
  killSignal: 'SIGKILL',
  stdio: 'ignore',
});
process.stdout.write(signal === 'SIGKILL' ? 'seen\n' : `not seen: it ends with ${status}\n`);

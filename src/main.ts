#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// The process: a command, or one of the workers that the command `serve` has started. Keeps what V8 has compiled for the
// next start, so everything else is imported after that is switched on.
import cluster from 'node:cluster';
import { enableCompileCache } from 'node:module';
import { WORKER } from './workers/messages.ts';
import { heedNoSignals, ignoreInspector } from './workers/signals.ts';

ignoreInspector();
enableCompileCache();
// Another program's cluster may have started this one.
if (cluster.isWorker && WORKER in process.env) {
  heedNoSignals();
  (await import('./workers/worker.ts')).runWorker();
} else {
  const [{ runCommandLine }, { COMMANDS }] = await Promise.all([import('./cli/run.ts'), import('./cli/index.ts')]);
  const output = {
    out: (text: string) => process.stdout.write(text),
    err: (text: string) => process.stderr.write(text),
  };
  process.exitCode = await runCommandLine(process.argv.slice(2), output, COMMANDS);
}

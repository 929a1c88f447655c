#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// The process. Keeps what V8 has compiled for the next start, so everything else is imported after that is switched on.
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { runCommandLine } = await import('./cli/run.ts');
process.exitCode = await runCommandLine(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});

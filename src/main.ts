#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// The process. Keeps what V8 has compiled for the next start, so everything else is imported after that is switched on.
import { enableCompileCache } from 'node:module';

enableCompileCache();
const [{ runCommandLine }, { COMMANDS }] = await Promise.all([import('./cli/run.ts'), import('./cli/index.ts')]);
const output = {
  out: (text: string) => process.stdout.write(text),
  err: (text: string) => process.stderr.write(text),
};
process.exitCode = await runCommandLine(process.argv.slice(2), output, COMMANDS);

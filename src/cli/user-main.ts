#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// The program of users alone: what `npm run pack:cli` makes one file of.
import { runCommandLine } from './run.ts';
import { USER_COMMANDS } from './user-commands.ts';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

// As in bin/scs-gateway.js.
if (major < 24 || (major === 24 && minor < 5)) {
  process.stderr.write(
    `scs-gateway: this is Node.js ${process.versions.node}, and Node.js 24.5 or newer is needed: https://nodejs.org/en/download\n`,
  );
  process.exitCode = 1;
} else {
  const output = {
    out: (text: string) => process.stdout.write(text),
    err: (text: string) => process.stderr.write(text),
  };
  process.exitCode = await runCommandLine(process.argv.slice(2), output, USER_COMMANDS);
}

// SPDX-License-Identifier: Apache-2.0
// One command of Redocly's, which judges the API's document and compares versions of it.
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(import.meta.resolve('@redocly/cli/bin/cli.js'));

export function redocly(args: readonly string[], cwd: string): SpawnSyncReturns<string> {
  // It reports its use and looks for newer versions of itself unless told not to.
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  return spawnSync(process.execPath, [COMMAND, ...args], { cwd, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}

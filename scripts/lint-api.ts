// SPDX-License-Identifier: Apache-2.0
// The SCS API's document before an independent judge of style. A warning is a fault here.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const redocly = join(root, 'node_modules/@redocly/cli/bin/cli.js');
const args = ['lint', 'docs/openapi.json', '--config', 'scripts/redocly.yaml', '--max-problems', '30'];
// It reports its use and looks for newer versions of itself unless told not to.
const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
const { status, stdout, stderr } = spawnSync(process.execPath, [redocly, ...args], {
  cwd: root,
  env,
  encoding: 'utf8',
});
if (status !== 0 || /You have \d+ warning/.test(stderr)) {
  console.error(`${stdout}${stderr}`);
  process.exitCode = 1;
}

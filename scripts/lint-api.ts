// SPDX-License-Identifier: Apache-2.0
// The SCS API's document before an independent judge of style. A warning is a fault here.
import { join } from 'node:path';
import { redocly } from './redocly.ts';

const args = ['lint', 'docs/openapi.json', '--config', 'scripts/redocly.yaml', '--max-problems', '30'];
const { status, stdout, stderr } = redocly(args, join(import.meta.dirname, '..'));
if (status !== 0 || /You have \d+ warning/.test(stderr)) {
  console.error(`${stdout}${stderr}`);
  process.exitCode = 1;
}

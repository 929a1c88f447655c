// SPDX-License-Identifier: Apache-2.0
// Where the compliance suite of SovereignCloudStack/standards is. It is not part of the project (AGPL, CC BY-SA): it is run as
// it is, from a folder of the machine, and whoever lacks it is told in one line.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The revision that the recorded verdicts and the tables of `src/standards` are of. */
export const REVISION = '077174d94b576e480e8168d198004296bee94748';

const BESIDE = resolve(import.meta.dirname, '../../../../shared/suites/scs-standards');

/** Its folder `Tests`, or what is missing. */
export function scsSuite(
  env: NodeJS.ProcessEnv = process.env,
): { readonly tests: string } | { readonly missing: string } {
  const root = env.SCS_SUITE ?? BESIDE;
  const tests = join(root, 'Tests');
  if (existsSync(join(tests, 'iaas', 'openstack_test.py'))) return { tests };
  return {
    missing: `no SCS compliance suite in ${root}: clone github.com/SovereignCloudStack/standards (at ${REVISION.slice(0, 7)}) there, or name its folder in SCS_SUITE`,
  };
}

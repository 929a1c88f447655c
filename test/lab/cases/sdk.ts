// SPDX-License-Identifier: Apache-2.0
// Runs `sdk.py` and takes each of its lines as a claim.
import { join } from 'node:path';
import { cleanEnv, type Env, execute } from '../client.ts';
import { CLOUDS } from '../clouds.ts';
import type { Context } from './context.ts';

export async function sdkCases(lab: Context, login: Env, bin = '/usr/bin', prefix = ''): Promise<void> {
  const regions = CLOUDS.map(({ id }) => id).join(',');
  const env = { ...cleanEnv(lab.scratch), ...login, LAB_PUBLIC_URL: lab.publicUrl, LAB_REGIONS: regions };
  const script = join(import.meta.dirname, '..', 'sdk.py');
  const { code, stdout, stderr } = await execute(join(bin, 'python3'), [script], env);
  for (const line of stdout.split('\n').filter((text) => text.startsWith('{'))) {
    const { title, error, seconds } = JSON.parse(line) as { title: string; error?: string; seconds: number };
    await lab.claims.claim(`${prefix}${title} (${seconds} s)`, () => {
      if (error !== undefined) throw new Error(error);
    });
  }
  await lab.claims.claim(`${prefix}openstacksdk: the script came to its end`, () => {
    if (code !== 0) throw new Error(`${stderr}\n${stdout.slice(-500)}`);
  });
}

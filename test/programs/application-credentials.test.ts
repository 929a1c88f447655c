// SPDX-License-Identifier: Apache-2.0
// Application credentials with the programs that use them, at the demo: application-credentials.sh.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('the stock client makes an application credential; it, openstacksdk, curl and kubectl use it until it is deleted', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'scs-credentials-'));
  try {
    const command = `bash ${join(import.meta.dirname, 'application-credentials.sh')}`;
    const demo = ['demo/main.ts', '--folder', join(folder, 'demo'), '--exec', command];
    const { stdout } = await promisify(execFile)(process.execPath, demo, {
      cwd: join(import.meta.dirname, '../..'),
      env: { ...process.env, PYTHONWARNINGS: 'ignore' },
    });
    expect(stdout).toContain('deleted: it opens nothing more');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

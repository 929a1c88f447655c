// SPDX-License-Identifier: Apache-2.0
// The gateway's root as an auth URL, as people type it: root-auth-url.sh.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('the stock client and openstacksdk log in with the gateway’s root as their auth URL', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'scs-root-'));
  try {
    const command = `bash ${join(import.meta.dirname, 'root-auth-url.sh')}`;
    const demo = ['demo/main.ts', '--folder', join(folder, 'demo'), '--exec', command];
    const { stdout } = await promisify(execFile)(process.execPath, demo, {
      cwd: join(import.meta.dirname, '../..'),
      env: { ...process.env, PYTHONWARNINGS: 'ignore' },
    });
    expect(stdout).toContain('the root is an auth URL of both');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

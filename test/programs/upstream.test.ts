// SPDX-License-Identifier: Apache-2.0
// The reproductions of docs/upstream.md that need programs of others. What a newer version has mended says "not seen" here: then
// its line goes from the page. The gateway's own facade is asked what a Keystone is asked, and nothing of it may be seen there.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../demo/demo.ts';

const folder = join(import.meta.dirname, '../../docs/upstream');
const run = async (
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = folder,
) =>
  (await promisify(execFile)(command, args, { cwd, env: { ...process.env, ...env }, timeout: 120_000 })).stdout.trim();

it.each([
  'keystoneauth_token_after_redirect.py',
  'keystoneauth_relative_location.py',
  'keystoneauth_numeric_segment.py',
  'keystoneauth_root_document.py',
  'keystoneauth_oauth_error.py',
  'openstacksdk_next_link.py',
  'openstacksdk_profile_cacert.py',
])('%s is still seen', async (script) => {
  // Debian's Python, which Debian's clients are for.
  expect(await run('/usr/bin/python3', ['-W', 'ignore', script])).toMatch(/^seen/);
});

it('gophercloud_base_endpoint is still seen', async () => {
  expect(await run('go', ['run', '.'], {}, join(folder, 'gophercloud_base_endpoint'))).toMatch(/^seen/);
});

it('kubectl_base_path.sh is still seen, or is kubectl of 1.36 or newer', async () => {
  const { clientVersion } = JSON.parse(await run('kubectl', ['version', '--client', '-o', 'json']));
  const mended = Number.parseInt(clientVersion.minor, 10) >= 36;
  expect(await run('sh', ['kubectl_base_path.sh'])).toMatch(mended ? /^not seen/ : /^seen/);
});

let home: string;
let demo: Demo;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'scs-upstream-'));
  demo = await startDemo(join(home, 'demo'));
});
afterAll(async () => {
  await demo?.close();
  await rm(home, { recursive: true, force: true });
});

it('keystone.sh sees nothing of it at the gateway', async () => {
  const said = await run('sh', ['keystone.sh'], {
    KEYSTONE: `${demo.gatewayUrl}/identity/v3`,
    TOKEN: demo.env.SCS_TOKEN ?? '',
    CACERT: demo.files.ca,
  });
  expect(said.split('\n')).toEqual(Array(9).fill(expect.stringMatching(/: not seen$/)));
});

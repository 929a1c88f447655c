// SPDX-License-Identifier: Apache-2.0
// The stock client of OpenStack with what docs/domain-manager.md and docs/tools/ci.md show.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Harness, startHarness } from '../e2e/harness.ts';
import { blocksOf } from '../e2e/readme-blocks.ts';

const run = promisify(execFile);

let h: Harness;
beforeAll(async () => {
  h = await startHarness({ clouds: { managers: { 'acme-research': 'acme' } }, openstack: { ec2Credentials: true } });
});
afterAll(() => h.close());

/** The blocks of a page with this mark, in one shell. */
async function shell(name: string, mark: string, env: Readonly<Record<string, string>>): Promise<string> {
  const page = await readFile(join(import.meta.dirname, `../../docs/${name}.md`), 'utf8');
  const blocks = blocksOf(page).filter((block) => block.mark === mark);
  expect(blocks).not.toEqual([]);
  const commands = blocks
    .map(({ text }) => text)
    .join('\n')
    .replaceAll('https://gateway.example.org', h.url);
  // Whoever has logged in by the command has a token by the command.
  const script = `set -eu\nscs-gateway() { test "$*" = 'token --unscoped' && printf %s "$TOKEN"; }\n${commands}`;
  const { stdout } = await run('bash', ['-c', script], { env: { PATH: process.env.PATH, GATEWAY: h.url, ...env } });
  return stdout.trim();
}

it('the client manages a domain at a cloud: a project, a user, a role of the user', async () => {
  await shell('domain-manager', 'manage', { TOKEN: await h.login('alice') });
  expect(h.a.made.accounts.map(({ name }) => name)).toEqual(['dora']);
  expect(h.a.made.grants.size).toBe(1);
  expect([h.b.made.accounts.length, h.b.made.grants.size]).toEqual([0, 0]);
});

it('the client makes EC2 credentials of its user at one cloud, and deletes them', async () => {
  const token = await h.scoped('alice');
  const left = await shell('domain-manager', 'ec2', { OS_TOKEN: token });
  expect(left).toMatch(/^[0-9a-f]{32}$/);
});

it('the client works with a token that was exchanged', async () => {
  expect(await shell('tools/ci', 'use', { OS_TOKEN: await h.scoped('alice') })).toBe('research');
});

// SPDX-License-Identifier: Apache-2.0
// The real process: what it logs of a configuration that is right and may surprise, when it starts and when the file changes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { changed, type Loose, workspace } from '../unit/config/workspace.ts';

const source = (name: string): string =>
  changed((file: Loose) => {
    Object.assign(file.gateway, { publicUrl: 'http://127.0.0.1', listen: { host: '127.0.0.1', port: 0 } });
    // Of a newer version: this one starts without it.
    file.gateway.next = { warp: 9 };
    file.gateway.operations = { host: '127.0.0.1', port: 0 };
    // Nobody answers there: the gateway starts all the same.
    file.identityProviders = ['acme', 'partner'].map((domain, index) => ({
      ...file.identityProviders[0],
      id: domain,
      issuer: `http://127.0.0.1:${index + 1}`,
      domain,
    }));
    Object.assign(file.clouds[0], { name });
    file.clouds[0].openstack.authUrl = 'http://127.0.0.1:3/v3';
  });

it('a start and a reload log each warning of the configuration', { timeout: 60_000 }, async () => {
  const { folder, file, write } = await workspace();
  await write('gateway.yaml', source('Before'));
  const main = new URL('../../src/main.ts', import.meta.url).pathname;
  const gateway = spawn(process.execPath, [main, '--config', file], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    const ended = gateway.exitCode === null ? once(gateway, 'exit') : undefined;
    gateway.kill('SIGINT');
    await ended;
  });
  const said: string[] = [];
  for await (const line of createInterface({ input: gateway.stdout })) {
    const { level, msg, path } = JSON.parse(line) as { level: string | number; msg: string; path?: string };
    if (!/^(?:configuration applied|ready|groups arrive|this version)/.test(msg)) continue;
    said.push(path === undefined ? msg : `${level} ${path}`);
    if (said.length === 3) await write('gateway.yaml', source('After'));
    if (said.length === 6) break;
  }
  const warned = expect.stringMatching(/^(?:warn|40) clouds\[0\]\.openstack\.strategy\.groupNames$/);
  const ignored = expect.stringMatching(/^(?:warn|40) gateway\.next\.warp$/);
  expect(said).toEqual(['ready', ignored, warned, 'configuration applied', ignored, warned]);
});

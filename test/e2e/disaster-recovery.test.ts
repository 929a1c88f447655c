// SPDX-License-Identifier: Apache-2.0
// The machine of a gateway is lost. From its configuration, a copy of its key folder and a backup that was taken while it ran a
// new one is set up by the commands of docs/operations.md, and goes on where the old one was; without the keys nothing of the
// old one is taken for good.
import { cp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../../src/app.ts';
import { COMMANDS } from '../../src/cli/index.ts';
import { runCommandLine } from '../../src/cli/run.ts';
import { loadConfig } from '../../src/config/load.ts';
import { type Harness, startHarness } from './harness.ts';

let h: Harness;
let running: Gateway | undefined;
const saved = { ...process.env };
beforeAll(async () => {
  h = await startHarness();
  Object.assign(process.env, h.env);
});
afterAll(async () => {
  process.env = saved;
  await running?.close();
  await h.close();
});

async function command(...args: string[]): Promise<string> {
  let said = '';
  const say = (text: string): void => {
    said += text;
  };
  const code = await runCommandLine([...args, '--config', h.file], { out: say, err: say }, COMMANDS);
  expect([args[0], args[1], code, code === 0 ? '' : said]).toEqual([args[0], args[1], 0, '']);
  return said;
}
async function start(): Promise<void> {
  const { config } = await loadConfig(h.file, { env: h.env });
  running = await startGateway({ config, log: { write: () => undefined } });
}
const servers = (token: string) => h.send('GET', '/clouds/cloud-b/compute/v2.1/servers', { token });

it('a replica that is set up anew from configuration, keys and backup goes on where the lost one was', async () => {
  const home = dirname(h.file);
  const [keys, data] = [join(home, 'keys'), join(home, 'data')];
  const [safeKeys, backup, other] = [join(home, 'safe-keys'), join(home, 'backup'), join(home, 'other-keys')];
  const token = await h.scoped('alice');
  const shown = await h.send('GET', '/identity/v3/auth/tokens', { token, headers: { 'x-subject-token': token } });
  const path = `/identity/v3/users/${shown.body.token.user.id}/application_credentials`;
  const made = await h.send('POST', path, { token, json: { application_credential: { name: 'controller' } } });
  const { id, secret } = made.body.application_credential;
  const identity = { methods: ['application_credential'], application_credential: { id, secret } };
  const logIn = async (): Promise<number> =>
    (await h.send('POST', '/identity/v3/auth/tokens', { json: { auth: { identity } } })).status;
  expect(await logIn()).toBe(201);
  await command('member', 'drain', 'cloud-b', '--reason', 'Power');

  // While it runs: a backup, and a copy of the keys.
  expect(await command('store', 'backup', backup)).toMatch(/^backed up \d+ items/);
  await cp(keys, safeKeys, { recursive: true });

  await h.gateway.close();
  await rename(keys, other);
  await rm(other, { recursive: true });
  await rm(data, { recursive: true });

  await cp(safeKeys, keys, { recursive: true });
  expect(await command('store', 'move', '--from', `file:${backup}`, '--to', 'file', '--keep')).toContain('copied');
  expect(await command('store', 'check')).toMatch(/1 {2}application-credential\n/);
  await start();
  expect([await logIn(), (await servers(token)).status]).toEqual([201, 200]);
  expect((await servers(token)).headers.get('x-scs-maintenance')).toBe('cloud-b');
  await running?.close();

  // The keys are lost too: new ones are made, and what the old ones have signed or sealed is worth nothing.
  await rm(keys, { recursive: true });
  await start();
  expect([await logIn(), (await servers(token)).status]).toEqual([401, 401]);
  const anew = await h.scoped('alice');
  expect([(await servers(anew)).status, (await servers(anew)).headers.get('x-scs-maintenance')]).toEqual([200, null]);
});

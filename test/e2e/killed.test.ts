// SPDX-License-Identifier: Apache-2.0
// A gateway with the file store is killed (SIGKILL) between a login by application credential and its use, and right after a
// deletion was answered: what was told is so after the restart.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { holdFolder } from '../../src/store/in-use.ts';
import { secretsIn } from './credential-client.ts';
import { type Harness, startHarness } from './harness.ts';

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');
let house: Harness;
let child: ChildProcess | undefined;
beforeAll(async () => {
  house = await startHarness();
  await house.gateway.close();
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await house.close();
});

async function start(): Promise<void> {
  child = spawn(process.execPath, [MAIN, 'serve', '--config', house.file], {
    env: { PATH: process.env.PATH, ...house.env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await vi.waitFor(async () => expect((await fetch(house.url)).status).toBeLessThan(500), {
    timeout: 60_000,
    interval: 100,
  });
}
async function kill(): Promise<void> {
  const ended = once(child as ChildProcess, 'exit');
  child?.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
}
const servers = async (token: string): Promise<number> =>
  (await house.send('GET', '/clouds/cloud-a/compute/v2.1/servers', { token })).status;

it('a credential, its token and its deletion outlive a gateway that is killed at once', {
  timeout: 300_000,
}, async () => {
  await start();
  const own = await house.scoped('alice');
  const shown = await house.send('GET', '/identity/v3/auth/tokens', {
    token: own,
    headers: { 'x-subject-token': own },
  });
  const path = `/identity/v3/users/${shown.body.token.user.id}/application_credentials`;
  const json = { application_credential: { name: 'controller' } };
  const made = await house.send('POST', path, { token: own, json });
  expect(made.status).toBe(201);
  const { id, secret } = made.body.application_credential;
  const chosen = 'correct horse battery staple';
  const another = { application_credential: { name: 'by a person', secret: chosen } };
  expect((await house.send('POST', path, { token: own, json: another })).status).toBe(201);
  // Nothing can be moved away below it; once it is dead, however it died, the folder is free.
  const data = join(dirname(house.file), 'data');
  expect(holdFolder(data)).toBeUndefined();
  await kill();
  const hold = holdFolder(data);
  expect(hold).toBeDefined();
  hold?.release();
  // As it lies there, the log of what is not yet in the file included: nothing that could be used or guessed.
  const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const kept = Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
  expect(files.map(({ name }) => name)).toContainEqual(expect.stringMatching(/-wal$/));
  expect([kept.includes(id), secretsIn(kept, [secret, chosen])]).toEqual([true, []]);

  await start();
  const identity = { methods: ['application_credential'], application_credential: { id, secret } };
  const logIn = () => house.send('POST', '/identity/v3/auth/tokens', { json: { auth: { identity } } });
  const answer = await logIn();
  expect(answer.status).toBe(201);
  const token = answer.headers.get('x-subject-token') ?? '';
  await kill();

  await start();
  expect(await servers(token)).toBe(200);
  expect((await logIn()).status).toBe(201);
  expect((await house.send('DELETE', `${path}/${id}`, { token: own })).status).toBe(204);
  await kill();

  // The revocations of the process that was killed are gone with it; the credential is not back.
  await start();
  expect(await servers(token)).toBe(401);
  expect((await logIn()).status).toBe(401);
  expect((await house.send('GET', path, { token: own })).body.application_credentials).toMatchObject([
    { name: 'by a person' },
  ]);
});

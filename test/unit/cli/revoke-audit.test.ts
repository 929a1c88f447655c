// SPDX-License-Identifier: Apache-2.0
// What `scs-gateway revoke` leaves in the audit stream: read back by `scs-gateway audit verify`, as an operator does.
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { COMMANDS } from '../../../src/cli/index.ts';
import { type RevokeDeps, revoke } from '../../../src/cli/revoke.ts';
import { openRevocationTrail } from '../../../src/cli/revoke-audit.ts';
import { runCommandLine } from '../../../src/cli/run.ts';
import { KINDS } from '../../../src/federation/credentials/records.ts';
import { createFileStore } from '../../../src/store/file.ts';
import { minimal, workspace } from '../config/workspace.ts';

const USER = 'a'.repeat(64);
const CREDENTIAL = 'b'.repeat(32);
const OTHER = 'c'.repeat(32);

// biome-ignore lint/suspicious/noExplicitAny: events are checked by what the test expects of them
type Event = any;

async function house(audit: (folder: string) => object) {
  const { folder, file, write } = await workspace();
  const config = minimal();
  Object.assign(config.gateway, { data: join(folder, 'data'), keys: join(folder, 'keys'), audit: audit(folder) });
  await write('gateway.yaml', stringify(config));
  const run = async (...args: string[]) => {
    const [out, err]: string[][] = [[], []];
    const code = await runCommandLine(
      args,
      { out: (text) => out?.push(text), err: (text) => err?.push(text) },
      COMMANDS,
    );
    return { code, out: out?.join('') ?? '', err: err?.join('') ?? '' };
  };
  const durable = createFileStore({ folder: join(folder, 'data') });
  for (const id of [CREDENTIAL, OTHER]) await durable.put(KINDS.credential, { id, owner: USER, value: '{}' }, 0);
  await durable.close();
  return { run, folder, revoke: (...what: string[]) => run('revoke', ...what, '-c', file) };
}
const inFile = (folder: string): object => ({ file: { path: join(folder, 'audit.jsonl') } });
const eventsIn = async (path: string): Promise<Event[]> =>
  (await readFile(path, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ name }) => !name.startsWith('chain.'));

it('has the credential that is gone and what was asked for, by whom and where, in a file of its own that verifies', async () => {
  const { run, folder, revoke } = await house(inFile);
  expect(await revoke('--credential', CREDENTIAL)).toMatchObject({ code: 0, err: '' });
  const path = join(folder, 'audit.revoke.jsonl');
  const initiator = {
    ...{ typeURI: 'service/security/account/user', id: userInfo().username, domain: hostname() },
    host: { address: 'local', agent: expect.stringContaining('revoke') },
  };
  const reason = { reasonType: 'scs-gateway/endings', reasonCode: 'operator' };
  const common = { outcome: 'success', initiator, reason, observer: { command: 'revoke' } };
  expect(await eventsIn(path)).toMatchObject([
    {
      ...common,
      name: 'credential',
      action: 'delete',
      target: { typeURI: 'data/security/credential', id: CREDENTIAL },
    },
    { ...common, name: 'revocation', action: 'revoke', target: { id: CREDENTIAL, of: 'credential' } },
  ]);
  const verified = await run('audit', 'verify', '--json', path);
  expect(verified.code).toBe(0);
  expect(JSON.parse(verified.out)).toMatchObject({ intact: true, chains: [{ from: 1, to: 4, ended: true }] });
});

it('has what the command could not do as failed, with what it did beside', async () => {
  const { folder, revoke } = await house(inFile);
  expect(await revoke('--user', USER)).toMatchObject({ code: 1 });
  expect(await revoke('--token-id', '6PwQvZk1TNmWb0sY3xRj9A')).toMatchObject({ code: 1 });
  expect(await eventsIn(join(folder, 'audit.revoke.jsonl'))).toMatchObject([
    { name: 'credential', outcome: 'success', target: { id: CREDENTIAL } },
    { name: 'credential', outcome: 'success', target: { id: OTHER } },
    { name: 'revocation', outcome: 'failure', target: { id: USER, of: 'user' } },
    { name: 'revocation', outcome: 'failure', target: { id: '6PwQvZk1TNmWb0sY3xRj9A', of: 'token' } },
  ]);
});

it('that takes nothing undoes no revocation: it says which sink, and ends with 1', { timeout: 60_000 }, async () => {
  const { folder, revoke } = await house((folder) => ({ file: { path: join(folder, 'taken', 'audit.jsonl') } }));
  await writeFile(join(folder, 'taken'), 'a file where the folder would be');
  expect(await revoke('--credential', CREDENTIAL)).toEqual({
    code: 1,
    out: expect.stringContaining(`revoked: the application credential ${CREDENTIAL}`),
    err: expect.stringMatching(
      /^warning: the audit stream has not got all of this: file \(E[A-Z]+\)\nscs-gateway: revoked, but not told to all of the audit stream\n$/,
    ),
  });
});

it('reaches a collector, and one that never answers holds the command for some seconds alone', {
  timeout: 60_000,
}, async () => {
  const got: string[] = [];
  let isSilent = false;
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text) => got.push(text));
    request.on('end', () => isSilent || response.end());
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((listening) => server.once('listening', listening));
  const { revoke } = await house(() => ({
    http: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` },
  }));
  expect(await revoke('--credential', CREDENTIAL)).toMatchObject({ code: 0, err: '' });
  expect(got.join('')).toContain(`"id":"${CREDENTIAL}"`);
  isSilent = true;
  expect(await revoke('--credential', OTHER)).toMatchObject({
    code: 1,
    err: expect.stringContaining('has not got all of this: http'),
  });
});

it.each<[object, object]>([
  [{ user: USER }, { of: 'user', id: USER }],
  [
    { name: 'alice', domain: 'acme' },
    { of: 'name', id: 'acme/alice' },
  ],
  [{ domain: 'acme' }, { of: 'domain', id: 'acme' }],
  [{ group: 'ops' }, { of: 'group', id: 'ops' }],
  [{ provider: 'keycloak' }, { of: 'provider', id: 'keycloak' }],
])(
  '%j has its own name in it; where the shared state goes away meanwhile, its outcome is unknown',
  async (what, target) => {
    const { folder } = await house(inFile);
    const store = { get: async () => '1', health: () => ({ ok: true, detail: 'Redis is away' }) };
    const audit = {
      file: { path: join(folder, 'a.jsonl'), size: 1e6, keep: 1, fsync: false },
      spool: { size: 1e6, time: 1e6 },
    };
    for (const unsent of [0, 1]) {
      const trail = await openRevocationTrail(
        what,
        { audit, publicUrl: 'https://gateway.example.org' },
        { version: '1', now: Date.now, warn: () => undefined },
      );
      const deps: RevokeDeps = {
        ...{ store, now: Date.now, longestLife: 1_000, told: trail },
        revocations: { add: async () => true, addUser: async () => true, unsent: () => unsent },
        durable: { list: async () => [], remove: async () => true },
      };
      await revoke({ user: undefined, tokenId: undefined, ...what }, deps).catch(() => undefined);
      expect(await trail.close()).toBe(true);
    }
    const events = await eventsIn(join(folder, 'a.revoke.jsonl'));
    expect(events.map(({ outcome, target: { id, of } }) => ({ outcome, id, of }))).toEqual([
      { outcome: 'success', ...target },
      { outcome: 'unknown', ...target },
    ]);
  },
);

// SPDX-License-Identifier: Apache-2.0
import { expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { COMMANDS } from '../../../src/cli/index.ts';
import { runCommandLine } from '../../../src/cli/run.ts';
import { logWarnings } from '../../../src/config/warnings.ts';
import { type Loose, load, minimal, workspace } from './workspace.ts';

const ENV = { T: 'token-of-the-account' };
const REASON =
  'groups arrive as domain/name, e.g. acme/research; set groupNames to plain/qualified to say which your mapping expects';

/** A federated cloud, one of its own accounts, and a cluster by each strategy. */
function federation(providers: object[]): Loose {
  const file = minimal();
  file.identityProviders.push(...providers.map((provider) => ({ ...file.identityProviders[0], ...provider })));
  file.clouds[0].clusters = [
    { id: 'k-0', server: 'https://10.0.0.1:6443', strategy: { kind: 'hub-oidc' } },
    { id: 'k-1', server: 'https://10.0.0.2:6443', strategy: { kind: 'impersonate', token: 'env:T' } },
    { id: 'k-2', server: 'https://10.0.0.3:6443', strategy: { kind: 'passthrough', audience: 'k-2' } },
  ];
  const openstack = { ...file.clouds[0].openstack, authUrl: 'https://keystone.cloud-b.example/v3' };
  file.clouds.push({ id: 'cloud-b', name: 'B', openstack: { ...openstack, strategy: { kind: 'native' } } });
  return file;
}
const PARTNER = { id: 'partner', issuer: 'https://login.partner.example', domain: 'partner' };

it('warns once for each strategy that leaves it open how groups of several domains are called', async () => {
  const { warnings } = await load(stringify(federation([PARTNER])), ENV);
  expect(warnings).toEqual([
    { path: 'clouds[0].openstack.strategy.groupNames', reason: REASON },
    { path: 'clouds[0].clusters[0].strategy.groupNames', reason: REASON },
    { path: 'clouds[0].clusters[1].strategy.groupNames', reason: REASON },
  ]);
});

it('warns of no group names that the configuration says', async () => {
  const file = federation([PARTNER]);
  file.clouds[0].openstack.strategy.groupNames = 'plain';
  for (const place of [0, 1]) file.clouds[0].clusters[place].strategy.groupNames = 'qualified';
  expect((await load(stringify(file), ENV)).warnings).toEqual([]);
});

it('warns of no group names where all providers are of one domain', async () => {
  const file = federation([{ ...PARTNER, domain: 'acme', sharedDomain: true }]);
  file.identityProviders[0].sharedDomain = true;
  expect((await load(stringify(file), ENV)).warnings).toEqual([]);
});

it('check says warnings after what is right, and succeeds', async () => {
  const { file, write } = await workspace();
  const source = federation([PARTNER]);
  source.clouds[0].clusters = [];
  await write('gateway.yaml', stringify(source));
  const said: string[] = [];
  const output = { out: (text: string) => void said.push(text), err: (text: string) => void said.push(text) };
  expect(await runCommandLine(['check', '--config', file], output, COMMANDS)).toBe(0);
  expect(said).toEqual([
    expect.stringContaining(`${file} is right: 2 clouds, 2 identity providers`),
    `warning: clouds[0].openstack.strategy.groupNames: ${REASON}\n`,
    // Nor has there been a start yet.
    expect.stringMatching(/^warning: there is no key in /),
  ]);
});

it('each warning is a log line of its own, with its path', () => {
  const warn = vi.fn();
  logWarnings(
    [
      { path: 'a', reason: 'why' },
      { path: 'b', reason: 'so' },
    ],
    { warn },
  );
  expect(warn.mock.calls).toEqual([
    [{ path: 'a' }, 'why'],
    [{ path: 'b' }, 'so'],
  ]);
});

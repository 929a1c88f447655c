// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { keypairs } from '../../../../../src/adapters/openstack/resources/keypairs.ts';
import { fakeApi, recorded } from '../../../../contract/scs-native-api.ts';

const WHERE = { cloud: 'cloud-a', region: 'cloud-a', project: 'p' };
const MADE = { 'POST compute /os-keypairs': recorded('openstack/cloud-a/keypair-create') };

it('gives the private key only with the answer that makes the pair, beside the native object', async () => {
  const api = fakeApi(MADE);
  const found = await keypairs.create?.(api, { name: 'sample-key' });
  expect(found?.native).not.toHaveProperty('private_key');
  expect(found && keypairs.map(found, WHERE)).toMatchObject({
    id: 'sample-key',
    name: 'sample-key',
    project: null,
    type: 'ssh',
    privateKey: 'cut',
    fingerprint: '6c:e1:b8:a0:87:d7:0d:7f:3d:12:c0:18:a0:5b:19:b9',
  });
  expect(keypairs.map({ native: found?.native ?? {} }, WHERE).privateKey).toBeNull();
});

it('stays below microversion 2.92 to have a pair made, since Nova makes none from there on', async () => {
  const api = fakeApi(MADE);
  await keypairs.create?.(api, { name: 'a' });
  expect(api.calls).toEqual([expect.objectContaining({ microversion: '2.91', body: { keypair: { name: 'a' } } })]);
});

it('goes to 2.92 with a public key, since only there names may have dots', async () => {
  const api = fakeApi(MADE);
  await keypairs.create?.(api, { name: 'me@work', publicKey: 'ssh-ed25519 AAAA', type: 'ssh' });
  expect(api.calls).toEqual([
    expect.objectContaining({
      microversion: '2.92',
      body: { keypair: { name: 'me@work', public_key: 'ssh-ed25519 AAAA' } },
    }),
  ]);
});

it('follows a link to the next page whose path is wrong, by its marker', async () => {
  const api = fakeApi({
    'GET compute /os-keypairs': recorded('openstack/reference/keypairs-list-page1'),
    'GET compute /os-keypairs?marker=me+at+work%2F2': recorded('openstack/reference/keypairs-list-page2'),
  });
  for await (const _page of keypairs.list(api, { filters: {} }));
  expect(api.calls.map(({ path, query }) => [path, query])).toEqual([
    ['/os-keypairs', { limit: 1000 }],
    ['/os-keypairs', { limit: 1000, marker: 'me at work/2' }],
  ]);
});

it('deletes by name, escaped', async () => {
  const api = fakeApi({ 'DELETE compute /os-keypairs/a%2Fb': undefined });
  await keypairs.remove?.(api, 'a/b');
  expect(api.calls).toHaveLength(1);
});

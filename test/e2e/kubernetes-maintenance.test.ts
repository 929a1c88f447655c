// SPDX-License-Identifier: Apache-2.0
// A cluster in maintenance, as kubectl and its users see it.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { COMMANDS } from '../../src/cli/index.ts';
import { runCommandLine } from '../../src/cli/run.ts';
import { type ClusterHarness, startClusterHarness } from './cluster-harness.ts';

let h: ClusterHarness;
let token: string;
beforeAll(async () => {
  h = await startClusterHarness();
  token = await h.login('alice');
});
afterAll(() => h.close());

const member = (...args: string[]): Promise<number> => {
  const note = (text: string): void => void said.push(text);
  return runCommandLine(['member', ...args, '--config', file()], { out: note, err: note }, COMMANDS);
};
const file = (name = 'gateway.yaml'): string => join(dirname(h.keys), name);
/** What the commands have printed. */
const said: string[] = [];
const pods = (cluster: string, http: 1 | 2 = 2) =>
  h.send('GET', `/k8s/${cluster}/api/v1/namespaces/default/pods`, { token, http });

it('a cluster that is drained says so in each answer of its own and in the list of clusters, and refuses what is new as a Status', async () => {
  expect(await member('drain', 'hub', '--reason', 'Upgrade', '--refuse-creates')).toBe(0);
  await vi.waitFor(async () => expect((await pods('hub')).headers['x-scs-maintenance']).toBe('hub'), 20_000);
  expect((await pods('hub', 1)).status).toBe(200);
  expect((await pods('imp')).headers['x-scs-maintenance']).toBeUndefined();
  const listed = (await h.send('GET', '/k8s', { token })).body.clusters as { id: string; maintenance?: object }[];
  expect(listed.flatMap(({ id, maintenance }) => (maintenance === undefined ? [] : [[id, maintenance]]))).toEqual([
    ['hub', { reason: 'Upgrade', startedAt: expect.any(String), endsAt: null, refusesCreates: true }],
  ]);
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'drained' } };
  const path = '/api/v1/namespaces/default/pods';
  const refused = await h.send('POST', `/k8s/hub${path}`, { token, json: pod });
  // client-go waits as long as it is told, ten times over.
  expect([refused.status, refused.headers['retry-after'], refused.body]).toMatchObject([
    503,
    '10',
    { kind: 'Status', code: 503, message: expect.stringContaining('in maintenance: Upgrade; nothing new is made') },
  ]);
  const review = { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1' };
  const asked = await h.send('POST', '/k8s/hub/apis/authentication.k8s.io/v1/selfsubjectreviews', {
    token,
    json: review,
  });
  expect(asked.status).toBe(201);
  expect(await member('resume', 'hub')).toBe(0);
  await vi.waitFor(async () => expect((await pods('hub')).headers['x-scs-maintenance']).toBeUndefined(), 20_000);
});

it('a cloud that is drained takes its clusters with it, and a cluster alone is named as such', async () => {
  await member('drain', 'cloud-a', '--reason', 'Power');
  await vi.waitFor(async () => expect((await pods('imp')).headers['x-scs-maintenance']).toBe('imp'), 20_000);
  expect(await member('resume', 'imp')).toBe(1);
  expect(await member('drain', 'cloud-a', '--reason', 'x', '--cluster')).toBe(1);
  expect(await member('resume', 'cloud-a')).toBe(0);
});

it('a cluster that has left the configuration while it was drained is resumed by the words that the list has for it', async () => {
  await member('drain', 'imp', '--reason', 'Power');
  const config = parse(await readFile(file(), 'utf8')) as { clouds: { clusters?: { id: string }[] }[] };
  for (const cloud of config.clouds) cloud.clusters = (cloud.clusters ?? []).filter(({ id }) => id !== 'imp');
  await writeFile(file('without.yaml'), stringify(config));
  const without = (...args: string[]) =>
    runCommandLine(
      ['member', ...args, '--config', file('without.yaml')],
      { out: (text) => void said.push(text), err: () => undefined },
      COMMANDS,
    );
  said.length = 0;
  expect(await without('list')).toBe(0);
  const [, words = ''] = /cluster imp is drained, .*: scs-gateway member (.+)\n/.exec(said.join('')) ?? [];
  expect(words).toBe('resume imp --cluster');
  expect(await without(...words.split(' '))).toBe(0);
});

// SPDX-License-Identifier: Apache-2.0
// Blocks of pages that nothing else runs, as they stand there: at the demo, with the programs that they name. Only what is an
// example's is replaced: addresses, ids, secrets.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startHarness } from '../e2e/harness.ts';
import { blockOf, type DemoShell, type Said, startDemoShell } from './demo-shell.ts';

const GATEWAY = 'https://gateway.example.org';
let shell: DemoShell;
beforeAll(async () => {
  shell = await startDemoShell();
  const { code, out } = await shell.bash(
    `${await blockOf('docs/tools/README.md', 'scs-gateway login --gateway', { [GATEWAY]: shell.demo.gatewayUrl })}
scs-gateway clouds-yaml --merge --project acme/research`,
  );
  expect(code, out).toBe(0);
}, 120_000);
afterAll(() => shell?.close());

/** What it said, where every command of it has succeeded. */
function well({ code, out }: Said): string {
  expect(code, out.slice(-1_500)).toBe(0);
  return out;
}
const asAlice = { OS_CLOUD: 'scs' };

describe('the demo’s environment in a shell', () => {
  it.each([
    ['README.md', 'scs-gateway kubeconfig --merge'],
    ['docs/demo.md', 'unset SCS_TOKEN'],
  ])('%s logs a person in', async (page, text) => {
    expect(well(await shell.bash(await blockOf(page, text)))).toMatch(/user {6}alice of domain acme, by demo\n/);
  });

  it('has a member that is removed, joined again and checked, as docs/demo.md says', async () => {
    const { clouds } = parse(await readFile(join(shell.home, '.demo/gateway.yaml'), 'utf8'));
    const [, { openstack: there }] = clouds;
    const block = await blockOf('docs/demo.md', 'cp .demo/gateway.yaml', {
      'http://127.0.0.1:8720/identity/v3': there.authUrl,
    });
    expect(well(await shell.bash(block))).toMatch(/cloud-b/);
    const mine = parse(await readFile(join(shell.home, '.demo/mine.yaml'), 'utf8'));
    expect(mine.clouds.map(({ id }: { id: string }) => id).toSorted()).toEqual(['cloud-a', 'cloud-b']);
  });

  it('takes a token of the identity provider, as docs/demo.md says', async () => {
    const block = await blockOf('docs/demo.md', 'OS_ACCESS_TOKEN', { 'http://127.0.0.1:8091': shell.demo.issuer });
    expect(well(await shell.bash(`. .demo/env\n${block}`))).toMatch(/\| research/);
  });
});

describe('application credentials', () => {
  /** id and secret, as the client's table shows them. */
  const shown = (table: string): Record<string, string> => {
    const cell = (name: string): string => new RegExp(`^\\| ${name} +\\| (\\S+)`, 'm').exec(table)?.[1] ?? '';
    return { '21dced0fd20347869b93710d2b98aae0': cell('id'), 'scs_…': cell('secret') };
  };
  let made: Record<string, string>;

  it.each([
    ['docs/cluster-api.md', 'application credential create capo'],
    ['docs/application-credentials.md', 'application credential create terraform'],
  ])('are made by the command of %s', async (page, text) => {
    made = shown(well(await shell.bash(await blockOf(page, text), asAlice)));
    expect(Object.values(made)).toEqual([expect.stringMatching(/^\w{32}$/), expect.stringMatching(/^scs_/)]);
  });

  it.each([
    ['docs/application-credentials.md', 'https://<gateway>', 'scs'],
    ['docs/exporters.md', GATEWAY, 'metrics-research-a'],
  ])('log in by the clouds.yaml of %s', async (page, gateway, cloud) => {
    const file = await blockOf(page, 'v3applicationcredential', { ...made, [gateway]: shell.demo.gatewayUrl });
    await mkdir(join(shell.home, 'elsewhere'), { recursive: true });
    await writeFile(join(shell.home, 'elsewhere/clouds.yaml'), file);
    const list = `cd elsewhere\nopenstack --os-cloud ${cloud} flavor list`;
    expect(well(await shell.bash(list))).toMatch(/\| SCS-/);
  });
});

it('a program logs in as a client of the identity provider by the clouds.yaml of docs/exporters.md', async () => {
  const file = await blockOf('docs/exporters.md', 'v3oidcclientcredentials', {
    [GATEWAY]: shell.demo.gatewayUrl,
    'identity_provider: keycloak': 'identity_provider: demo',
    'https://idp.example.org/realms/scs': shell.demo.issuer,
    'client_id: metrics': 'client_id: automation',
    'change-me': 'automation-secret',
  });
  await mkdir(join(shell.home, 'metrics'));
  await writeFile(join(shell.home, 'metrics/clouds.yaml'), file);
  const list = 'cd metrics\nopenstack --os-cloud metrics-research-a flavor list';
  expect(well(await shell.bash(list))).toMatch(/\| SCS-/);
});

it('the profile of a region is saved where the client looks for it, as docs/identity.md says', async () => {
  const block = await blockOf('docs/identity.md', 'clouds-public.yaml', {
    'https://<gateway>': shell.demo.gatewayUrl,
    '<region>': 'cloud-a',
  });
  well(await shell.bash(block));
  const written = parse(await readFile(join(shell.home, '.config/openstack/clouds-public.yaml'), 'utf8'));
  const [profile] = Object.values(written['public-clouds']);
  expect(profile).toMatchObject({ auth: { auth_url: expect.stringContaining(shell.demo.gatewayUrl) } });
});

describe('docs/joining-a-cluster.md', () => {
  const instead = (text: string, more: Record<string, string> = {}) =>
    blockOf('docs/joining-a-cluster.md', text, { [GATEWAY]: shell.demo.gatewayUrl, ...more });

  it('writes a kubeconfig for kubectl, alone and beside another', async () => {
    await mkdir(join(shell.home, '.kube'), { recursive: true });
    await writeFile(
      join(shell.home, '.kube/config'),
      'apiVersion: v1\nkind: Config\ncontexts: [{ name: mine, context: { cluster: mine, user: me } }]\n',
    );
    const alone = await instead('kubeconfig --gateway https://gateway.example.org > ~/.kube/scs', {
      'prod-a': 'demo-a',
    });
    well(await shell.bash(alone));
    well(await shell.bash(await instead('kubectl config view --flatten')));
    const contexts = 'for file in config both; do kubectl --kubeconfig ~/.kube/$file config get-contexts -o name; done';
    expect(
      well(await shell.bash(contexts))
        .trim()
        .split('\n')
        .toSorted(),
    ).toEqual(['demo-a', 'demo-a', 'mine', 'mine']);
  });

  it('joins a cluster to the configuration, which the check then finds right', async () => {
    const { clouds } = parse(await readFile(join(shell.home, '.demo/gateway.yaml'), 'utf8'));
    const [{ clusters }] = clouds;
    const block = await blockOf('docs/joining-a-cluster.md', 'member add prod-a', {
      'https://k8s.cloud-a.example:6443': clusters[0].server,
      'research=research:edit': 'acme-research=research:edit',
      'group research': 'group acme-research',
      // As the demo's cluster has it; without, it is the address.
      '--cloud cloud-a': '--cloud cloud-a --audience demo-a',
      'prod-a': 'demo-a',
    });
    const before = 'cp .demo/gateway.yaml gateway.yaml\nscs-gateway member remove demo-a --yes --config gateway.yaml';
    const trusts = { NODE_EXTRA_CA_CERTS: clusters[0].caFile };
    expect(well(await shell.bash(`${before}\n${block}`, trusts))).toMatch(/ok +login[\s\S]*0 failed|\d+ ok\n$/);
    const mine = parse(await readFile(join(shell.home, 'gateway.yaml'), 'utf8'));
    expect(mine.clouds[0].clusters).toMatchObject([{ id: 'demo-a', server: clusters[0].server }]);
  });

  it('shows a binding that kubectl can make', async () => {
    const block = await blockOf('docs/joining-a-cluster.md', 'create clusterrolebinding keys-of-service-accounts');
    const dry = 'kubectl() { command kubectl "$@" --dry-run=client -o json; }';
    expect(JSON.parse(well(await shell.bash(`${dry}\n${block}`)))).toMatchObject({
      roleRef: { kind: 'ClusterRole', name: 'system:service-account-issuer-discovery' },
      subjects: [{ kind: 'Group', name: 'system:unauthenticated' }],
    });
  });
});

it('a token becomes another one by the requests of docs/token-exchange.md', async () => {
  const page = 'docs/token-exchange.md';
  const idp = await blockOf('docs/demo.md', 'OS_ACCESS_TOKEN', { 'http://127.0.0.1:8091': shell.demo.issuer });
  const made = await shell.bash('openstack application credential create exchange -f json', asAlice);
  const { id, secret } = JSON.parse(well(made));
  const script = [
    `${idp.slice(0, idp.lastIndexOf('openstack --os-cloud'))}\nSUBJECT=$OS_ACCESS_TOKEN`,
    await blockOf(page, 'scope=project:acme/research'),
    await blockOf(page, 'audience=prod-a', { 'prod-a': 'demo-a' }),
    await blockOf(page, 'grant_type=client_credentials'),
  ].join('\necho\n');
  const env = {
    GATEWAY: shell.demo.gatewayUrl,
    OS_APPLICATION_CREDENTIAL_ID: id,
    OS_APPLICATION_CREDENTIAL_SECRET: secret,
  };
  const answers = well(await shell.bash(script, env))
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('{'));
  expect(answers.map((answer) => JSON.parse(answer).token_type)).toEqual(['Bearer', 'Bearer', 'Bearer']);
});

it('rclone reads the section of docs/catalogue-and-lens.md', async () => {
  await writeFile(join(shell.home, 'rclone.conf'), await blockOf('docs/catalogue-and-lens.md', '# rclone.conf'));
  expect(JSON.parse(well(await shell.bash('rclone --config rclone.conf config dump')))).toEqual({
    'cloud-a': {
      type: 's3',
      provider: 'Other',
      endpoint: 'https://cloud-a.s3.gateway.example.org',
      region: 'RegionOne',
      env_auth: 'true',
    },
  });
});

it('every request of docs/scs-standards.md is answered', async () => {
  const block = await blockOf('docs/scs-standards.md', 'export SCS=', { [GATEWAY]: shell.demo.gatewayUrl });
  const script = `TOKEN=$(scs-gateway token --unscoped)\ncurl() { command curl -fsS "$@"; }\n${block}`;
  expect(well(await shell.bash(script))).toMatch(/SCS-4V-16/);
});

it('somebody with an account at a cloud of its own accounts logs in by the clouds.yaml of docs/strategies.md', async () => {
  const h = await startHarness({ strategies: { b: { kind: 'native' } }, native: ['b'] });
  try {
    const file = await blockOf('docs/strategies.md', 'username: zoe', {
      [GATEWAY]: h.url,
      'cloud-c': 'cloud-b',
      'username: zoe': 'username: local',
      'password: …': 'password: local-pw',
      'project_name: mine': 'project_name: research',
      'project_domain_name: Default': 'project_domain_name: acme',
    });
    await mkdir(join(shell.home, 'there'));
    await writeFile(join(shell.home, 'there/clouds.yaml'), file);
    well(await shell.bash('cd there\nopenstack --os-cloud there server list'));
  } finally {
    await h.close();
  }
});

it('who asks more often than the example of docs/limits.md allows is told so, and is found in the log', async () => {
  // For an hour, not a minute: a busy machine takes more than a minute for the six.
  const h = await startHarness({ gateway: { limits: { user: { read: '5/1h' } } } });
  try {
    const env = { OS_AUTH_TYPE: 'v3token', OS_AUTH_URL: `${h.url}/identity/v3`, OS_TOKEN: await h.login('alice') };
    const scope = { OS_PROJECT_NAME: 'research', OS_PROJECT_DOMAIN_NAME: 'acme', OS_REGION_NAME: 'cloud-a' };
    const { code, out } = await shell.bash(await blockOf('docs/limits.md', 'for i in 1 2'), { ...env, ...scope });
    expect(code).not.toBe(0);
    expect(out).toMatch(
      /You have sent too many reads: 5 in 3600 seconds are allowed\. Try again in \d+ seconds?\. .*\(HTTP 429\)/,
    );
    await h.scoped('bob', 'teaching');
    await writeFile(join(shell.home, 'gateway.log'), ['no JSON', ...h.log].join('\n'));
    const usage = JSON.parse(well(await shell.bash(await blockOf('docs/limits.md', 'group_by(.project)'))));
    expect(usage.map(({ project }: { project: string }) => project)).toEqual(['acme/research', 'acme/teaching']);
    expect(usage).toMatchObject([
      { limited: expect.any(Number), users: 1 },
      { limited: 0, users: 1 },
    ]);
    expect(usage[0].limited).toBeGreaterThan(0);
    expect(usage[0].requests).toBeGreaterThan(5);
  } finally {
    await h.close();
  }
});

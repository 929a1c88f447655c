// SPDX-License-Identifier: Apache-2.0
// A cloud that is not in the configuration is joined by `scs-gateway member`: its operator undoes what was there, runs what the
// command has written, the check goes through, users find the region; then it is taken out again.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { cleanEnv, type Env, execute, type OpenStackClient, type Outcome } from '../client.ts';
import { ADMIN, type Cloud, loginAt } from '../clouds.ts';
import { type Context, until } from './context.ts';

interface Options {
  readonly lab: string;
  readonly cloud: Cloud;
  /** Of the running gateway, without that cloud. */
  readonly config: string;
  readonly client: (env: Env) => OpenStackClient;
  readonly user: Env;
}

interface Report {
  readonly ok: boolean;
  readonly members: readonly { readonly steps: readonly { step: string; verdict: string; reason: string }[] }[];
}

const MAIN = join(import.meta.dirname, '..', '..', '..', 'src', 'main.ts');
const MAPPING = '/etc/keystone/scs-gateway-mapping.json';

/** Keystone goes on for minutes with users of an identity provider that was deleted, since they are in its cache. */
async function forgetCached({ letter }: Cloud): Promise<void> {
  const socket = connect(letter === 'a' ? 21211 : 21212, '127.0.0.1');
  socket.end('flush_all\r\nquit\r\n').resume();
  await once(socket, 'close');
}

export async function memberCases(context: Context, { lab, cloud, config, client, user }: Options): Promise<void> {
  const { claim } = context.claims;
  const member = (...args: string[]): Promise<Outcome> =>
    execute(process.execPath, [MAIN, 'member', ...args, '--config', config], {
      ...cleanEnv(context.scratch),
      LAB_ADMIN_TOKEN: admin.token,
      NODE_EXTRA_CA_CERTS: context.ca,
    });
  const admin = await loginAt(context.direct, cloud, ADMIN);
  const operator = client({
    OS_AUTH_URL: cloud.authUrl,
    OS_IDENTITY_API_VERSION: '3',
    OS_USERNAME: ADMIN.name,
    OS_PASSWORD: ADMIN.password,
    OS_PROJECT_NAME: ADMIN.project,
    OS_USER_DOMAIN_NAME: 'Default',
    OS_PROJECT_DOMAIN_NAME: 'Default',
  });
  const written = join(context.scratch, `join-${cloud.id}`);
  const before = readFileSync(config, 'utf8');
  const run = async (commands: string): Promise<void> => {
    for (const line of commands.split('\n').filter((one) => one.startsWith('openstack ')))
      await operator.run(...line.replace(MAPPING, join(written, 'scs-gateway-mapping.json')).split(' ').slice(1));
  };
  const check = async (...args: string[]): Promise<Report> => {
    const { stdout, stderr } = await member('check', cloud.id, '--output', 'json', ...args);
    assert.notEqual(stdout, '', stderr);
    return JSON.parse(stdout) as Report;
  };
  const verdictOf = ({ members: [one] }: Report, step: string) => one?.steps.find((found) => found.step === step);

  await claim(
    `member: ${cloud.id} is added by the command, and its Apache has the very lines that are written`,
    async () => {
      const { code, stderr } = await member(
        ...['add', cloud.id, '--openstack', cloud.authUrl, '--region', cloud.region, '--files', written],
        ...['--grant', 'research', '--grant', 'teaching'],
      );
      assert.equal(code, 0, stderr);
      const apache = readFileSync(join(lab, cloud.letter, 'etc/apache/apache.conf'), 'utf8');
      const lines = readFileSync(join(written, 'apache.conf'), 'utf8').split('\n');
      const missing = lines.filter((line) => !apache.includes(line.trim()) && !line.startsWith('OIDCCABundlePath'));
      assert.deepEqual(missing, []);
    },
  );

  await claim(
    `member: before the operator of ${cloud.id} has run anything, the check says what is missing`,
    async () => {
      await run(`openstack federation protocol delete --identity-provider hub openid
openstack identity provider delete hub
openstack mapping delete hub`);
      const users = await operator.json<readonly { readonly ID: string }[]>('user', 'list', '--domain', 'hub');
      if (users.length > 0) await operator.run('user', 'delete', ...users.map(({ ID }) => ID));
      const report = await check('--group', 'research', '--member-token', 'env:LAB_ADMIN_TOKEN');
      assert.equal(report.ok, false);
      assert.equal(verdictOf(report, 'federation')?.verdict, 'ok', JSON.stringify(report));
      assert.equal(verdictOf(report, 'provider')?.verdict, 'failed', JSON.stringify(report));
      assert.equal(verdictOf(report, 'login')?.verdict, 'failed', JSON.stringify(report));
    },
  );

  await claim(`member: once the operator of ${cloud.id} has run what is written, every step is ok`, async () => {
    await run(readFileSync(join(written, 'join.sh'), 'utf8'));
    await forgetCached(cloud);
    const report = await check('--group', 'research', '--member-token', 'env:LAB_ADMIN_TOKEN');
    const steps = report.members.flatMap(({ steps: all }) => all);
    const others = steps.filter(({ verdict, step }) => verdict !== 'ok' && step !== 'tls');
    assert.deepEqual(others, []);
    assert.ok(steps.filter(({ step }) => step.startsWith('service ')).length >= 6, JSON.stringify(steps));
  });

  await claim(`member: a group that ${cloud.id} does not list is told as such`, async () => {
    const report = await check('--group', 'known-nowhere');
    assert.equal(
      verdictOf(report, 'login')?.verdict === 'failed' || verdictOf(report, 'groups')?.verdict === 'failed',
      true,
    );
  });

  await claim(`member: users find the region of ${cloud.id}, without a restart of the gateway`, async () => {
    const os = client(user);
    await until('the region is there', 60, async () => {
      const { code } = await os.outcome('--os-region-name', cloud.id, 'image', 'list');
      return code === 0;
    });
  });

  await claim(`member: ${cloud.id} is removed, and the file is byte for byte what it was`, async () => {
    const { code, stdout, stderr } = await member('remove', cloud.id, '--yes');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /openstack identity provider delete hub/);
    assert.equal(readFileSync(config, 'utf8'), before);
  });
}

// SPDX-License-Identifier: Apache-2.0
// A cluster that trusts nobody yet is joined by `scs-gateway member`, by each strategy that its operator has to do something for:
// the check tells each state that the cluster is in on the way, users find it without a restart, and it is taken out again.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ClusterOptions, startCluster } from '../cluster.ts';
import { type Outcome, run } from '../run.ts';
import { until } from '../talk.ts';
import { PUBLIC, type Setting } from './setting.ts';

interface Options {
  readonly folder: string;
  /** Of the running gateway. */
  readonly config: string;
  readonly ca: string;
  /** Runs `scs-gateway`. */
  readonly command: (...args: string[]) => Promise<Outcome>;
  readonly log: ClusterOptions['log'];
  /** What ends the cluster where the lab ends early. */
  readonly endings: (() => unknown)[];
}

interface Step {
  readonly step: string;
  readonly verdict: string;
  readonly reason: string;
  readonly next?: string;
}

type Verdicts = Readonly<Record<string, Step>>;

const ID = 'joined-a';

export async function memberCases(
  setting: Setting,
  { folder, config, ca, command, log, endings }: Options,
): Promise<void> {
  const { claims, tokens } = setting;
  const { claim } = claims;
  if (!claims.wants('member: ')) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const cluster = await startCluster({ folder: join(folder, 'cluster'), podNetwork: 81, ...(log && { log }) });
  endings.push(() => cluster.stop());
  const before = readFileSync(config, 'utf8');
  const member = (...args: string[]): Promise<Outcome> => command('member', ...args, '--config', config);
  const good = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await member(...args);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const add = (files: string, ...more: string[]): Promise<string> =>
    good(
      ...['add', ID, '--kubernetes', cluster.server, '--cloud', 'a', '--ca-file', cluster.caFile],
      ...['--grant', 'research=default:edit', '--files', join(folder, files), ...more],
    );
  const check = async (...args: string[]): Promise<Verdicts> => {
    const { code, stdout, stderr } = await member('check', ID, '--output', 'json', ...args);
    assert.notEqual(stdout, '', stderr);
    const { ok, members } = JSON.parse(stdout) as { ok: boolean; members: { steps: Step[] }[] };
    assert.equal(code, ok ? 0 : 1);
    return Object.fromEntries((members[0]?.steps ?? []).map((step) => [step.step, step]));
  };
  const asGroup = () => check('--group', 'research');
  const is = (steps: Verdicts, verdicts: Readonly<Record<string, string>>): void => {
    const seen = Object.fromEntries(Object.keys(verdicts).map((step) => [step, steps[step]?.verdict]));
    assert.deepEqual(seen, verdicts, JSON.stringify(steps, null, 1));
  };
  const holds = (steps: Verdicts): void =>
    assert.deepEqual(
      Object.values(steps).filter(({ verdict }) => verdict !== 'ok'),
      [],
    );
  /** An apiserver takes up its file, and rights that were given, some seconds later. */
  const soon = async (wanted: (steps: Verdicts) => boolean): Promise<Verdicts> => {
    let steps: Verdicts = {};
    await until(async () => {
      steps = await asGroup();
      return wanted(steps);
    }, 90).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${JSON.stringify(steps, null, 1)}`);
    });
    return steps;
  };
  const trust = (text: string): void => {
    const file = join(cluster.folder, 'authentication-configuration.yaml');
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  const kubectl = (user: string, ...args: string[]): Promise<Outcome> =>
    run(
      cluster.programs.kubectl,
      [...['--server', `${PUBLIC}/k8s/${ID}`, '--certificate-authority', ca, '--token', tokens[user] ?? ''], ...args],
      { env: { PATH: process.env.PATH, HOME: folder, KUBECONFIG: '/dev/null' } },
    );
  const used = async (): Promise<void> => {
    await until(async () => (await kubectl('alice', 'get', 'pods')).code === 0, 60);
    const { stdout } = await kubectl('alice', 'auth', 'whoami');
    assert.match(stdout, /scs:acme\/alice/);
    assert.match((await kubectl('bob', 'get', 'pods')).stderr, /Forbidden|cannot list|cannot impersonate/i);
  };
  const remove = async (expected: RegExp): Promise<string> => {
    const told = await good('remove', ID, '--yes');
    assert.match(told, expected);
    assert.equal(readFileSync(config, 'utf8'), before);
    return told;
  };

  try {
    const written = (name: string): string => readFileSync(join(folder, 'by-token', name), 'utf8');
    await claim(
      'member: a cluster that trusts nobody is added; the check says that it does not know the gateway',
      async () => {
        await add('by-token', '--audience', 'joined-a');
        const steps = await asGroup();
        is(steps, {
          ...{ name: 'ok', address: 'ok', connection: 'ok', tls: 'ok', hub: 'ok', version: 'ok', clock: 'ok' },
          ...{ login: 'failed', rights: 'not tried', discovery: 'not tried' },
        });
        assert.match(steps.login?.reason ?? '', /answers 401/);
        assert.match(steps.login?.next ?? '', /AuthenticationConfiguration/);
      },
    );
    await claim('member: an AuthenticationConfiguration with another audience changes nothing of that', async () => {
      trust(written('authentication-configuration.yaml').replaceAll('joined-a', 'another-cluster'));
      const steps = await asGroup();
      is(steps, { version: 'ok', login: 'failed', rights: 'not tried' });
    });
    await claim('member: one whose names are others is told as such, with both names', async () => {
      const names = "'scs:' + claims.domain + '/' + claims.preferred_username";
      const text = written('authentication-configuration.yaml');
      assert.ok(text.includes(names));
      trust(text.replace(names, "'scs:' + claims.preferred_username"));
      const steps = await soon(({ login }) => /takes the user for/.test(login?.reason ?? ''));
      assert.match(steps.login?.reason ?? '', /for scs:scs-gateway-check, not for scs:acme\/scs-gateway-check/);
      assert.match(steps.login?.next ?? '', /claimMappings/);
    });
    await claim(
      'member: with the file as it is written the login is ok, and the rights are what is missing',
      async () => {
        trust(written('authentication-configuration.yaml'));
        const steps = await soon(({ login }) => login?.verdict === 'ok');
        assert.match(steps.login?.reason ?? '', /one becomes scs:acme\/scs-gateway-check, in .*scs:research/);
        is(steps, { login: 'ok', rights: 'failed', discovery: 'ok' });
        assert.match(steps.rights?.next ?? '', /bind a role.*scs:/);
        // Nobody has promised anything to a user in no group.
        is(await check(), { login: 'ok', rights: 'ok', discovery: 'ok' });
      },
    );
    await claim('member: once the role bindings are applied every step is ok', async () => {
      await cluster.kubectl(['apply', '-f', join(folder, 'by-token', 'role-bindings.yaml')]);
      holds(await soon(({ rights }) => rights?.verdict === 'ok'));
      is(await check('--group', 'research', '--namespace', 'kube-system'), { login: 'ok', rights: 'failed' });
    });
    await claim('member: users reach the cluster that was added, without a restart of the gateway', used);
    await claim('member: an authority that did not sign the certificate is told at its step', async () => {
      const text = readFileSync(config, 'utf8');
      const [kept = '', entry = ''] = [before, text.slice(text.indexOf(`id: ${ID}`))];
      assert.ok(kept !== text && entry.includes(cluster.caFile));
      writeFileSync(config, text.replace(cluster.caFile, ca));
      try {
        const steps = await asGroup();
        is(steps, { connection: 'ok', tls: 'failed', version: 'not tried', login: 'not tried' });
        assert.match(steps.tls?.next ?? '', /caFile/);
      } finally {
        writeFileSync(config, text);
      }
    });
    await claim('member: an apiserver that is away is told at its step, and none after it is tried', async () => {
      await cluster.stopApiserver('crash');
      try {
        is(await asGroup(), { connection: 'failed', tls: 'not tried', version: 'not tried', login: 'not tried' });
      } finally {
        await cluster.startApiserver();
      }
      holds(await soon(({ rights }) => rights?.verdict === 'ok'));
    });
    await claim('member: the cluster is removed, byte for byte; what its operator may take away is said', async () => {
      await remove(/entry in its AuthenticationConfiguration/);
      trust('apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt: []\n');
    });

    for (const form of ['classic', 'constrained'] as const) {
      const files = `by-impersonation-${form}`;
      const token = join(folder, `${form}.token`);
      await claim(
        `member: the account of the ${form} form is made by what is written, and its check holds`,
        async () => {
          await cluster.kubectl(['delete', 'namespace', 'scs-gateway', '--ignore-not-found']);
          await cluster.kubectl([
            'delete',
            'clusterrole,clusterrolebinding',
            'scs-gateway-impersonator',
            '--ignore-not-found',
          ]);
          // The entry refers to a token that is not there before the operator has sent it.
          writeFileSync(token, 'not-yet', { mode: 0o600 });
          await add(
            ...([files, '--strategy', 'impersonate', '--token', `file:${token}`] as const),
            ...(form === 'constrained' ? ['--constrained'] : []),
          );
          is(await asGroup(), { version: 'ok', login: 'failed', rights: 'not tried' });
          const rbac = form === 'classic' ? 'impersonator-rbac.yaml' : 'impersonator-rbac-constrained.yaml';
          await cluster.kubectl(['apply', '-f', join(folder, files, rbac)]);
          // As the page written says: the account's token goes to the gateway's operator.
          const sh = readFileSync(join(folder, files, 'token.sh'), 'utf8')
            .trim()
            .replace(/^kubectl/, cluster.programs.kubectl);
          const line = `cd '${folder}' && umask 077 && ${sh} && mv token '${token}'`;
          const env = { PATH: process.env.PATH, HOME: folder, KUBECONFIG: cluster.adminKubeconfig };
          await until(async () => {
            const { code } = await run('/bin/bash', ['-c', line], { env });
            return code === 0 && readFileSync(token, 'utf8').length > 100;
          }, 30);
          const steps = await soon(({ login }) => login?.verdict === 'ok');
          assert.match(steps.login?.reason ?? '', /one becomes scs:acme\/scs-gateway-check, in .*scs:research/);
          await cluster.kubectl(['apply', '-f', join(folder, files, 'role-bindings.yaml')]);
          holds(await soon(({ rights }) => rights?.verdict === 'ok'));
        },
      );
      if (form === 'classic')
        await claim(
          'member: a group that the account may not impersonate is told with the rule that is missing',
          async () => {
            const { login } = await check('--group', 'teaching');
            assert.match(login?.reason ?? '', /403.*(?:impersonate|scs:teaching)/);
            assert.match(login?.next ?? '', /resourceNames/);
          },
        );
      await claim(`member: users reach the cluster by the ${form} form`, used);
      await claim(`member: the ${form} form is taken away by what the removal says`, async () => {
        const told = await remove(/kubectl delete namespace scs-gateway/);
        assert.ok(told.includes(`Nothing refers to the file ${token} any more.`), told);
        const [, commands = ''] = /```sh\n(kubectl delete[\s\S]*?)```/.exec(told) ?? [];
        for (const line of commands.trim().split('\n')) await cluster.kubectl(line.split(' ').slice(1));
      });
    }
  } finally {
    writeFileSync(config, before);
    await cluster.stop();
  }
}

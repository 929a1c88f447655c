// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Output } from '../../../src/cli/command.ts';
import { COMMANDS } from '../../../src/cli/index.ts';
import { createProgram, runCommandLine } from '../../../src/cli/run.ts';
import { VERSION } from '../../../src/version.ts';
import { commandsOf, silent } from './commands.ts';

const VARIABLES = ['SCS_GATEWAY_CONFIG', 'SCS_GATEWAY_URL', 'SCS_TOKEN', 'SCS_CA', 'SCS_CLIENT_SECRET'];
beforeEach(() => {
  for (const name of VARIABLES) vi.stubEnv(name, undefined);
  // Nobody has logged in there.
  vi.stubEnv('XDG_STATE_HOME', '/nowhere');
});
afterEach(() => vi.unstubAllEnvs());

async function run(...args: string[]) {
  const said = { out: '', err: '' };
  const output: Output = {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
  };
  const code = await runCommandLine(args, output, COMMANDS);
  return { code, ...said };
}

describe('a command line', () => {
  it('with --version gets the version', async () => {
    expect(await run('--version')).toEqual({ code: 0, out: `${VERSION}\n`, err: '' });
    expect(await run('-v')).toEqual({ code: 0, out: `${VERSION}\n`, err: '' });
  });

  it('with --help alone gets the list of all commands', async () => {
    const { code, out, err } = await run('--help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const name of ['serve', 'check', 'keys', 'revoke', 'kubeconfig', 'credential'])
      expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  it.each([
    ['an option that no command has', ['check', '--auht'], "unknown option '--auht'", 'check'],
    ['an option of another command', ['check', '--auth', 'token'], "unknown option '--auth'", 'check'],
    ['a misspelt option, before what is missing', ['check', '--confg', 'x'], '(Did you mean --config?)', 'check'],
    ['an option without its value', ['revoke', '--user'], "option '--user <id>' argument missing", 'revoke'],
    ['a value that is none of the choices', ['kubeconfig', '--auth', 'none'], 'Allowed choices are exec', 'kubeconfig'],
    ['a surplus argument', ['check', 'gateway.yaml'], "too many arguments for 'check'", 'check'],
    ['an option before the command', ['-c', 'x', 'check'], "too many arguments for 'serve'", 'serve'],
    ['no configuration', ['check'], 'check needs --config FILE or $SCS_GATEWAY_CONFIG', 'check'],
    ['nothing at all', [], 'serve needs --config FILE or $SCS_GATEWAY_CONFIG', 'serve'],
    ['a wrong value', ['revoke', '--user', 'alice', '-c', 'x'], '64 hex digits', 'revoke'],
    ['no gateway', ['login'], 'login needs --gateway URL or $SCS_GATEWAY_URL', 'login'],
    [
      'a gateway without a scheme',
      ['kubeconfig', '--gateway', 'localhost:8443'],
      '--gateway or $SCS_GATEWAY_URL must begin with https://: localhost:8443',
      'kubeconfig',
    ],
    [
      'a gateway without a scheme, to log in at',
      ['login', '--gateway', 'localhost:8443'],
      '--gateway or $SCS_GATEWAY_URL must begin with https://: localhost:8443',
      'login',
    ],
    ['no issuer', ['credential', '--client-id', 'x'], 'credential needs --issuer URL', 'credential'],
    ['no client', ['credential', '--issuer', 'https://x'], 'credential needs --client-id ID', 'credential'],
    ['a misspelt subcommand', ['keys', 'rotat'], '(Did you mean rotate?)', 'keys'],
  ])('with %s ends with 2, says why, and points to the help of its command', async (_what, args, why, command) => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^scs-gateway: /);
    expect(err).toContain(why);
    expect(err.match(/^scs-gateway: /gm)).toHaveLength(1);
    expect(err).toContain(`\nRun "scs-gateway ${command} --help" for usage.\n`);
  });

  it.each(['kubeconfig', 'token', 'env', 'clouds-yaml', 'whoami', 'logout'])(
    '%s without a login ends with 3 and says how to log in',
    async (command) => {
      expect(await run(command, '--gateway', 'https://gw.example')).toEqual({
        code: 3,
        out: '',
        err: 'scs-gateway: there is no login at https://gw.example: run `scs-gateway login`\n',
      });
    },
  );

  it.each(['kubeconfig', 'token', 'env', 'clouds-yaml', 'whoami', 'logout'])(
    '%s where nobody has ever logged in ends with 3 and says which option names the gateway',
    async (command) => {
      expect(await run(command)).toEqual({
        code: 3,
        out: '',
        err: 'scs-gateway: there is no login on this machine: run `scs-gateway login --gateway URL`\n',
      });
    },
  );

  it('with a misspelt command ends with 2 and says what may be meant, rather than serving', async () => {
    expect(await run('chekc', '-c', 'x')).toEqual({
      code: 2,
      out: '',
      err: 'scs-gateway: unknown command \'chekc\'\n(Did you mean check?)\nRun "scs-gateway --help" for usage.\n',
    });
  });

  it('with a command that needs a subcommand ends with 2 and shows which there are', async () => {
    const { code, out, err } = await run('keys');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('rotate [options]');
  });

  it('without a command serves', async () => {
    const file = '/nowhere/gateway.yaml';
    const served = await run('--config', file);
    expect(served).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(/^scs-gateway: .*\/nowhere\/gateway\.yaml/),
    });
    expect(await run('serve', '--config', file)).toEqual(served);
  });

  it('takes the configuration from the environment where the option is not given', async () => {
    vi.stubEnv('SCS_GATEWAY_CONFIG', '/nowhere/of-the-environment.yaml');
    expect((await run('check')).err).toContain('/nowhere/of-the-environment.yaml');
    expect((await run('check', '-c', '/nowhere/of-the-option.yaml')).err).toContain('/nowhere/of-the-option.yaml');
  });
});

describe.each(commandsOf(createProgram(silent, COMMANDS)))('$path', ({ path, command }) => {
  const args = path.split(' ').slice(1);

  it('has a help with its description and every option', async () => {
    const { code, out, err } = await run(...args, '--help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`Usage: ${path}`);
    expect(command.description()).toMatch(/^[A-Z].*\.$/);
    expect(command.summary()).not.toBe('');
    for (const { long } of command.options) expect(out).toContain(`${long}`);
  });

  it('has examples in its help', async () => {
    expect((await run(...args, '--help')).out).toMatch(new RegExp(`^Examples:\\n  \\$ ${path}`, 'm'));
  });
});

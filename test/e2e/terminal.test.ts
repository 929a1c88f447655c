// SPDX-License-Identifier: Apache-2.0
// What the command asks people at a terminal, and what shells complete there when somebody presses the tabulator.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Demo, startDemo } from '../../demo/demo.ts';
import { atTerminal, type Terminal } from './at-terminal.ts';
import { confirmCode } from './browser.ts';
import { cloud, house } from './member-house.ts';

const home = mkdtempSync(join(tmpdir(), 'scs-terminal-'));
const bin = join(home, 'bin');
mkdirSync(bin);
const main = join(import.meta.dirname, '../../src/main.ts');
writeFileSync(join(bin, 'scs-gateway'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`, { mode: 0o755 });
const env = { PATH: `${bin}:${process.env.PATH}`, HOME: home, TERM: 'xterm', LANG: 'C.UTF-8', SHELL: '/bin/sh' };
afterAll(() => rmSync(home, { recursive: true }));

let terminal: Terminal | undefined;
afterEach(() => terminal?.close());
const open = (command: string): Terminal => {
  terminal = atTerminal(command, env, home);
  return terminal;
};

describe('member add at a terminal', () => {
  const file = async (): Promise<string> =>
    (await house([cloud('cloud-a', 'https://keystone.cloud-a.example/v3')])).file;

  it('asks for all that is missing, takes what it proposes for an empty answer, and the file has it', async () => {
    const config = await file();
    const at = open(`scs-gateway member add cloud-b -c ${config}`);
    for (const [question, answer] of [
      [/OpenStack or Kubernetes\? \[openstack\]: /, ''],
      // Nothing is proposed here: it asks again.
      [/URL of its Keystone, ending in \/v3: /, ''],
      [/URL of its Keystone, ending in \/v3: /, 'https://keystone.cloud-b.example/v3'],
      [/own name of its region \[RegionOne\]: /, ''],
      [/Name that users see \[cloud-b\]: /, 'Cloud Bee'],
      [/Strategy \(docs\/strategies\.md\) \[hub-oidc\]: /, ''],
      [/What groups get there, .*: /, 'research teaching=lessons:reader'],
    ] as const) {
      await at.until(question);
      at.type(`${answer}\n`);
    }
    expect(await at.ended).toBe(0);
    expect(at.text()).toMatch(/openstack role add --group teaching .* --project lessons .* reader/);
    expect(parse(readFileSync(config, 'utf8')).clouds[1]).toMatchObject({
      ...{ id: 'cloud-b', name: 'Cloud Bee' },
      openstack: {
        authUrl: 'https://keystone.cloud-b.example/v3',
        region: 'RegionOne',
        strategy: { kind: 'hub-oidc' },
      },
    });
  });

  it.each([
    ['three empty answers', ['\n', '\n', '\n'], 'no answer'],
    ['the end of input', ['\u0004'], 'Aborted with Ctrl+D'],
    ['an interrupt', ['\u0003'], 'Aborted with Ctrl+C'],
  ])('changes nothing after %s, and says why without a stack', async (_, answers, said) => {
    const config = await file();
    const before = readFileSync(config, 'utf8');
    const at = open(`scs-gateway member add cloud-b -c ${config}`);
    await at.until(/OpenStack or Kubernetes/);
    at.type('\n');
    for (const answer of answers) {
      await at.until(/URL of its Keystone/);
      at.type(answer);
    }
    expect(await at.ended).toBe(1);
    expect(at.text()).toContain(`scs-gateway: ${said}\n`);
    expect(at.text()).not.toMatch(/^ +at |unsettled/m);
    expect(readFileSync(config, 'utf8')).toBe(before);
  });

  it('removes a member only for whoever types its id', async () => {
    const config = await file();
    const added = open(
      `scs-gateway member add cloud-b --openstack https://keystone.cloud-b.example/v3 --region R --name B --strategy native -c ${config}`,
    );
    expect(await added.ended).toBe(0);
    const both = readFileSync(config, 'utf8');
    for (const [answer, code] of [
      ['yes', 1],
      ['cloud-b', 0],
    ] as const) {
      expect(readFileSync(config, 'utf8')).toBe(both);
      const at = open(`scs-gateway member remove cloud-b -c ${config}`);
      await at.until(/Remove cloud-b\? Type its id \[no\]: /);
      at.type(`${answer}\n`);
      expect(await at.ended).toBe(code);
    }
    expect(readFileSync(config, 'utf8')).not.toContain('cloud-b');
  });
});

describe('login at a terminal', () => {
  let demo: Demo;
  beforeAll(async () => {
    demo = await startDemo(join(home, 'demo'));
  });
  afterAll(() => demo.close());

  it('shows page, code and a picture of the page for phones, and ends when the code is confirmed', async () => {
    const at = open(`stty rows 60 cols 120; scs-gateway login --gateway ${demo.gatewayUrl} --ca ${demo.files.ca}`);
    await at.until(/[█▀▄]{10}/);
    const [, page = '', code = ''] = await at.until(/open (\S+) and confirm the code (\S+)\n/);
    expect(await confirmCode(demo.issuer, page, code, 'alice')).toContain('go back to your device');
    expect(await at.ended).toBe(0);
    expect(at.text()).toContain('user      alice of domain acme');
  });
});

const installed = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

describe('completion at a terminal', () => {
  /** As docs say where each script goes. */
  const laid: Readonly<Record<string, { readonly to: string; readonly also?: readonly [string, string] }>> = {
    bash: { to: '.bash-completion', also: ['.bashrc', `PS1='> '\n. ~/.bash-completion\n`] },
    zsh: {
      to: '.zfunc/_scs-gateway',
      also: ['.zshrc', `fpath=(~/.zfunc $fpath)\nautoload -U compinit\ncompinit -u\nPS1='> '\n`],
    },
    fish: {
      to: '.config/fish/completions/scs-gateway.fish',
      also: ['.config/fish/config.fish', `function fish_prompt; echo -n '> '; end\nset -g fish_greeting\n`],
    },
  };

  it.each(Object.keys(laid).filter(installed))(
    '%s completes from the first press of the tabulator on',
    async (shell) => {
      const { to, also } = laid[shell] as (typeof laid)[string];
      for (const [path, text] of [
        [to, spawnSync('scs-gateway', ['completion', shell], { env }).stdout.toString()],
        ...(also === undefined ? [] : [also]),
      ] as const) {
        mkdirSync(join(home, path, '..'), { recursive: true });
        writeFileSync(join(home, path), text);
      }
      const at = open(`${shell} -i`);
      await at.until(/> /);
      // The shell itself draws the rest of the word.
      at.type('scs-gateway member comm\t');
      await at.until(/ands/);
      at.type('\u0015scs-gateway env --shell pow\t');
      await at.until(/ershell/);
      at.type('\u0015exit\n');
      await at.ended;
    },
  );
});

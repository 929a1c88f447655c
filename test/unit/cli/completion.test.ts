// SPDX-License-Identifier: Apache-2.0
// Completion, by the shells themselves where they are installed: bash always is.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { candidates } from '../../../src/cli/completion.ts';
import { COMMANDS } from '../../../src/cli/index.ts';
import { createProgram } from '../../../src/cli/run.ts';
import { commandsOf, silent } from './commands.ts';

const program = createProgram(silent, COMMANDS);
const following = (...words: string[]): string[] => candidates(program, words);

describe('the completion of a word', () => {
  it('knows every command and every option', () => {
    for (const { path, command } of commandsOf(program)) {
      const words = path.split(' ').slice(1);
      expect(following(...words)).toContain(words.at(-1));
      for (const { long } of command.options) expect(following(...words, long ?? '')).toContain(long);
    }
  });

  it.each([
    [['log'], ['login', 'logout']],
    [
      ['keys', ''],
      ['list', 'rotate', 'help'],
    ],
    [
      ['env', '--shell', ''],
      ['sh', 'fish', 'powershell'],
    ],
    [['env', '--shell', 'f'], ['fish']],
    [['env', '--shell', 'fish', '--s'], []],
    [['token', '--project', ''], []],
    [['completion', 'b'], ['bash']],
    [
      ['nonsense', 'log'],
      ['login', 'logout'],
    ],
  ])('of %o is one of %o', (words, found) => {
    expect(following(...words)).toEqual(found);
  });
});

const folder = mkdtempSync(join(tmpdir(), 'scs-completion-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(
  join(folder, 'scs-gateway'),
  `#!/bin/sh\nexec '${process.execPath}' '${join(process.cwd(), 'src/main.ts')}' "$@"\n`,
  {
    mode: 0o755,
  },
);
const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, HOME: folder };
const installed = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

const ASK: Readonly<Record<string, (words: string[]) => string>> = {
  bash: (words) => `
    source <(scs-gateway completion bash)
    COMP_WORDS=(scs-gateway ${words.map((word) => `'${word}'`).join(' ')})
    COMP_CWORD=${words.length}
    $(complete -p scs-gateway | sed 's/.*-F \\([^ ]*\\).*/\\1/')
    printf '%s\\n' "\${COMPREPLY[@]}"`,
  zsh: (words) => `
    compdef() { :; }
    compadd() { print -l -- "\${found[@]}"; }
    _files() { print files; }
    source <(scs-gateway completion zsh)
    words=(scs-gateway ${words.map((word) => `'${word}'`).join(' ')})
    CURRENT=$#words
    _scs_gateway`,
  fish: (words) => `
    scs-gateway completion fish | source
    complete -C "scs-gateway ${words.join(' ')}"`,
};

it.each(Object.keys(ASK).filter(installed))('%s asks the program', (shell) => {
  const ask = (...words: string[]): string[] =>
    execFileSync(shell, ['-c', ASK[shell]?.(words) ?? ''], { env })
      .toString()
      .split('\n')
      .filter(Boolean);
  expect(ask('log')).toEqual(['login', 'logout']);
  expect(ask('login', '--bro')).toEqual(['--browser']);
  expect(ask('env', '--shell', 'f')).toEqual(['fish']);
});

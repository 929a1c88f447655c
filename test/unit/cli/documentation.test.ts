// SPDX-License-Identifier: Apache-2.0
// Every command line that a page, a manifest or a help text shows is one that the program takes.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { COMMANDS } from '../../../src/cli/index.ts';
import { createProgram } from '../../../src/cli/run.ts';
import { commandsOf, silent } from './commands.ts';

const root = join(import.meta.dirname, '../../..');
const COMMAND_LINE = /^(?: *\$ )?(scs-gateway [^>|#\n]+)/gm;
const commands = commandsOf(createProgram(silent, COMMANDS));

/** What is shown as code and begins as a command line of ours does: between backticks, or a line of a block. */
function shown(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8');
  const spans = [...text.matchAll(/^```[\s\S]*?^```$|`[^`\n]+`/gm)].map(([span]) => span.replaceAll('`', ''));
  return spans.flatMap((span) => [...span.matchAll(COMMAND_LINE)].map(([, line = '']) => line));
}

/** What is wrong with it; undefined where nothing is. */
function fault(line: string): string | undefined {
  const words = line
    .trim()
    .replaceAll(/[[\]()]/g, '')
    .split(/\s+/);
  const path = words.filter((word) => !word.startsWith('-')).join(' ');
  const [found] = commands.filter((one) => `${path} `.startsWith(`${one.path} `));
  const options = words.filter((word) => word.startsWith('-')).map((word) => word.split(/[=,]/)[0]);
  const taken = (found ?? commands.find((one) => one.path === 'scs-gateway serve'))?.command.options ?? [];
  if (found === undefined && words[1]?.startsWith('-') !== true) return `no such command: ${line}`;
  const wrong = options.find(
    (option) =>
      !['--help', '--version'].includes(option ?? '') &&
      !taken.some(({ long, short }) => long === option || short === option),
  );
  return wrong === undefined ? undefined : `no such option: ${wrong} in ${line}`;
}

it('tells a right command line from a wrong one', () => {
  expect(fault('scs-gateway keys rotate --config FILE')).toBeUndefined();
  expect(fault('scs-gateway [serve] -c gateway.yaml')).toBeUndefined();
  expect(fault('scs-gateway --config gateway.yaml')).toBeUndefined();
  expect(fault('scs-gateway chekc --config FILE')).toContain('no such command');
  expect(fault('scs-gateway check --auth token')).toContain('no such option: --auth');
});

it('every command line in the documentation is one that the program takes', () => {
  const files = globSync(['*.md', 'docs/**/*.md', 'deploy/**/*.yaml', 'config/*.yaml'], { cwd: root });
  const lines = files.flatMap((path) => shown(path).map((line) => ({ path, line })));
  expect(lines.length).toBeGreaterThan(15);
  expect(lines.flatMap(({ path, line }) => (fault(line) === undefined ? [] : [`${path}: ${fault(line)}`]))).toEqual([]);
});

it('every example in a help text is one that the program takes', () => {
  const lines: string[] = [];
  for (const { command } of commands) {
    command.configureOutput({
      writeOut: (text) => lines.push(...[...text.matchAll(COMMAND_LINE)].map(([, line = '']) => line)),
    });
    command.outputHelp();
  }
  expect(lines.length).toBeGreaterThanOrEqual(commands.length);
  expect(lines.map(fault).filter((one) => one !== undefined)).toEqual([]);
});

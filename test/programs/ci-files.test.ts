// SPDX-License-Identifier: Apache-2.0
// What the programs of CI systems say of our files for them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { zuulChecks } from './found.ts';

const root = join(import.meta.dirname, '../..');
const bin = zuulChecks() ?? '';
const run = (program: string, ...args: string[]) => {
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`, NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(join(bin, program), args, { cwd: root, env, encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
};
const schema = (file: string) => run('python', join(import.meta.dirname, 'zuul-schema.py'), file);

it('ansible-lint finds nothing in the playbooks by its strictest profile', () => {
  const { status, said } = run('ansible-lint', '--offline', '--profile', 'production', '--strict', 'playbooks');
  expect({ status, said: status === 0 ? '' : said }).toEqual({ status: 0, said: '' });
});

it('the jobs and the project are right by the schema of Zuul itself, which a wrong field is not', () => {
  expect(schema('.zuul.yaml')).toEqual({ status: 0, said: expect.stringMatching(/^\d+ stanzas are right\n$/) });
  const folder = mkdtempSync(join(tmpdir(), 'scs-zuul-'));
  try {
    const wrong = join(folder, 'zuul.yaml');
    writeFileSync(wrong, readFileSync(join(root, '.zuul.yaml'), 'utf8').replace('abstract: true', 'abstrakt: true'));
    expect(schema(wrong)).toMatchObject({ status: 1, said: expect.stringContaining('abstrakt') });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

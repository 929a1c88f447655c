// SPDX-License-Identifier: Apache-2.0
// The template of a resource (docs/templates/resource) does what docs/adding-a-resource.md says: copied over a tree, with a
// line in each of three lists, it compiles and passes the contract suite. A template that nobody runs would rot.
import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { blocksOf } from '../e2e/readme-blocks.ts';

const root = join(import.meta.dirname, '../..');
const MINUTES = 60_000;

/** The lines of docs/adding-a-resource.md: where an import goes, and where the name does. */
const LINES = [
  {
    file: 'src/model/scs/resources/index.ts',
    import: "import { backups } from './backups.ts';",
    after: 'export const RESOURCES: readonly ResourceDefinition[] = [',
    line: 'backups,',
  },
  {
    file: 'src/adapters/openstack/resources/index.ts',
    import: "import { backups } from './backups.ts';",
    after: 'export const resources: ResourceAdapters = {',
    line: 'backups,',
  },
  {
    file: 'test/contract/scs-fixtures/index.ts',
    import: "import { BACKUPS } from './openstack-backups.ts';",
    after: "{ kind: 'openstack', resources: openstack, fixtures: [",
    line: '...BACKUPS,',
  },
];

let tree: string;
beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), 'scs-gateway-template-'));
  for (const part of ['src', 'test', 'demo', 'standins', 'package.json', 'vitest.config.ts', 'tsconfig.json'])
    await cp(join(root, part), join(tree, part), { recursive: true });
  await symlink(join(root, 'node_modules'), join(tree, 'node_modules'));
  await cp(join(root, 'docs/templates'), join(tree, 'docs/templates'), { recursive: true });
  const git = ['-c', 'user.name=test', '-c', 'user.email=test@example.org', '-c', 'core.hooksPath=/dev/null'];
  for (const words of [
    ['init', '-q'],
    ['add', 'src', 'test', 'docs'],
    ['commit', '-qm', 'as it was'],
  ])
    execFileSync('git', [...git, ...words], { cwd: tree });
  const [copy] = blocksOf(await readFile(join(root, 'docs/adding-a-resource.md'), 'utf8'));
  execFileSync('bash', ['-euc', copy?.text ?? 'false'], { cwd: tree });
}, 2 * MINUTES);
afterAll(() => rm(tree, { recursive: true, force: true }));

async function addLines(lines: typeof LINES): Promise<void> {
  for (const { file, import: statement, after, line } of lines) {
    const path = join(tree, file);
    const source = await readFile(path, 'utf8');
    expect(source.split(after)).toHaveLength(2);
    const [licence = '', ...rest] = source.replace(after, `${after} ${line}`).split('\n');
    await writeFile(path, [licence, statement, ...rest].join('\n'));
  }
}

/** The tool's output; nothing of it where it succeeds. */
function run(tool: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'node_modules', tool), ...args], {
    cwd: tree,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return status === 0 ? '' : `${stdout}${stderr}`;
}

const contract = (): string => run('vitest/vitest.mjs', 'run', 'test/contract/scs-adapters.test.ts');

it('is missed by the contract suite as long as its fixture is on no list', { timeout: 2 * MINUTES }, async () => {
  await addLines(LINES.slice(0, 2));
  expect(contract()).toContain('is run on every resource of every kind of cloud');
});

it('compiles, and passes the contract suite, with a line in each list', { timeout: 2 * MINUTES }, async () => {
  await addLines(LINES.slice(2));
  await writeFile(
    join(tree, 'tsconfig.template.json'),
    JSON.stringify({
      extends: './tsconfig.json',
      include: ['test/contract/scs-adapters.test.ts', 'test/e2e/scs-backups.test.ts'],
    }),
  );
  expect(run('typescript/bin/tsc', '--noEmit', '--project', 'tsconfig.template.json')).toBe('');
  expect(contract()).toBe('');
});

// SPDX-License-Identifier: Apache-2.0
// The files of CI systems, as far as they can be judged by reading: they parse, agree with each other, call scripts that exist, and
// pin what they fetch. What their own programs say of them: test/programs/ci-files.test.ts
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
// biome-ignore lint/suspicious/noExplicitAny: formats of other programs; a wrong shape fails the test that reads it
type Loose = any;
const yaml = (path: string): Loose => parse(read(path));
const manifest = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };

/** Entry scripts and npm scripts that a command names, and that are not there. */
const missing = (command: string): string[] =>
  [
    ...[...command.matchAll(/(?:^|\s)(\.ci\/[\w-]+)/g)].filter(([, file = '']) => !isRunnable(file)),
    ...[...command.matchAll(/\bnpm run ([\w:-]+)/g)].filter(([, name = '']) => !(name in manifest.scripts)),
  ].map(([found]) => found);
const isRunnable = (file: string): boolean =>
  existsSync(join(root, file)) && (statSync(join(root, file)).mode & 0o111) !== 0;

describe('.zuul.yaml', () => {
  const stanzas: Loose[] = yaml('.zuul.yaml');
  const jobs: Loose[] = stanzas.flatMap(({ job }) => job ?? []);
  const project: Loose = stanzas.find((stanza) => stanza.project)?.project;
  const names = jobs.map(({ name }) => name);
  const pipelines = Object.entries<Loose>(project).filter(([, value]) => value?.jobs);

  it('has the pipelines of changes, of every day and of releases', () => {
    expect(pipelines.map(([name]) => name)).toEqual(['check', 'gate', 'periodic', 'release']);
  });

  it('runs in them jobs that it defines, none of which is abstract', () => {
    const used = pipelines.flatMap(([, { jobs: list }]) =>
      list.map((job: Loose) => (typeof job === 'string' ? job : Object.keys(job)[0])),
    );
    const abstract = jobs.filter((job) => job.abstract).map(({ name }) => name);
    expect(used.filter((name) => !names.includes(name) || abstract.includes(name))).toEqual([]);
    expect(names.filter((name) => !used.includes(name) && !abstract.includes(name))).toEqual([]);
    expect(jobs.map(({ parent }) => parent).filter((name) => name !== 'base' && !names.includes(name))).toEqual([]);
  });

  it('names playbooks and scripts that are there', () => {
    const playbooks = jobs.flatMap((job) => [job['pre-run'], job.run, job['post-run']].flat().filter(Boolean));
    expect(playbooks.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(new Set(playbooks)).toEqual(new Set(globSync('playbooks/*.yaml', { cwd: root })));
    const commands: string[] = jobs.flatMap((job) => job.vars?.scs_gateway_commands ?? []);
    expect(commands.length).toBeGreaterThan(5);
    expect(commands.flatMap(missing)).toEqual([]);
  });

  it('gates every change by the whole, and has an end for every job', () => {
    expect(project.gate.jobs).toContain('scs-gateway-whole');
    for (const job of jobs)
      expect(job.timeout ?? jobs.find(({ name }) => name === job.parent)?.timeout).toBeGreaterThan(0);
  });
});

describe('playbooks', () => {
  it.each(globSync('playbooks/*.yaml', { cwd: root }))(
    '%s has plays whose tasks are named, by modules by their full names',
    (path) => {
      const plays: Loose[] = yaml(path);
      const tasks: Loose[] = plays.flatMap((play) => play.tasks);
      expect(tasks.length).toBeGreaterThan(0);
      for (const task of tasks) {
        expect(task.name).toMatch(/^[A-Z]/);
        const modules = Object.keys(task).filter((key) => key.includes('.') || key === 'zuul_return');
        expect(modules).toHaveLength(1);
      }
    },
  );

  it('tell no secret: what writes one has no_log', () => {
    const tasks: Loose[] = yaml('playbooks/run.yaml').flatMap((play: Loose) => play.tasks);
    const writing = tasks.filter((task) => task['ansible.builtin.copy']);
    expect(writing.map((task) => task.no_log)).toEqual([true]);
  });
});

describe('.github/workflows/ci.yaml', () => {
  const workflow = yaml('.github/workflows/ci.yaml');
  const jobs = Object.entries<Loose>(workflow.jobs);
  const steps: Loose[] = jobs.flatMap(([, job]) => job.steps);

  it('pins every action by a commit, with its version beside it', () => {
    const lines = read('.github/workflows/ci.yaml')
      .split('\n')
      .filter((line) => /\buses:/.test(line));
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.filter((line) => !/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it('may read the sources and nothing else, but where a job says more', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const writes = jobs.flatMap(([name, { permissions = {} }]) =>
      Object.entries(permissions).flatMap(([what, how]) => (how === 'write' ? [`${name} ${what}`] : [])),
    );
    expect(writes).toEqual(['clouds id-token']);
    expect(
      steps
        .filter(({ uses }) => uses?.startsWith('actions/checkout'))
        .every((step) => step.with['persist-credentials'] === false),
    ).toBe(true);
  });

  it('calls scripts that are there, and lets no text of others into a shell', () => {
    const runs: string[] = steps.flatMap(({ run }) => run ?? []);
    expect(runs.flatMap(missing)).toEqual([]);
    expect(runs.filter((run) => run.includes('${{'))).toEqual([]);
    expect(jobs.filter(([, job]) => !(job['timeout-minutes'] > 0)).map(([name]) => name)).toEqual([]);
  });

  it('runs the entry scripts that Zuul runs', () => {
    const runs = steps.flatMap(({ run }) => run ?? []).join('\n');
    for (const command of ['.ci/run quick', '.ci/run', '.ci/periodic', '.ci/clouds']) expect(runs).toContain(command);
  });
});

it('the parts of what runs every day are all of it, at GitHub each on a machine of its own', () => {
  const [, parts = ''] = /^PARTS=\(([\w -]+)\)$/m.exec(read('.ci/periodic')) ?? [];
  const names = parts.split(' ');
  expect(names.length).toBeGreaterThan(5);
  expect([...read('.ci/periodic').matchAll(/^run_([\w-]+)\(\)/gm)].map(([, name]) => name)).toEqual(names);
  const { long } = yaml('.github/workflows/ci.yaml').jobs;
  expect(long.strategy.matrix.part).toEqual(names);
  expect(long.if).toContain("github.event_name == 'schedule'");
  // That of hosted runners.
  expect(long['timeout-minutes']).toBeLessThan(360);
  const wrong = spawnSync(join(root, '.ci/periodic'), ['nonsense'], { encoding: 'utf8' });
  expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining(names.join(' '))]);
});

it('newer versions are proposed for each folder that has locked ones, and wait for a week', () => {
  const updates: Loose[] = yaml('.github/dependabot.yml').updates;
  const of = (kind: string): string[] =>
    updates
      .filter((one) => one['package-ecosystem'] === kind)
      .flatMap(({ directory, directories }) => directories ?? [directory]);
  const folders = (file: string): string[] =>
    globSync(`**/${file}`, { cwd: root, exclude: ['**/node_modules', 'dist', '**/.*'] })
      .map((path) => `/${path}`.replace(/\/[^/]+$/, '') || '/')
      .toSorted();
  expect(of('npm').toSorted()).toEqual(folders('package-lock.json'));
  expect(of('gomod').toSorted()).toEqual(folders('go.mod'));
  expect(of('docker')).toEqual(folders('Dockerfile'));
  expect(of('github-actions')).toEqual(['/']);
  for (const update of updates) expect(update.cooldown['default-days']).toBeGreaterThanOrEqual(7);
});

it('every file of a ring with programs is run where its programs are', () => {
  const ring = read('test/programs/vitest.config.ts');
  const files = globSync('*.test.ts', { cwd: join(root, 'test/programs') }).map((file) => file.replace('.test.ts', ''));
  const named = (file: string): boolean => new RegExp(`^  '?${file}'?: \\[`, 'm').test(ring);
  expect(files.filter((file) => !named(file))).toEqual([]);
});

it('what the ring with programs needs is installed wherever it is run', () => {
  const wanted = [...read('test/programs/vitest.config.ts').matchAll(/apt\('([\w.-]+)'\)/g)].map(
    ([, name = '']) => name,
  );
  expect(wanted.length).toBeGreaterThan(10);
  for (const script of ['.ci/run', '.ci/periodic']) {
    const installed = [...read(script).matchAll(/install-packages\.sh ([^'"<|&;\n]+)/g)].flatMap(([, list = '']) =>
      list.trim().split(' '),
    );
    expect(wanted.filter((name) => !installed.includes(name))).toEqual([]);
  }
});

// SPDX-License-Identifier: Apache-2.0
// `npm run build`: what the image has, run from a folder of its own with no package beside it. Its workers, over Redis:
// test/redis/workers.test.ts.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { VERSION } from '../../src/version.ts';
import { cloud, house } from './member-house.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'scs-built-'));
const main = join(folder, 'one/src/main.js');
beforeAll(() => {
  for (const to of ['one', 'two'])
    execFileSync(process.execPath, [join(root, 'scripts/build.ts'), '--to', join(folder, to)], { stdio: 'pipe' });
});
afterAll(() => rmSync(folder, { recursive: true }));

const files = (of: string): string[] =>
  readdirSync(join(folder, of), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, of).length + 1))
    .toSorted();

const run = (...args: string[]) =>
  new Promise<{ code: unknown; out: string; err: string }>((done) => {
    execFile(process.execPath, [main, ...args], { cwd: folder }, (error, out, err) =>
      done({ code: error === null ? 0 : error.code, out, err }),
    );
  });

it('the build is the same, byte for byte, each time', () => {
  expect(files('one')).toEqual(files('two'));
  for (const file of files('one'))
    expect(readFileSync(join(folder, 'one', file)).equals(readFileSync(join(folder, 'two', file)))).toBe(true);
});

it('the build is plain JavaScript, a manifest, what operators of clusters apply, what the portal’s pages load, and licences', () => {
  const others = files('one').filter((file) => !/^src\/(?:chunks\/[\w-]+|main|otel\/register)\.js$/.test(file));
  expect(others).toEqual([
    'LICENSE',
    'LICENSES-OF-PACKAGES',
    'deploy/kubernetes/authentication-configuration.yaml',
    'deploy/kubernetes/impersonator-rbac-constrained.yaml',
    'deploy/kubernetes/impersonator-rbac.yaml',
    'package.json',
    'portal/icon.svg',
    'portal/portal.css',
    'portal/portal.js',
  ]);
  expect(statSync(main).mode & 0o777).toBe(0o755);
  const licences = readFileSync(join(folder, 'one/LICENSES-OF-PACKAGES'), 'utf8');
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'));
  // No path of the machine that built it.
  for (const file of files('one')) expect(readFileSync(join(folder, 'one', file), 'latin1')).not.toContain(root);
});

it('the build has its tracer inside, which says what it cannot do and never keeps the gateway from starting', async () => {
  const at = ['--import', join(folder, 'one/src/otel/register.js'), main, '--version'];
  const started = (env: Record<string, string>) =>
    new Promise<{ out: string; err: string }>((done) => {
      execFile(process.execPath, at, { cwd: folder, env: { ...process.env, ...env } }, (_, out, err) =>
        done({ out, err }),
      );
    });
  expect(await started({})).toEqual({ out: `${VERSION}\n`, err: '' });
  expect(await started({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toEqual({
    out: `${VERSION}\n`,
    err: 'scs-gateway: traces: OTEL_EXPORTER_OTLP_PROTOCOL can be http/protobuf or http/json, not grpc; there will be none\n',
  });
  const { out, err } = await started({ OTEL_BSP_SCHEDULE_DELAY: 'soon' });
  expect([out, err]).toEqual([`${VERSION}\n`, expect.stringContaining('OTEL_BSP_SCHEDULE_DELAY')]);
});

it('the build knows its version, and reads what it writes for the operators of clusters', async () => {
  expect(await run('--version')).toEqual({ code: 0, out: `${VERSION}\n`, err: '' });
  const home = await house([cloud('cloud-a', 'https://keystone.cloud-a.example/v3')]);
  try {
    const at = ['--kubernetes', 'https://k8s.cloud-a.example:6443', '--cloud', 'cloud-a', '--dry-run', '-c', home.file];
    const { code, out, err } = await run('member', 'add', 'prod-a', ...at);
    expect({ code, err }).toEqual({ code: 0, err: `${home.file} is as it was\n` });
    expect(out).toContain('AuthenticationConfiguration');
  } finally {
    rmSync(home.folder, { recursive: true });
  }
});

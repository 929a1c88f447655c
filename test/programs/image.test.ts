// SPDX-License-Identifier: Apache-2.0
// The image of the Dockerfile, built by buildah without a container engine, on a base that is put together from this machine
// (image-base.sh); twice, with what differs told; and run as the image says, on a root file system that is read-only.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { VERSION } from '../../src/version.ts';
import { freePort } from '../free-port.ts';
import { SOON } from '../soon.ts';
import { minimal } from '../unit/config/workspace.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'scs-image-'));
const at = (...path: string[]): string => join(folder, ...path);
const storage = ['--root', at('storage'), '--runroot', at('run'), '--storage-driver', 'overlay'];
const env = { ...process.env, BUILDAH_ISOLATION: 'chroot' };
const buildah = (...args: string[]): string =>
  execFileSync('buildah', [...storage, ...args], {
    cwd: root,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();

interface Image {
  readonly container: string;
  /** Where all of it is. */
  readonly files: string;
  readonly layers: readonly string[];
  readonly config: {
    readonly User: string;
    readonly Env: readonly string[];
    readonly Entrypoint: readonly string[];
    readonly Cmd: readonly string[];
    readonly WorkingDir: string;
    readonly StopSignal: string;
    readonly Labels: Readonly<Record<string, string>>;
    readonly Volumes: Readonly<Record<string, unknown>>;
    readonly Healthcheck: { readonly Test: readonly string[] };
  };
}

let one: Image;
let two: Image;
const mounts: string[] = [];
const mount = (to: string, ...args: string[]): void => {
  execFileSync('mount', [...args, to]);
  mounts.push(to);
};

function build(name: string): Image {
  const cache = join(homedir(), '.npm');
  mkdirSync(cache, { recursive: true });
  const options = ['--pull-never', '--layers', '--no-cache', '--timestamp', '0', '--format', 'docker'];
  // Packages come from this machine's cache where it has them.
  buildah('build', ...options, '--volume', `${cache}:/root/.npm`, '--build-arg', 'REVISION=abc', '--tag', name, '.');
  const container = buildah('from', '--pull-never', name);
  const { Docker } = JSON.parse(buildah('inspect', '--type', 'image', name));
  return { container, files: buildah('mount', container), layers: Docker.rootfs.diff_ids, config: Docker.config };
}

beforeAll(() => {
  execFileSync(join(import.meta.dirname, 'image-base.sh'), [at('base'), process.execPath]);
  const [, name = ''] = /^FROM (\S+) AS build$/m.exec(readFileSync(join(root, 'Dockerfile'), 'utf8')) ?? [];
  const base = buildah('from', 'scratch');
  buildah('copy', '--quiet', base, at('base'), '/');
  buildah('config', '--env', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', base);
  buildah('commit', '--quiet', '--timestamp', '0', base, `docker.io/library/${name}`);
  one = build('localhost/one');
  two = build('localhost/two');
}, 900_000);
afterAll(() => {
  for (const path of mounts.toReversed()) execFileSync('umount', ['--lazy', path]);
  buildah('rm', '--all');
  buildah('rmi', '--all', '--force');
  rmSync(folder, { recursive: true, force: true });
}, 300_000);

/** Every file of an image below `path`, with what it holds. */
function contents({ files }: Image, path: string): Map<string, string> {
  const entries = readdirSync(join(files, path), { recursive: true, withFileTypes: true });
  const found = entries.map((entry): [string, string] => {
    const name = join(entry.parentPath, entry.name);
    const { uid, gid, mode } = lstatSync(name);
    const hash = entry.isFile() ? createHash('sha256').update(readFileSync(name)).digest('hex') : '';
    return [name.slice(files.length), `${uid}:${gid} ${(mode & 0o7777).toString(8)} ${hash}`];
  });
  return new Map(found);
}

const CACHE = '/opt/scs-gateway/.compile-cache';

it('two builds of one commit have the same layers but the last one, which has what V8 compiled ahead', () => {
  expect(one.layers.length).toBeGreaterThan(3);
  expect(two.layers.slice(0, -1)).toEqual(one.layers.slice(0, -1));
  const [first, second] = [contents(one, '/opt'), contents(two, '/opt')];
  const differ = [...first].filter(([name, what]) => !name.startsWith(CACHE) && second.get(name) !== what);
  expect(differ).toEqual([]);
  const programs = (all: Map<string, string>): number =>
    [...all.keys()].filter((name) => !name.startsWith(CACHE)).length;
  expect(programs(first)).toBe(programs(second));
  for (const path of ['/usr/local', '/etc', '/var']) expect(contents(two, path)).toEqual(contents(one, path));
});

it('it says whose it is, of which version and commit, and what is kept', () => {
  const { Labels, Volumes, User, Entrypoint, Cmd, StopSignal } = one.config;
  expect(Labels).toMatchObject({
    'org.opencontainers.image.version': VERSION,
    'org.opencontainers.image.revision': 'abc',
    'org.opencontainers.image.licenses': 'Apache-2.0',
  });
  expect({ User, Entrypoint, Cmd, StopSignal }).toEqual({
    ...{ User: '1000:1000', Entrypoint: ['scs-gateway'], Cmd: ['serve'], StopSignal: 'SIGTERM' },
  });
  expect(Object.keys(Volumes).toSorted()).toEqual(['/var/lib/scs-gateway/data', '/var/lib/scs-gateway/keys']);
});

it('nothing in it is the gateway’s to change but keys, data and what was compiled ahead; nothing makes anybody root', () => {
  const all = [...contents(one, '/')].filter(([name]) => !/^\/(?:proc|sys|dev)\//.test(name));
  const owned = all.filter(([name, what]) => !what.startsWith('0:0 ') && !name.startsWith(CACHE));
  expect(owned.map(([name, what]) => `${name} ${what.trim()}`).toSorted()).toEqual([
    '/var/lib/scs-gateway 1000:1000 755',
    '/var/lib/scs-gateway/data 1000:1000 700',
    '/var/lib/scs-gateway/keys 1000:1000 700',
  ]);
  const modes = all.map(([name, what]) => [name, Number.parseInt(what.split(' ')[1] ?? '', 8)] as const);
  expect(
    modes.filter(([name, mode]) => (mode & 0o6000) !== 0 && !name.startsWith('/usr/bin/')).map(([name]) => name),
  ).toEqual([]);
  for (const name of ['/usr/local/bin/npm', '/usr/local/bin/npx', '/usr/local/lib/node_modules'])
    expect(all.map(([path]) => path)).not.toContain(name);
});

it('runs as its user on a read-only root, is healthy by its own health check, and ends on SIGTERM', async () => {
  const [port, operations] = [await freePort(), await freePort()];
  const config = minimal();
  Object.assign(config.gateway, {
    publicUrl: `http://127.0.0.1:${port}`,
    listen: { host: '127.0.0.1', port },
    operations: { host: '127.0.0.1', port: operations },
    keys: '/var/lib/scs-gateway/keys',
    data: '/var/lib/scs-gateway/data',
    drainDelay: '0s',
  });
  config.identityProviders[0].issuer = 'http://127.0.0.1:9';
  for (const name of ['etc', 'keys', 'data']) mkdirSync(at(name), { mode: name === 'etc' ? 0o755 : 0o700 });
  for (const name of ['keys', 'data']) chownSync(at(name), 1000, 1000);
  writeFileSync(at('etc/gateway.yaml'), stringify(config));

  const place = at('place');
  mkdirSync(place);
  mount(place, '--bind', one.files);
  execFileSync('mount', ['-o', 'remount,ro,bind', place]);
  mount(join(place, 'tmp'), '-t', 'tmpfs', 'tmpfs');
  mount(join(place, 'proc'), '-t', 'proc', 'proc');
  mount(join(place, 'etc/scs-gateway'), '--bind', at('etc'));
  for (const name of ['keys', 'data']) mount(join(place, 'var/lib/scs-gateway', name), '--bind', at(name));

  /** As an engine does it: the image's user, variables and folder; no capability. */
  const start = (...command: readonly string[]): ChildProcess => {
    const { User, Env, WorkingDir } = one.config;
    const inside = ['env', '-i', ...Env, 'sh', '-c', `cd ${WorkingDir} && exec "$@"`, '-', ...command];
    return spawn('setpriv', ['--no-new-privs', 'chroot', `--userspec=${User}`, '--groups=', place, ...inside]);
  };
  const run = async (...command: readonly string[]): Promise<{ code: number; said: string }> => {
    const child = start(...command);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += chunk));
    const [code] = await once(child, 'close');
    return { code, said };
  };
  const [kind, ...health] = one.config.Healthcheck.Test;
  expect(kind).toBe('CMD');
  expect((await run(...health)).code).toBe(1);
  const gateway = start(...one.config.Entrypoint, ...one.config.Cmd);
  let said = '';
  for (const stream of [gateway.stdout, gateway.stderr]) stream?.on('data', (chunk) => (said += chunk));
  try {
    await vi.waitFor(() => expect(said).toContain('"msg":"ready"'), SOON);
    const status = readFileSync(`/proc/${gateway.pid}/status`, 'utf8');
    expect(status).toMatch(/^Uid:\t1000\t1000\t1000\t1000$/m);
    expect(status).toMatch(/^CapEff:\t0+$/m);
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    expect(await run(...health)).toMatchObject({ code: 0 });
    expect((await run('sh', '-c', 'echo x > /opt/scs-gateway/x')).said).toMatch(/Read-only file system/);
    expect((await fetch(`http://127.0.0.1:${port}/identity/v3`)).status).toBe(200);
    expect(readdirSync(at('keys')).length).toBeGreaterThan(0);
    // What was compiled ahead is used: nothing has been compiled anew, which would be told as it cannot be written.
    expect(said).not.toMatch(/EROFS|EACCES/);
  } finally {
    gateway.kill('SIGTERM');
  }
  expect(await once(gateway, 'exit')).toEqual([0, null]);
  expect(await run('scs-gateway', 'check', '--config', '/etc/scs-gateway/gateway.yaml')).toMatchObject({ code: 0 });
});

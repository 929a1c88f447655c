// SPDX-License-Identifier: Apache-2.0
// Where programs are that are no packages of Debian: on the PATH, or in the cache where a script or a lab has put them.
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const CACHE = process.env.LAB_CACHE ?? join(homedir(), '.cache', 'scs-gateway-lab');

/** Of what the suites at the clouds build, and build-tools.ts. */
const SUITES = join(CACHE, 'suites');

/** Its folder. `kept` is how that of the cache begins. */
function folderOf(program: string, kept: string, below = '', cache = CACHE): string | undefined {
  const cached = existsSync(cache) ? readdirSync(cache).filter((name) => name.startsWith(kept)) : [];
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...cached.map((name) => join(cache, name, below))];
  return folders.find((folder) => existsSync(join(folder, program)));
}

/** Of build-traefik.sh. */
export function traefik(): string | undefined {
  const folder = folderOf('traefik', 'traefik-');
  return folder && join(folder, 'traefik');
}

/** Its folder: of the one that the lab with a Kubernetes cluster builds, or of test/lab/kubernetes/build.ts --released. */
export const helm = (): string | undefined => folderOf('helm', 'helm-') ?? folderOf('helm', 'npm-kubectl-', 'helm');

/** Its folder, of the same: not the one of Debian, which is too old for what the pages do. */
export const kubectl = (): string | undefined => folderOf('kubectl', 'npm-kubectl-', 'kubectl');

/** Terraform, or OpenTofu: they take the same commands and files. */
export function terraform(): string | undefined {
  for (const program of ['terraform', 'tofu']) {
    const folder = folderOf(program, `${program}-`, '', SUITES);
    if (folder !== undefined) return join(folder, program);
  }
  return undefined;
}

/** Its provider, of Go's folder or of the suites. */
export function terraformProvider(): string | undefined {
  const name = 'terraform-provider-openstack';
  const own = join(homedir(), 'go/bin');
  const folder = existsSync(join(own, name)) ? own : folderOf(name, `${name}-`, '', SUITES);
  return folder && join(folder, name);
}

/** Of newest-ansible.sh. */
export function ansible(): { readonly bin: string; readonly collections: string } | undefined {
  const folder = join(CACHE, 'ansible');
  const bin = join(folder, 'bin');
  return existsSync(join(folder, 'ready')) ? { bin, collections: join(folder, 'collections') } : undefined;
}

/** Of zuul-checks.sh: the folder of ansible-lint and of a Python that knows Zuul. */
export function zuulChecks(): string | undefined {
  const folder = join(CACHE, 'zuul');
  return existsSync(join(folder, 'ready')) ? join(folder, 'bin') : undefined;
}

export function headlamp(): string | undefined {
  const folder = folderOf('headlamp-server', 'headlamp-');
  return folder && join(folder, 'headlamp-server');
}

/** Of build-otelcol.sh. */
export function otelcol(): string | undefined {
  const folder = folderOf('otelcol', 'otelcol-');
  return folder && join(folder, 'otelcol');
}

/** Of newest-openstack.sh: its folder. */
export function openstack(): string | undefined {
  const folder = join(CACHE, 'openstack');
  return existsSync(join(folder, 'ready')) ? join(folder, 'bin') : undefined;
}

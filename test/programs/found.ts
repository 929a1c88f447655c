// SPDX-License-Identifier: Apache-2.0
// Where programs are that are no packages of Debian: on the PATH, or in the cache where a script or a lab has put them.
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const CACHE = process.env.LAB_CACHE ?? join(homedir(), '.cache', 'scs-gateway-lab');

/** Its folder. `kept` is how that of the cache begins. */
function folderOf(program: string, kept: string, below = ''): string | undefined {
  const cached = existsSync(CACHE) ? readdirSync(CACHE).filter((name) => name.startsWith(kept)) : [];
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...cached.map((name) => join(CACHE, name, below))];
  return folders.find((folder) => existsSync(join(folder, program)));
}

/** Of build-traefik.sh. */
export function traefik(): string | undefined {
  const folder = folderOf('traefik', 'traefik-');
  return folder && join(folder, 'traefik');
}

/** Its folder: of the one that the lab with a Kubernetes cluster builds, or of test/lab/kubernetes/build.ts --released. */
export const helm = (): string | undefined => folderOf('helm', 'helm-') ?? folderOf('helm', 'npm-kubectl-', 'helm');

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

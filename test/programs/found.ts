// SPDX-License-Identifier: Apache-2.0
// Where programs are that are no packages of Debian: on the PATH, or in the cache where a script or a lab has put them.
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const CACHE = process.env.LAB_CACHE ?? join(homedir(), '.cache', 'scs-gateway-lab');

/** Its folder. `kept` is how that of the cache begins. */
function folderOf(program: string, kept: string): string | undefined {
  const cached = existsSync(CACHE) ? readdirSync(CACHE).filter((name) => name.startsWith(kept)) : [];
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...cached.map((name) => join(CACHE, name))];
  return folders.find((folder) => existsSync(join(folder, program)));
}

/** Of build-traefik.sh. */
export function traefik(): string | undefined {
  const folder = folderOf('traefik', 'traefik-');
  return folder && join(folder, 'traefik');
}

/** Its folder; the lab with a Kubernetes cluster builds it. */
export const helm = (): string | undefined => folderOf('helm', 'helm-');

/** Of newest-ansible.sh. */
export function ansible(): { readonly bin: string; readonly collections: string } | undefined {
  const folder = join(CACHE, 'ansible');
  const bin = join(folder, 'bin');
  return existsSync(join(folder, 'ready')) ? { bin, collections: join(folder, 'collections') } : undefined;
}

export function headlamp(): string | undefined {
  const folder = folderOf('headlamp-server', 'headlamp-');
  return folder && join(folder, 'headlamp-server');
}

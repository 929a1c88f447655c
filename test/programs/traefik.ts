// SPDX-License-Identifier: Apache-2.0
// Where Traefik is: on the PATH, or where build-traefik.sh has put it.
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export function traefik(): string | undefined {
  const cache = process.env.LAB_CACHE ?? join(homedir(), '.cache', 'scs-gateway-lab');
  const built = existsSync(cache) ? readdirSync(cache).filter((name) => name.startsWith('traefik-')) : [];
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...built.map((name) => join(cache, name))];
  return folders.map((folder) => join(folder, 'traefik')).find((file) => existsSync(file));
}

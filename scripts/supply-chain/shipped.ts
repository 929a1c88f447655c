// SPDX-License-Identifier: Apache-2.0
// What of the locked packages is passed on to others: what runs, and what `npm run build` takes in beside that. The tracer's
// packages are for development by package.json, since a gateway from a checkout starts without them; the archive, the Debian
// package and the image have them inside, with all that they need.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isForDevelopment, type Lock, nameOf } from './lockfile.ts';

/** Where the build begins beside the gateway itself. */
const TRACER = 'src/otel';
const IMPORTED = /(?:\bfrom\s|\bimport\s|\bimport\()\s*'((?:@[\w.-]+\/)?[a-z][\w.-]*)(?=['/])/g;

/** The names of the packages that the tracer imports. */
export function tracerPackages(root: string): string[] {
  const files = readdirSync(join(root, TRACER)).filter((file) => file.endsWith('.ts'));
  const names = files.flatMap((file) =>
    [...readFileSync(join(root, TRACER, file), 'utf8').matchAll(IMPORTED)].map(([, name = '']) => name),
  );
  return [...new Set(names)].toSorted();
}

/** Their places in the lock file. */
export function shipped(lock: Lock, tracer: readonly string[]): ReadonlySet<string> {
  const { packages } = lock;
  const runs = Object.keys(packages).filter((path) => path !== '' && !isForDevelopment(packages[path] ?? {}));
  const found = new Set<string>();
  const left = [...runs, ...tracer.map((name) => `node_modules/${name}`)];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    const one = packages[path];
    if (one === undefined) throw new Error(`${nameOf(path)} is imported, and is not in the lock file`);
    if (found.has(path)) continue;
    found.add(path);
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = one;
    // What a package only uses where it is there (`debug` its colours) is taken in by the build, since it is.
    const wanted = { ...dependencies, ...optionalDependencies, ...peerDependencies, ...peerDependenciesMeta };
    for (const name of Object.keys(wanted)) {
      const at = placeOf(lock, path, name);
      if (at !== undefined) left.push(at);
    }
  }
  return found;
}

/** As Node looks for it: in the package's own folder, then in those above. Undefined: an optional one that is not there. */
function placeOf({ packages }: Lock, from: string, name: string): string | undefined {
  for (let folder = from; ; ) {
    const at = `${folder}${folder === '' ? '' : '/'}node_modules/${name}`;
    if (packages[at] !== undefined) return at;
    if (folder === '') return undefined;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1));
  }
}

// SPDX-License-Identifier: Apache-2.0
// Where packages come from: one registry by https, each with a hash of what was seen there, and none that runs a script when
// it is installed unless that is known.

export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, object>>;
}

export interface Lock {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const REGISTRY = 'https://registry.npmjs.org/';
const EXACT = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
export const isForDevelopment = ({ dev, devOptional }: LockedPackage): boolean => dev === true || devOptional === true;

export function lockfileFaults(
  lock: Lock,
  manifest: Manifest,
  { installScripts }: { readonly installScripts: readonly { readonly package: string }[] },
): string[] {
  const faults: string[] = [];
  if (lock.lockfileVersion !== 3) faults.push(`the lockfile has version ${lock.lockfileVersion}, not 3`);
  const direct = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  for (const [name, version] of direct) {
    if (!EXACT.test(version)) faults.push(`${name}: ${version} is not one exact version`);
    const locked = lock.packages[`node_modules/${name}`]?.version;
    if (locked !== version)
      faults.push(`${name}: the lockfile has ${locked}, package.json ${version}: run npm install`);
  }
  const known = new Set(installScripts.map((one) => one.package));
  for (const [path, one] of Object.entries(lock.packages)) {
    if (path === '') continue;
    const { integrity, resolved, link, hasInstallScript } = one;
    if (link) faults.push(`${path}: is a link to a folder`);
    if (!/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '')) faults.push(`${path}: has no SHA-512 of its content`);
    // The lockfile leaves the address out where it is that of the registry.
    if (resolved !== undefined && !resolved.startsWith(REGISTRY)) faults.push(`${path}: comes from ${resolved}`);
    if (!hasInstallScript) continue;
    if (!known.has(nameOf(path))) faults.push(`${path}: runs a script when it is installed`);
    else if (!isForDevelopment(one)) faults.push(`${path}: runs a script when it is installed, in production`);
  }
  for (const name of known)
    if (!Object.entries(lock.packages).some(([path, one]) => nameOf(path) === name && one.hasInstallScript))
      faults.push(`${name}: is listed under installScripts and needs none`);
  return faults;
}

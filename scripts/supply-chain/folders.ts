// SPDX-License-Identifier: Apache-2.0
// Folders with packages and a lock file of their own: tools that are not to be installed with the gateway. The policy names each of
// them; one that it does not name is a fault, so that none comes in unseen.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { licenceFaults } from './licences.ts';
import { lockfileFaults } from './lockfile.ts';

interface Reasoned {
  readonly reason: string;
}

interface FolderPolicy {
  /** Beside those of the gateway. */
  readonly licences: readonly (Reasoned & { readonly licence: string })[];
  readonly installScripts: readonly (Reasoned & { readonly package: string })[];
}

export type FolderPolicies = Readonly<Record<string, FolderPolicy>>;

/** Of the gateway, which others may have too: none of theirs is passed on. */
interface Common {
  readonly runtime: readonly string[];
  readonly development: readonly string[];
}

export function folderFaults(root: string, policies: FolderPolicies, common: Common): string[] {
  const found = globSync('**/package-lock.json', {
    cwd: root,
    exclude: (path) => /(?:^|\/)(?:node_modules|dist|\.git)$/.test(typeof path === 'string' ? path : ''),
  });
  const folders = found
    .map((file) => dirname(file))
    .filter((folder) => folder !== '.')
    .toSorted();
  return [
    ...Object.keys(policies)
      .filter((folder) => !folders.includes(folder))
      .map((folder) => `${folder}: is in the policy, and has no lock file`),
    ...folders.flatMap((folder) => faultsOf(root, folder, policies[folder], common)),
  ];
}

function faultsOf(root: string, folder: string, policy: FolderPolicy | undefined, common: Common): string[] {
  if (policy === undefined) return [`${folder}: has a lock file, and is not in the policy`];
  const read = (file: string) => JSON.parse(readFileSync(join(root, folder, file), 'utf8'));
  const lock = read('package-lock.json');
  const { licences, installScripts } = policy;
  const own = licences.map(({ licence }) => licence);
  const declared = new Set(
    Object.values(lock.packages as Record<string, { license?: string }>).map((one) => one.license),
  );
  return [
    // As tools, whatever their package.json calls them.
    ...lockfileFaults(asTools(lock), read('package.json'), { installScripts }),
    ...licenceFaults(asTools(lock), {
      licences: { runtime: common.runtime, development: [...common.development, ...own], exceptions: [] },
    }),
    ...[...licences, ...installScripts]
      .filter(({ reason }) => !reason)
      .map((one) => `${JSON.stringify(one)}: no reason`),
    ...own.filter((licence) => !declared.has(licence)).map((licence) => `${licence}: is let be, and need not be`),
  ].map((fault) => `${folder}: ${fault}`);
}

// biome-ignore lint/suspicious/noExplicitAny: npm's lock file, of which one field is set
function asTools(lock: any): any {
  const all = Object.entries(lock.packages as Record<string, object>);
  return { ...lock, packages: Object.fromEntries(all.map(([path, one]) => [path, { ...one, dev: true }])) };
}

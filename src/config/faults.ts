// SPDX-License-Identifier: Apache-2.0
// What is wrong with a configuration: every fault at once, each with its path in the file and a reason that a person
// can act on. Reasons never print the value of a field that should have been a reference to a secret.

export interface Fault {
  /** `clouds[1].openstack.authUrl`; empty for the file as a whole. */
  readonly path: string;
  readonly reason: string;
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly Fault[];
  /** The file and every file that it refers to: a change in one of them may mend the fault. */
  readonly files: readonly string[];

  constructor(file: string, faults: readonly Fault[], files: readonly string[] = [file]) {
    const lines = faults.map(({ path, reason }) => `  ${path === '' ? '' : `${path}: `}${reason}`);
    super(`${file} has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${lines.join('\n')}`);
    this.faults = faults;
    this.files = files;
  }
}

/** `clouds` + `id` → `clouds.id`; anything that is not a plain word is quoted, a number becomes an index. */
export function at(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

// SPDX-License-Identifier: Apache-2.0
// How packages may be passed on, by the SPDX expressions that they declare.
import { isForDevelopment, type Lock, nameOf } from './lockfile.ts';

interface LicencePolicy {
  readonly licences: {
    readonly runtime: readonly string[];
    readonly development: readonly string[];
    readonly exceptions: readonly { readonly package: string; readonly reason: string }[];
  };
}

/** `shipped`: the places of those that are passed on, whatever package.json says that they are for. */
export function licenceFaults(
  lock: Lock,
  { licences }: LicencePolicy,
  shipped: ReadonlySet<string> = new Set(),
): string[] {
  const runtime = new Set(licences.runtime);
  const all = new Set([...licences.runtime, ...licences.development]);
  const unused = new Set(licences.exceptions.map((one) => one.package));
  const faults = licences.exceptions
    .filter(({ reason }) => !reason)
    .map((one) => `${one.package}: is let be without a reason`);
  for (const [path, one] of Object.entries(lock.packages)) {
    if (path === '') continue;
    const allowed = isForDevelopment(one) && !shipped.has(path) ? all : runtime;
    if (one.license !== undefined && allows(one.license, allowed)) continue;
    const name = `${nameOf(path)}@${one.version}`;
    if (licences.exceptions.some((exception) => exception.package === name)) unused.delete(name);
    else faults.push(`${name}: its licence is ${one.license ?? 'not told'}, which the policy does not allow`);
  }
  for (const name of unused) faults.push(`${name}: is let be, and need not be`);
  return faults;
}

/** `OR` binds less than `AND` (SPDX 2.3, annex D). What this does not understand is not allowed. */
export function allows(expression: string, allowed: ReadonlySet<string>): boolean {
  const tokens = expression.match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  const any = (): boolean => {
    let value = every();
    while (tokens[at] === 'OR') {
      at += 1;
      value = every() || value;
    }
    return value;
  };
  const every = (): boolean => {
    let value = one();
    while (tokens[at] === 'AND') {
      at += 1;
      value = one() && value;
    }
    return value;
  };
  const one = (): boolean => {
    const token = tokens[at++];
    if (token !== '(') return token !== undefined && allowed.has(token);
    const value = any();
    return tokens[at++] === ')' && value;
  };
  const value = any();
  return value && at === tokens.length;
}

// SPDX-License-Identifier: Apache-2.0
// The standard flavors (scs-0103-v1.2). Figures and extra_specs follow from the names, so the names are the table.
import { parseFlavorName } from '../scs-0100/flavor-name.ts';

export interface StandardFlavor {
  readonly name: string;
  readonly status: 'mandatory' | 'recommended';
  readonly vcpus: number;
  readonly ramMiB: number;
  readonly diskGB: number;
  readonly extraSpecs: Readonly<Record<string, string>>;
  /** The name of the upstream test. */
  readonly testId: string;
}

const MANDATORY = [
  ...['SCS-1V-4', 'SCS-2V-8', 'SCS-4V-16', 'SCS-8V-32', 'SCS-1V-2', 'SCS-2V-4', 'SCS-4V-8', 'SCS-8V-16', 'SCS-16V-32'],
  ...['SCS-1V-8', 'SCS-2V-16', 'SCS-4V-32', 'SCS-1L-1', 'SCS-2V-4-20s', 'SCS-4V-16-100s'],
];

const RECOMMENDED = [
  ...['SCS-1V-4-10', 'SCS-2V-8-20', 'SCS-4V-16-50', 'SCS-8V-32-100', 'SCS-1V-2-5', 'SCS-2V-4-10', 'SCS-4V-8-20'],
  ...['SCS-8V-16-50', 'SCS-16V-32-100', 'SCS-1V-8-20', 'SCS-2V-16-50', 'SCS-4V-32-100', 'SCS-1L-1-5'],
  ...['SCS-16V-64', 'SCS-8V-64', 'SCS-16V-128'],
];

function standard(name: string, status: StandardFlavor['status']): StandardFlavor {
  const read = parseFlavorName(name);
  if ('fault' in read) throw new TypeError(`${name}: ${read.fault}`);
  const { cpus, ramGiB, disk } = read.parsed;
  return {
    name,
    status,
    vcpus: cpus,
    ramMiB: ramGiB * 1024,
    diskGB: disk?.sizeGB ?? 0,
    extraSpecs: read.extraSpecs,
    testId: `scs-0103-flavor-${name.slice('SCS-'.length).toLowerCase()}`,
  };
}

export const STANDARD_FLAVORS: readonly StandardFlavor[] = [
  ...MANDATORY.map((name) => standard(name, 'mandatory')),
  ...RECOMMENDED.map((name) => standard(name, 'recommended')),
];

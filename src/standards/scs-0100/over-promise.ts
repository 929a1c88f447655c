// SPDX-License-Identifier: Apache-2.0
// A name may state less than a flavor has, but never more (scs-0100, "semantics").
import type { FlavorFacts } from '../facts.ts';
import type { ParsedFlavorName } from './vocabulary.ts';

export type OverPromise = 'cpu' | 'ram' | 'disk';

/** Rounded to a tenth of a GiB with the tolerance of the upstream test, since hypervisors reserve some MiB. */
export const roundedRamGiB = (ramMiB: number): number => Math.floor((ramMiB + 51) / 102.4) / 10;

/** What the name promises beyond the flavor's figures. A disk of unknown size is not judged. */
export function overPromises(
  { cpus, ramGiB, disk }: ParsedFlavorName,
  flavor: Pick<FlavorFacts, 'vcpus' | 'ramMiB' | 'diskGiB'>,
): readonly OverPromise[] {
  const promisedGB = disk?.sizeGB ?? 0;
  return [
    ...(flavor.vcpus < cpus ? (['cpu'] as const) : []),
    ...(roundedRamGiB(flavor.ramMiB) < ramGiB ? (['ram'] as const) : []),
    ...(flavor.diskGiB !== null && flavor.diskGiB < promisedGB ? (['disk'] as const) : []),
  ];
}

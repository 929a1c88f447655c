// SPDX-License-Identifier: Apache-2.0
// Whether a cloud has a standard flavor. It is found by `scs:name-v2`, since names are only recommended, and by its
// name after that. Figures must match exactly: more is not conformant.
import type { FlavorFacts } from '../facts.ts';
import { fail, pass, unknown, type Verdict } from '../verdict.ts';
import type { StandardFlavor } from './standard-flavors.ts';

function differences(standard: StandardFlavor, flavor: FlavorFacts): string[] {
  const figures: readonly (readonly [what: string, is: number | null, should: number])[] = [
    ['vCPUs', flavor.vcpus, standard.vcpus],
    ['RAM in MiB', flavor.ramMiB, standard.ramMiB],
    ['disk in GB', flavor.diskGiB, standard.diskGB],
  ];
  const specs = Object.entries(standard.extraSpecs).map(
    ([key, should]) => [key, flavor.extraSpecs?.[key] ?? 'missing', should] as const,
  );
  return [
    ...figures.filter(([, is, should]) => is !== null && is !== should),
    ...specs.filter(([, is, should]) => flavor.extraSpecs !== null && is !== should),
  ].map(([what, is, should]) => `${what} is ${is}, should be ${should}`);
}

function judge(standard: StandardFlavor, flavor: FlavorFacts): Verdict {
  const called = flavor.name === standard.name ? flavor.name : `${standard.name} (here ${flavor.name})`;
  const wrong = differences(standard, flavor);
  if (wrong.length > 0) return fail(`${called}: ${wrong.join('; ')}`);
  if (flavor.diskGiB === null) return unknown(`${called}: the size of its disk is not known`);
  if (flavor.extraSpecs === null) return unknown(`${called}: its figures hold, its extra_specs could not be read`);
  return pass(`${called} has its figures and extra_specs`);
}

export function checkStandardFlavor(standard: StandardFlavor, flavors: readonly FlavorFacts[]): Verdict {
  // Of several that are marked so the upstream test takes the last.
  const marked = flavors.findLast(({ extraSpecs }) => extraSpecs?.['scs:name-v2'] === standard.name);
  const found = marked ?? flavors.find(({ name }) => name === standard.name);
  if (found !== undefined) return judge(standard, found);
  return flavors.some(({ extraSpecs }) => extraSpecs === null)
    ? unknown(`no flavor is named ${standard.name}, and extra_specs could not be read`)
    : fail(`no flavor is named ${standard.name} or has scs:name-v2=${standard.name}`);
}

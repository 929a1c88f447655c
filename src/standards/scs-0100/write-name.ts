// SPDX-License-Identifier: Apache-2.0
// Writes flavor names in their canonical form: no leading zeros, no count of one, no generation 0.
import { CPU_TYPES, DISK_TYPES, type ParsedFlavorName } from './vocabulary.ts';

export type NameSyntax = 'v1' | 'v2' | 'v3';

function diskPart(disk: ParsedFlavorName['disk']): string {
  if (disk === null) return '';
  return `-${disk.count === 1 ? '' : `${disk.count}x`}${disk.sizeGB ?? ''}${disk.type ?? ''}`;
}

function brandPart(brand: ParsedFlavorName['cpuBrand']): string {
  return brand === null ? '' : `_${brand.vendor}${brand.generation || ''}${brand.perf ?? ''}`;
}

function gpuPart(gpu: ParsedFlavorName['gpu']): string {
  if (gpu === null) return '';
  const units = gpu.computeUnits === null ? '' : `-${gpu.computeUnits}`;
  const vram = gpu.vramGiB === null ? '' : `-${gpu.vramGiB}${gpu.vramPerf ?? ''}`;
  return `_${gpu.passThrough ? 'G' : 'g'}${gpu.vendor}${gpu.generation ?? ''}${units}${gpu.perf ?? ''}${vram}`;
}

/** Converts the delimiters to v1: `SCS-2C-4-10_bms` → `SCS-2C:4:10-bms`. */
const toV1 = (name: string): string => `SCS-${name.slice('SCS-'.length).replaceAll('-', ':').replaceAll('_', '-')}`;

/** The name of a description. v2 and v3 have the same delimiters, so today's names are valid in both. */
export function buildFlavorName(parsed: ParsedFlavorName, syntax: NameSyntax = 'v3'): string {
  const cpu = `${parsed.cpus}${parsed.cpuType}${parsed.cpuInsecure ? 'i' : ''}`;
  const ram = `${parsed.ramGiB}${parsed.ramNoEcc ? 'u' : ''}${parsed.ramOversubscribed ? 'o' : ''}`;
  const hypervisor = parsed.hypervisor === null ? '' : `_${parsed.hypervisor}`;
  const suffixes = `${hypervisor}${parsed.hwVirt ? '_hwv' : ''}${brandPart(parsed.cpuBrand)}${gpuPart(parsed.gpu)}`;
  const name = `SCS-${cpu}-${ram}${diskPart(parsed.disk)}${suffixes}${parsed.infiniband ? '_ib' : ''}`;
  return syntax === 'v1' ? toV1(name) : name;
}

/**
 * The short form that clouds should offer as well: without hypervisor, hwv, the vendor of an x86 CPU and the speed
 * marks of a GPU. ARM and RISC-V keep their letter, since they need other images.
 */
export function shortFlavorName(parsed: ParsedFlavorName, syntax: NameSyntax = 'v3'): string {
  const brand = parsed.cpuBrand;
  const foreign = brand !== null && (brand.vendor === 'a' || brand.vendor === 'r');
  const short: ParsedFlavorName = {
    ...parsed,
    hypervisor: null,
    hwVirt: false,
    cpuBrand: foreign ? { vendor: brand.vendor, generation: null, perf: null } : null,
    gpu: parsed.gpu === null ? null : { ...parsed.gpu, perf: null, vramPerf: null },
  };
  return buildFlavorName(short, syntax);
}

/** The standard does not limit the number of disks; a single name is limited here. */
const LISTED_DISKS = 64;

/**
 * The extra_specs that scs-0103 derives from a name: the numbered variants of the name, and the types. A disk whose
 * type the cloud chooses counts as `network`, as in the upstream test.
 */
export function derivedExtraSpecs(parsed: ParsedFlavorName): Readonly<Record<string, string>> {
  const names = [buildFlavorName(parsed, 'v1'), buildFlavorName(parsed)];
  const shorts = [shortFlavorName(parsed, 'v1'), shortFlavorName(parsed)];
  const variants = names[1] === shorts[1] ? names : [...names, ...shorts];
  const disks = Math.min(parsed.disk?.count ?? 0, LISTED_DISKS);
  const type = parsed.disk?.type ?? 'n';
  return {
    'scs:cpu-type': CPU_TYPES[parsed.cpuType],
    ...Object.fromEntries(Array.from({ length: disks }, (_, disk) => [`scs:disk${disk}-type`, DISK_TYPES[type]])),
    ...Object.fromEntries(variants.map((name, index) => [`scs:name-v${index + 1}`, name])),
  };
}

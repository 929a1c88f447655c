// SPDX-License-Identifier: Apache-2.0
// What a flavor states beyond its figures: extra_specs of the standard first, then its name. What neither states is
// null: a missing vendor is not "Intel", a missing disk type is not "network".
import type { FlavorFacts } from './facts.ts';
import { type FlavorName, parseFlavorName } from './scs-0100/flavor-name.ts';
import {
  CPU_MAKERS,
  CPU_TYPES,
  type CpuMaker,
  type CpuTypeKey,
  DISK_TYPES,
  type DiskTypeKey,
  GPU_MAKERS,
  type GpuMaker,
  type Hypervisor,
  type ImageArchitecture,
} from './scs-0100/vocabulary.ts';

interface FlavorGpu {
  readonly maker: GpuMaker;
  readonly passThrough: boolean;
  readonly generation: string | null;
  readonly computeUnits: number | null;
  readonly vramGiB: number | null;
}

/** The part of a normalised flavor that the standards add. Null: the flavor does not state it. */
export interface FlavorMeaning {
  /** All its canonical names, the most detailed first. */
  readonly names: readonly string[];
  readonly canonical: string;
  readonly short: string;
  /** The origin of the names. */
  readonly source: 'extra_specs' | 'name';
  readonly cpuType: CpuTypeKey;
  readonly cpuMaker: CpuMaker | null;
  readonly cpuGeneration: number | null;
  readonly cpuInsecure: boolean;
  readonly ramEcc: boolean;
  readonly ramOversubscribed: boolean;
  readonly diskType: DiskTypeKey | null;
  readonly disks: number;
  readonly hypervisor: Hypervisor | null;
  readonly hwVirt: boolean;
  readonly gpu: FlavorGpu | null;
  readonly infiniband: boolean;
  readonly imageArchitecture: ImageArchitecture;
}

/** `scs:name-v1`, `scs:name-v2` and so on: variants of the name. Numbers may have gaps, and no variant is special. */
const NAME_SPEC = /^scs:name-v\d+$/;

const read = (names: readonly string[]): FlavorName[] =>
  names.map(parseFlavorName).filter((name): name is FlavorName => 'parsed' in name);

/** The names of a flavor: those of its extra_specs, or without them its own. */
export function flavorNames({ name, extraSpecs }: Pick<FlavorFacts, 'name' | 'extraSpecs'>): {
  readonly source: FlavorMeaning['source'];
  readonly names: readonly FlavorName[];
} {
  const marked = read(
    Object.entries(extraSpecs ?? {})
      .filter(([key]) => NAME_SPEC.test(key))
      .map(([, value]) => value),
  );
  const names = marked.length > 0 ? marked : read([name]);
  const byCanonical = new Map(names.map((each) => [each.canonical, each]));
  return {
    source: marked.length > 0 ? 'extra_specs' : 'name',
    // The longest name states most. Equal lengths are sorted, so that responses never vary.
    names: [...byCanonical.values()].sort(
      (a, b) => b.canonical.length - a.canonical.length || (a.canonical < b.canonical ? -1 : 1),
    ),
  };
}

const oneOf = <T extends string>(values: readonly T[], text: string | undefined): T | undefined =>
  values.find((value) => value === text);

export function flavorMeaning(flavor: Pick<FlavorFacts, 'name' | 'extraSpecs'>): FlavorMeaning | null {
  const { source, names } = flavorNames(flavor);
  const [fullest] = names;
  if (fullest === undefined) return null;
  const { parsed, canonical, short, imageArchitecture } = fullest;
  const { cpuBrand, gpu, disk } = parsed;
  const specs = flavor.extraSpecs ?? {};
  return {
    names: names.map((name) => name.canonical),
    canonical,
    short,
    source,
    cpuType: oneOf(Object.values(CPU_TYPES), specs['scs:cpu-type']) ?? parsed.cpuTypeKey,
    cpuMaker: cpuBrand === null ? null : CPU_MAKERS[cpuBrand.vendor],
    cpuGeneration: cpuBrand?.generation || null,
    cpuInsecure: parsed.cpuInsecure,
    ramEcc: !parsed.ramNoEcc,
    ramOversubscribed: parsed.ramOversubscribed,
    diskType: oneOf(Object.values(DISK_TYPES), specs['scs:disk0-type']) ?? disk?.typeKey ?? null,
    disks: disk?.count ?? 0,
    hypervisor: parsed.hypervisor,
    hwVirt: parsed.hwVirt,
    gpu:
      gpu === null
        ? null
        : {
            maker: GPU_MAKERS[gpu.vendor],
            passThrough: gpu.passThrough,
            generation: gpu.generation,
            computeUnits: gpu.computeUnits,
            vramGiB: gpu.vramGiB,
          },
    infiniband: parsed.infiniband,
    imageArchitecture,
  };
}

// SPDX-License-Identifier: Apache-2.0
// The letters of flavor names and their meaning (scs-0100-v3.3), and the type of a parsed name. Facts restated from the
// standard's text (SovereignCloudStack/standards, CC-BY-SA-4.0).

export const CPU_TYPES = {
  L: 'crowded-core',
  V: 'shared-core',
  T: 'dedicated-thread',
  C: 'dedicated-core',
} as const;

export const DISK_TYPES = { n: 'network', h: 'hdd', s: 'ssd', p: 'nvme' } as const;

export const HYPERVISORS = ['kvm', 'chy', 'xen', 'hyv', 'vmw', 'bms'] as const;

/** Generation 0 means "unspecified or older" and is omitted when a name is written. */
export const CPU_GENERATIONS = {
  i: ['Pre-Skylake', 'Skylake', 'Cascade Lake', 'Ice Lake', 'Sapphire Rapids', 'Sierra Forest', 'Granite Rapids'],
  z: ['Pre-Zen', 'Zen 1', 'Zen 2', 'Zen 3', 'Zen 4', 'Zen 5', 'Zen 6'],
  a: ['Pre-A76', 'A76/N1', 'A78/X1/V1', 'A71x/N2/V2', 'AmpereOne', 'A72x/N3/V3'],
  r: ['Unspecified'],
} as const;

export const CPU_MAKERS = { i: 'intel', z: 'amd', a: 'arm', r: 'risc-v' } as const;

export const GPU_GENERATIONS = {
  N: ['f', 'k', 'm', 'p', 'v', 't', 'a', 'l', 'g', 'b', 'u'],
  A: ['0.4', '0.5', '1', '1.1', '2', '2.1', '3', '3.1', '3.5', '4', '4.1', '5.1'],
  I: ['0.9', '0.95', '1', '2', '3', '4'],
} as const;

export const GPU_MAKERS = { N: 'nvidia', A: 'amd', I: 'intel' } as const;

/** The Glance architecture of images that boot on such a CPU. Names without a vendor mean generic x86-64. */
export const IMAGE_ARCHITECTURES = { i: 'x86_64', z: 'x86_64', a: 'aarch64', r: 'risc-v' } as const;

type CpuType = keyof typeof CPU_TYPES;
export type CpuTypeKey = (typeof CPU_TYPES)[CpuType];
export type DiskType = keyof typeof DISK_TYPES;
export type DiskTypeKey = (typeof DISK_TYPES)[DiskType];
export type Hypervisor = (typeof HYPERVISORS)[number];
export type CpuVendor = keyof typeof CPU_GENERATIONS;
export type CpuMaker = (typeof CPU_MAKERS)[CpuVendor];
export type GpuVendor = keyof typeof GPU_GENERATIONS;
export type GpuMaker = (typeof GPU_MAKERS)[GpuVendor];
export type ImageArchitecture = (typeof IMAGE_ARCHITECTURES)[CpuVendor];

export interface ParsedFlavorName {
  readonly cpus: number;
  readonly cpuType: CpuType;
  readonly cpuTypeKey: CpuTypeKey;
  /** Whether mitigations are missing. */
  readonly cpuInsecure: boolean;
  readonly ramGiB: number;
  readonly ramNoEcc: boolean;
  readonly ramOversubscribed: boolean;
  /** Null: there is no root disk. A size or type of null is the cloud's choice. */
  readonly disk: {
    readonly count: number;
    readonly sizeGB: number | null;
    readonly type: DiskType | null;
    readonly typeKey: DiskTypeKey | null;
  } | null;
  readonly hypervisor: Hypervisor | null;
  readonly hwVirt: boolean;
  readonly cpuBrand: {
    readonly vendor: CpuVendor;
    readonly generation: number | null;
    readonly perf: 'h' | 'hh' | 'hhh' | null;
  } | null;
  readonly gpu: {
    readonly passThrough: boolean;
    readonly vendor: GpuVendor;
    readonly generation: string | null;
    readonly computeUnits: number | null;
    readonly perf: 'h' | 'hh' | null;
    readonly vramGiB: number | null;
    readonly vramPerf: 'h' | 'hh' | null;
  } | null;
  readonly infiniband: boolean;
}

/** Own keys only, so that `constructor` is not a letter. */
export const isKeyOf = <T extends object>(table: T, key: string): key is Extract<keyof T, string> =>
  Object.hasOwn(table, key);

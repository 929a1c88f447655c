// SPDX-License-Identifier: Apache-2.0
// Parses the parts of a flavor name, each from its own piece of text with the delimiters of v2 and v3. A piece that
// cannot be parsed yields the reason. Parsing is as lenient as the reference parser (`.5`, `1.`, `01V`, `x10`, `3x`);
// write-name.ts is strict.
import {
  CPU_GENERATIONS,
  CPU_TYPES,
  type CpuVendor,
  DISK_TYPES,
  type DiskType,
  GPU_GENERATIONS,
  type GpuVendor,
  isKeyOf,
  type ParsedFlavorName,
} from './vocabulary.ts';

export interface Fault {
  readonly fault: string;
}

export type Read<T> = T | Fault;

export const isFault = (read: unknown): read is Fault => typeof read === 'object' && read !== null && 'fault' in read;

const fault = (reason: string): Fault => ({ fault: reason });

/** Nova stores vCPUs, RAM and disk in 32-bit columns. */
const LARGEST = 2 ** 31 - 1;

function count(digits: string, what: string): Read<number> {
  const value = Number(digits);
  if (value < 1) return fault(`${what} must be greater than 0`);
  return value > LARGEST ? fault(`${what} is too large`) : value;
}

type Cpu = Pick<ParsedFlavorName, 'cpus' | 'cpuType' | 'cpuTypeKey' | 'cpuInsecure'>;

export function readCpu(text: string): Read<Cpu> {
  const [, digits = '', letter = '', rest = ''] = /^(\d*)([A-Za-z]?)(.*)$/s.exec(text) ?? [];
  if (digits === '') return fault('after "SCS-" must come the number of vCPUs');
  if (!isKeyOf(CPU_TYPES, letter)) {
    return fault(`the number of vCPUs must be followed by C, T, V or L in capitals${letter && `, not "${letter}"`}`);
  }
  if (rest !== '' && rest !== 'i') return fault(`after "${digits}${letter}" may only come "i" or the RAM`);
  const cpus = count(digits, 'the number of vCPUs');
  if (isFault(cpus)) return cpus;
  return { cpus, cpuType: letter, cpuTypeKey: CPU_TYPES[letter], cpuInsecure: rest === 'i' };
}

type Ram = Pick<ParsedFlavorName, 'ramGiB' | 'ramNoEcc' | 'ramOversubscribed'>;

export function readRam(text: string): Read<Ram> {
  const [, figure = '', marks = ''] = /^(\d*\.?\d*)(.*)$/s.exec(text) ?? [];
  if (!/\d/.test(figure)) return fault('after the vCPUs must come the RAM in GiB, as in "SCS-2V-8"');
  const ramGiB = Number(figure);
  if (ramGiB <= 0 || !Number.isInteger(ramGiB * 2)) return fault('RAM must be a positive multiple of 0.5 GiB');
  if (ramGiB > LARGEST) return fault('the RAM is too large');
  if (marks === 'ou') return fault('the RAM marks must stand in the order "uo"');
  if (!/^u?o?$/.test(marks))
    return fault(`after the RAM may come "u" (no ECC) and "o" (oversubscribed), not "${marks}"`);
  return { ramGiB, ramNoEcc: marks.includes('u'), ramOversubscribed: marks.includes('o') };
}

type Disk = NonNullable<ParsedFlavorName['disk']>;

export function readDisk(text: string): Read<Disk> {
  const match = /^(?:(\d*)x)?(\d*)([a-z]?)$/.exec(text);
  if (match === null) return fault(`the disk "${text}" is not of the form [count x] size [n, h, s or p]`);
  const [, times, size = '', letter = ''] = match;
  if (letter !== '' && !isKeyOf(DISK_TYPES, letter))
    return fault(`the disk type must be n, h, s or p, not "${letter}"`);
  const disks = times === undefined || times === '' ? 1 : count(times, 'the number of disks');
  if (isFault(disks)) return disks;
  const sizeGB = size === '' ? null : count(size, 'the size of the disk');
  if (isFault(sizeGB)) return sizeGB;
  const type = letter === '' ? null : (letter as DiskType);
  return { count: disks, sizeGB, type, typeKey: type === null ? null : DISK_TYPES[type] };
}

type Brand = NonNullable<ParsedFlavorName['cpuBrand']>;

export function readBrand(text: string): Read<Brand> {
  const match = /^([izar])(\d*)(h*)$/.exec(text);
  if (match === null) return fault(`"${text}" names no CPU`);
  const vendor = match[1] as CpuVendor;
  const [, , digits = '', marks = ''] = match;
  const generation = digits === '' ? null : Number(digits);
  if (generation !== null && CPU_GENERATIONS[vendor][generation] === undefined) {
    return fault(`there is no CPU generation ${digits} of "${vendor}"`);
  }
  if (marks.length > 3) return fault('the frequency of a CPU is marked with at most "hhh"');
  return { vendor, generation, perf: marks === '' ? null : (marks as Brand['perf']) };
}

type Gpu = NonNullable<ParsedFlavorName['gpu']>;

export function readGpu(text: string): Read<Gpu> {
  // Whatever stands before the first "-" or "h" is the generation, as the reference parser cuts it: a mark may stand in
  // the place of the compute units, and what follows it is then the VRAM.
  const match = /^([Gg])([NAI])([^-h]*)(?:-(\d+))?(h*)(?:-(\d+))?(h*)/.exec(text);
  if (match?.[0].length !== text.length)
    return fault(`"${text}" is not of the form G or g, N, A or I, generation [-units [-VRAM in GiB]]`);
  const [, kind, , generation = '', units, marks = '', vram, vramMarks = ''] = match;
  const vendor = match[2] as GpuVendor;
  if (generation !== '' && !(GPU_GENERATIONS[vendor] as readonly string[]).includes(generation)) {
    return fault(`there is no GPU generation "${generation}" of "${vendor}"`);
  }
  if (marks.length > 2 || vramMarks.length > 2) return fault('a GPU is marked with at most "hh"');
  const computeUnits = units === undefined ? null : count(units, 'the number of compute units');
  if (isFault(computeUnits)) return computeUnits;
  const vramGiB = vram === undefined ? null : count(vram, 'the VRAM');
  if (isFault(vramGiB)) return vramGiB;
  return {
    passThrough: kind === 'G',
    vendor,
    generation: generation === '' ? null : generation,
    computeUnits,
    perf: marks === '' ? null : (marks as Gpu['perf']),
    vramGiB,
    vramPerf: vramMarks === '' ? null : (vramMarks as Gpu['vramPerf']),
  };
}

// SPDX-License-Identifier: Apache-2.0
// Parses a flavor name with the delimiters of v2 and v3: the head (CPU, RAM, disk) and the suffixes in their fixed
// order.
import { type Fault, isFault, type Read, readBrand, readCpu, readDisk, readGpu, readRam } from './read-parts.ts';
import { HYPERVISORS, type Hypervisor, type ParsedFlavorName } from './vocabulary.ts';

type Suffixes = Pick<ParsedFlavorName, 'hypervisor' | 'hwVirt' | 'cpuBrand' | 'gpu' | 'infiniband'>;

/** The required order. `_ib` is tested first, since it is not an Intel CPU. */
function suffixRank(text: string): number {
  if ((HYPERVISORS as readonly string[]).includes(text)) return 0;
  if (text === 'hwv') return 1;
  if (text === 'ib') return 4;
  if (/^[izar](\d|h|$)/.test(text)) return 2;
  return /^[Gg][NAI]/.test(text) ? 3 : -1;
}

/** The reference parser takes `_ib` for a part of the generation where nothing stands between (`_GNa_ib`). */
const isBare = ({ computeUnits, perf, vramGiB }: NonNullable<Suffixes['gpu']>): boolean =>
  computeUnits === null && perf === null && vramGiB === null;
const BARE = '"_ib" is not read after a GPU without compute units, which the name must then state';

function readSuffixes(texts: readonly string[]): Read<Suffixes> {
  let suffixes: Suffixes = { hypervisor: null, hwVirt: false, cpuBrand: null, gpu: null, infiniband: false };
  let last = -1;
  for (const text of texts) {
    const rank = suffixRank(text);
    if (rank === -1) return { fault: `"_${text}" is no hypervisor, hwv, CPU, GPU or ib` };
    if (rank <= last)
      return { fault: `"_${text}" stands in the wrong place: hypervisor, hwv, CPU, GPU, ib, each once` };
    last = rank;
    if (rank === 0) suffixes = { ...suffixes, hypervisor: text as Hypervisor };
    if (rank === 1) suffixes = { ...suffixes, hwVirt: true };
    if (rank === 2) {
      const cpuBrand = readBrand(text);
      if (isFault(cpuBrand)) return cpuBrand;
      suffixes = { ...suffixes, cpuBrand };
    }
    if (rank === 3) {
      const gpu = readGpu(text);
      if (isFault(gpu)) return gpu;
      suffixes = { ...suffixes, gpu };
    }
    if (rank === 4) {
      if (suffixes.gpu !== null && isBare(suffixes.gpu)) return { fault: BARE };
      suffixes = { ...suffixes, infiniband: true };
    }
  }
  return suffixes;
}

/** `text` is the part after `SCS-`. */
export function readName(text: string): Read<ParsedFlavorName> {
  const [head = '', ...tail] = text.split('_');
  const [cpuText = '', ramText, diskText, ...more] = head.split('-');
  const cpu = readCpu(cpuText);
  if (isFault(cpu)) return cpu;
  if (ramText === undefined) return { fault: 'after the vCPUs must come the RAM in GiB, as in "SCS-2V-8"' };
  const ram = readRam(ramText);
  if (isFault(ram)) return ram;
  const disk = diskText === undefined ? null : readDisk(diskText);
  if (isFault(disk)) return disk;
  if (more.length > 0) return { fault: `after the disk may come suffixes with "_", not "-${more.join('-')}"` };
  const suffixes = readSuffixes(tail);
  return isFault(suffixes) ? suffixes : { ...cpu, ...ram, disk, ...suffixes };
}

/**
 * v1 wrote `:` for today's `-`, and `-` for `_` (`SCS-2C:4:10n-bms-z3h`), and did not know Cloud Hypervisor. `text` is
 * the part after `SCS-`.
 */
export function readV1Name(text: string): Read<ParsedFlavorName> {
  const mixed: Fault = {
    fault: 'the name mixes the delimiters of v1 (":" and "-") with those of v2 and v3 ("-" and "_")',
  };
  if (text.includes('_') || !/^[^-]*:/.test(text)) return mixed;
  const read = readName(text.replaceAll('-', '_').replaceAll(':', '-'));
  if (!isFault(read) && read.hypervisor === 'chy') return { fault: '"chy" does not exist in the v1 syntax' };
  return read;
}

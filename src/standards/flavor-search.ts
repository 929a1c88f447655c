// SPDX-License-Identifier: Apache-2.0
// Searches "2 vCPU, 8 GiB, any CPU vendor, SSD of 20 GB or more" in the flavors of any number of clouds: which ones
// satisfy it, in a fixed order, and for all others the reasons why not.
import { compareTexts } from '../model/compare.ts';
import type { FlavorFacts } from './facts.ts';
import { groupNames } from './flavor-groups.ts';
import { type FlavorMeaning, flavorMeaning } from './flavor-meaning.ts';
import { parseFlavorName } from './scs-0100/flavor-name.ts';
import { roundedRamGiB } from './scs-0100/over-promise.ts';
import {
  CPU_TYPES,
  type CpuMaker,
  type CpuTypeKey,
  type DiskTypeKey,
  type GpuMaker,
  type ImageArchitecture,
} from './scs-0100/vocabulary.ts';

export interface FlavorWanted {
  /** An SCS name in any syntax, or the name at a cloud. */
  readonly name?: string;
  /** At least; with `exact`, exactly. */
  readonly vcpus?: number;
  readonly ramGiB?: number;
  /** Of the root disk. 0 with `exact` requires that there is none. */
  readonly diskGB?: number;
  /** Shared no more than this; with `exact`, exactly. */
  readonly cpuType?: CpuTypeKey;
  readonly cpuMaker?: CpuMaker;
  /** At least as fast; with `exact`, exactly. A network disk is not comparable: no local disk satisfies it. */
  readonly diskType?: DiskTypeKey;
  readonly gpu?: boolean | { readonly maker?: GpuMaker; readonly vramGiB?: number };
  readonly architecture?: ImageArchitecture;
  readonly exact?: boolean;
}

interface FlavorRejection<T extends FlavorFacts> {
  readonly flavor: T;
  readonly reasons: readonly string[];
}

export interface FlavorSearch<T extends FlavorFacts> {
  /** Best first. */
  readonly candidates: readonly T[];
  /** The best of each cloud, or of each region if the flavors state their region. */
  readonly best: readonly T[];
  readonly rejected: readonly FlavorRejection<T>[];
}

type Reasons = readonly string[];

/**
 * With the standard's tolerance (4,045 MiB count as 4 GiB, since hypervisors reserve some), or unchanged if that is
 * more.
 */
const ramGiB = ({ ramMiB }: FlavorFacts): number =>
  Math.max(roundedRamGiB(ramMiB), Math.round((ramMiB / 1024) * 1000) / 1000);

function figure(what: string, is: number | null, wanted: number | undefined, exact: boolean): Reasons {
  if (wanted === undefined) return [];
  if (is === null) return [`${what} is not known`];
  if (exact ? is === wanted : is >= wanted) return [];
  return [`${what} is ${is}, requested ${exact ? 'exactly' : 'at least'} ${wanted}`];
}

/** A property that is not declared cannot be relied upon. */
function declared(what: string, is: string | null | undefined, wanted: string | undefined): Reasons {
  if (wanted === undefined || is === wanted) return [];
  return [
    is === null || is === undefined ? `its ${what} is not declared` : `its ${what} is ${is}, requested ${wanted}`,
  ];
}

/**
 * A name may understate (scs-0100): a dedicated thread satisfies a request for a shared one, an NVMe one for an SSD.
 */
const CPU_ORDER: readonly CpuTypeKey[] = [CPU_TYPES.L, CPU_TYPES.V, CPU_TYPES.T, CPU_TYPES.C];
/** A network disk outlives its node and lets a server move, which is why somebody requests it. None of these does. */
const DISK_ORDER: readonly DiskTypeKey[] = ['hdd', 'ssd', 'nvme'];

function atLeast<T extends string>(
  what: string,
  order: readonly T[],
  is: T | null | undefined,
  wanted: T | undefined,
  exact: boolean,
): Reasons {
  if (wanted === undefined) return [];
  const [rank, least] = [is == null ? -1 : order.indexOf(is), order.indexOf(wanted)];
  return !exact && least >= 0 && rank > least ? [] : declared(what, is, wanted);
}

function diskType(flavor: FlavorFacts, meaning: FlavorMeaning | null, wanted: FlavorWanted): Reasons {
  if (wanted.diskType === undefined) return [];
  if (flavor.diskGiB === 0 && (meaning?.disks ?? 0) === 0) return ['it has no disk'];
  return atLeast('disk type', DISK_ORDER, meaning?.diskType, wanted.diskType, wanted.exact === true);
}

function named(flavor: FlavorFacts, wanted: string | undefined): Reasons {
  return wanted === undefined || goesBy(flavor, wanted) ? [] : [`it does not have the name ${wanted}`];
}

/** By its own name, or as an SCS name in any syntax. */
export function goesBy(flavor: FlavorFacts, name: string): boolean {
  if (flavor.name === name) return true;
  const read = parseFlavorName(name);
  return 'canonical' in read && groupNames(flavor).names.includes(read.canonical);
}

function gpu(meaning: FlavorMeaning | null, wanted: FlavorWanted['gpu']): Reasons {
  const has = meaning?.gpu ?? null;
  if (wanted === undefined) return [];
  if (wanted === false) return has === null ? [] : ['it has a GPU'];
  if (has === null) return ['it declares no GPU'];
  if (wanted === true) return [];
  return [
    ...declared('GPU maker', has.maker, wanted.maker),
    ...figure('the VRAM in GiB', has.vramGiB, wanted.vramGiB, false),
  ];
}

function reasonsAgainst(flavor: FlavorFacts, meaning: FlavorMeaning | null, wanted: FlavorWanted): Reasons {
  const exact = wanted.exact === true;
  return [
    ...named(flavor, wanted.name),
    ...figure('the number of vCPUs', flavor.vcpus, wanted.vcpus, exact),
    ...figure('the RAM in GiB', ramGiB(flavor), wanted.ramGiB, exact),
    ...figure('the disk in GB', flavor.diskGiB, wanted.diskGB, exact),
    ...atLeast('CPU type', CPU_ORDER, meaning?.cpuType, wanted.cpuType, exact),
    ...declared('CPU maker', meaning?.cpuMaker, wanted.cpuMaker),
    ...diskType(flavor, meaning, wanted),
    ...gpu(meaning, wanted.gpu),
    ...declared('architecture', meaning?.imageArchitecture, wanted.architecture),
  ];
}

interface Read<T> {
  readonly flavor: T;
  readonly meaning: FlavorMeaning | null;
}

/** Unrequested GPUs and other architectures are ranked last: they cost more, or do not boot. */
function peculiar({ meaning }: Read<unknown>, wanted: FlavorWanted): number {
  if (meaning === null) return 0;
  const needlessGpu = wanted.gpu === undefined && meaning.gpu !== null;
  const foreign =
    wanted.architecture === undefined && wanted.cpuMaker === undefined && meaning.imageArchitecture !== 'x86_64';
  return Number(needlessGpu) + Number(foreign);
}

/** Ranks flavors of the same size: crowded cores, missing mitigations, weaker RAM, names that state nothing. */
function weakness({ meaning }: Read<unknown>): number {
  if (meaning === null) return 4;
  const { cpuType, cpuInsecure, ramEcc, ramOversubscribed } = meaning;
  return Number(cpuType === 'crowded-core') + Number(cpuInsecure) + Number(!ramEcc) + Number(ramOversubscribed);
}

/** More than was requested costs more, so of two flavors that satisfy equally the simpler one is preferred. */
function lavishness({ meaning }: Read<unknown>): number {
  if (meaning === null) return 0;
  const disk = meaning.diskType === null ? 0 : DISK_ORDER.indexOf(meaning.diskType) + 1;
  return CPU_ORDER.indexOf(meaning.cpuType) + disk;
}

const compare = (a = '', b = ''): number => compareTexts(a, b);

/**
 * Smallest first: by vCPUs, RAM, disk. The rest makes the order total, so that the same clouds always give the same
 * answer.
 */
const bySize =
  (wanted: FlavorWanted) =>
  (a: Read<FlavorFacts>, b: Read<FlavorFacts>): number =>
    peculiar(a, wanted) - peculiar(b, wanted) ||
    a.flavor.vcpus - b.flavor.vcpus ||
    a.flavor.ramMiB - b.flavor.ramMiB ||
    (a.flavor.diskGiB ?? Number.MAX_SAFE_INTEGER) - (b.flavor.diskGiB ?? Number.MAX_SAFE_INTEGER) ||
    weakness(a) - weakness(b) ||
    lavishness(a) - lavishness(b) ||
    compare(a.flavor.name, b.flavor.name) ||
    compare(a.flavor.cloud, b.flavor.cloud) ||
    compare(a.flavor.region, b.flavor.region) ||
    compare(a.flavor.id, b.flavor.id);

export function searchFlavors<T extends FlavorFacts>(flavors: readonly T[], wanted: FlavorWanted): FlavorSearch<T> {
  const reads = flavors.map((flavor) => {
    const meaning = flavorMeaning(flavor);
    return { flavor, meaning, reasons: reasonsAgainst(flavor, meaning, wanted) };
  });
  const candidates = reads
    .filter(({ reasons }) => reasons.length === 0)
    .sort(bySize(wanted))
    .map(({ flavor }) => flavor);
  const places = new Set<string>();
  const best = candidates.filter(({ cloud, region }) => {
    const place = JSON.stringify([cloud, region]);
    return !places.has(place) && places.add(place);
  });
  return {
    candidates,
    best: best.sort((a, b) => compare(a.cloud, b.cloud) || compare(a.region, b.region)),
    rejected: reads.filter(({ reasons }) => reasons.length > 0).map(({ flavor, reasons }) => ({ flavor, reasons })),
  };
}

export interface FlavorMatch<T extends FlavorFacts> {
  readonly flavor: T | null;
  /** For people: why this one was chosen, or what the nearest one lacks. */
  readonly because: string;
  /** The next best ones; may be empty. */
  readonly alternatives: readonly T[];
}

/**
 * How far a flavor is from what is wanted: for each figure how many times over it is too small, or with `exact` too
 * large; for each thing that is no figure as much as one that is half of what it should be.
 */
function distanceTo(flavor: FlavorFacts, wanted: FlavorWanted, reasons: number): number {
  const figures: [is: number | null, wanted: number | undefined][] = [
    [flavor.vcpus, wanted.vcpus],
    [ramGiB(flavor), wanted.ramGiB],
    [flavor.diskGiB, wanted.diskGB],
  ];
  let sum = 0;
  let wrong = 0;
  for (const [is, least] of figures) {
    if (least === undefined || is === least || (is !== null && is > least && wanted.exact !== true)) continue;
    wrong += 1;
    // One more of each: nothing at all is far away, and not infinitely.
    sum += is === null ? 1 : Math.abs(Math.log2((least + 1) / (is + 1)));
  }
  return sum + (reasons - wrong);
}

/** Chooses one of the flavors of one place. */
export function matchFlavor<T extends FlavorFacts>(flavors: readonly T[], wanted: FlavorWanted): FlavorMatch<T> {
  const { candidates, rejected } = searchFlavors(flavors, wanted);
  const [best = null, ...others] = candidates;
  if (best !== null) {
    const because =
      others.length === 0
        ? 'the only one that satisfies the request'
        : `the smallest of ${candidates.length} that satisfy the request`;
    return { flavor: best, because, alternatives: others.slice(0, 3) };
  }
  const [near] = rejected
    .map(({ flavor, reasons }) => ({ flavor, reasons, distance: distanceTo(flavor, wanted, reasons.length) }))
    .sort((a, b) => a.distance - b.distance || compare(a.flavor.name, b.flavor.name));
  return {
    flavor: null,
    because:
      near === undefined
        ? 'there are no flavors'
        : `none satisfies the request; the nearest is ${near.flavor.name}: ${near.reasons.join('; ')}`,
    alternatives: [],
  };
}

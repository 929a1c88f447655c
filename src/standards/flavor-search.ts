// SPDX-License-Identifier: Apache-2.0
// "2 vCPU, 8 GiB, any CPU maker, SSD of 20 GB or more" over the flavors of any number of clouds: who satisfies it, in a
// fixed order, and for everybody else the reasons why not.
import type { FlavorFacts } from './facts.ts';
import { type FlavorMeaning, flavorMeaning } from './flavor-meaning.ts';
import { roundedRamGiB } from './scs-0100/over-promise.ts';
import type { CpuMaker, CpuTypeKey, DiskTypeKey, GpuMaker, ImageArchitecture } from './scs-0100/vocabulary.ts';

export interface FlavorWanted {
  /** At least; with `exact`, precisely. */
  readonly vcpus?: number;
  readonly ramGiB?: number;
  /** Of the root disk; 0 with `exact` asks for none. */
  readonly diskGB?: number;
  readonly cpuType?: CpuTypeKey;
  readonly cpuMaker?: CpuMaker;
  /** `nvme` will do for `ssd`, except with `exact`. */
  readonly diskType?: DiskTypeKey;
  readonly gpu?: boolean | { readonly maker?: GpuMaker; readonly vramGiB?: number };
  readonly architecture?: ImageArchitecture;
  readonly exact?: boolean;
}

export interface FlavorRejection<T extends FlavorFacts> {
  readonly flavor: T;
  readonly reasons: readonly string[];
}

export interface FlavorSearch<T extends FlavorFacts> {
  /** Best first. */
  readonly candidates: readonly T[];
  /** The best of each cloud; of each region of it where flavors say theirs. */
  readonly best: readonly T[];
  readonly rejected: readonly FlavorRejection<T>[];
}

type Reasons = readonly string[];

/** With the tolerance that the standard has (4,045 MiB are 4 GiB: hypervisors keep some), or as it is where that is more. */
const ramGiB = ({ ramMiB }: FlavorFacts): number =>
  Math.max(roundedRamGiB(ramMiB), Math.round((ramMiB / 1024) * 1000) / 1000);

function figure(what: string, is: number | null, wanted: number | undefined, exact: boolean): Reasons {
  if (wanted === undefined) return [];
  if (is === null) return [`${what} is not known`];
  if (exact ? is === wanted : is >= wanted) return [];
  return [`${what} is ${is}, wanted ${exact ? 'exactly' : 'at least'} ${wanted}`];
}

/** What nobody declares cannot be relied upon. */
function declared(what: string, is: string | null | undefined, wanted: string | undefined): Reasons {
  if (wanted === undefined || is === wanted) return [];
  return [is === null || is === undefined ? `its ${what} is not declared` : `its ${what} is ${is}, wanted ${wanted}`];
}

function diskType(flavor: FlavorFacts, meaning: FlavorMeaning | null, wanted: FlavorWanted): Reasons {
  if (wanted.diskType === undefined) return [];
  if (flavor.diskGiB === 0 && (meaning?.disks ?? 0) === 0) return ['it has no disk'];
  const better = wanted.exact !== true && wanted.diskType === 'ssd' && meaning?.diskType === 'nvme';
  return better ? [] : declared('disk type', meaning?.diskType, wanted.diskType);
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
    ...figure('the number of vCPUs', flavor.vcpus, wanted.vcpus, exact),
    ...figure('the RAM in GiB', ramGiB(flavor), wanted.ramGiB, exact),
    ...figure('the disk in GB', flavor.diskGiB, wanted.diskGB, exact),
    ...declared('CPU type', meaning?.cpuType, wanted.cpuType),
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

/** A GPU or another architecture, where nobody asked, comes after everything ordinary: it costs, or does not boot. */
function peculiar({ meaning }: Read<unknown>, wanted: FlavorWanted): number {
  if (meaning === null) return 0;
  const needlessGpu = wanted.gpu === undefined && meaning.gpu !== null;
  const foreign =
    wanted.architecture === undefined && wanted.cpuMaker === undefined && meaning.imageArchitecture !== 'x86_64';
  return Number(needlessGpu) + Number(foreign);
}

/** Between flavors of the same size: crowded cores, missing mitigations, weaker RAM, a name that says nothing at all. */
function weakness({ meaning }: Read<unknown>): number {
  if (meaning === null) return 4;
  const { cpuType, cpuInsecure, ramEcc, ramOversubscribed } = meaning;
  return Number(cpuType === 'crowded-core') + Number(cpuInsecure) + Number(!ramEcc) + Number(ramOversubscribed);
}

const compare = (a: string | undefined, b: string | undefined): number =>
  (a ?? '') < (b ?? '') ? -1 : Number((a ?? '') > (b ?? ''));

/** Smallest first: by vCPUs, RAM, disk. The rest makes the order total, so that the same clouds give the same answer. */
const bySize =
  (wanted: FlavorWanted) =>
  (a: Read<FlavorFacts>, b: Read<FlavorFacts>): number =>
    peculiar(a, wanted) - peculiar(b, wanted) ||
    a.flavor.vcpus - b.flavor.vcpus ||
    a.flavor.ramMiB - b.flavor.ramMiB ||
    (a.flavor.diskGiB ?? Number.MAX_SAFE_INTEGER) - (b.flavor.diskGiB ?? Number.MAX_SAFE_INTEGER) ||
    weakness(a) - weakness(b) ||
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

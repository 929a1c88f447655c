// SPDX-License-Identifier: Apache-2.0
// The portability report: which clouds have all the flavors, images, services and volume types that somebody needs,
// what was chosen on each, and what is missing where.
import { compareTexts } from '../model/compare.ts';
import { defined } from '../model/defined.ts';
import {
  type CloudFacts,
  type Fact,
  type FlavorFacts,
  type ImageFacts,
  isUnknown,
  type VolumeTypeFacts,
} from './facts.ts';
import { groupNames } from './flavor-groups.ts';
import { type FlavorWanted, goesBy, matchFlavor, searchFlavors } from './flavor-search.ts';
import { type ImageWanted, type ResolvedBy, resolveImage } from './image-resolve.ts';
import { parseFlavorName } from './scs-0100/flavor-name.ts';
import { CPU_MAKERS } from './scs-0100/vocabulary.ts';
import { type VolumeAspect, volumeAspects } from './scs-0114/volume-type.ts';
import { canonicalService } from './scs-0123/services.ts';

export interface PortabilityWanted {
  /** By name (an SCS name in any syntax, or the name at a cloud) or by properties. */
  readonly flavors?: readonly (string | FlavorWanted)[];
  readonly images?: readonly ImageWanted[];
  /** Official types or their aliases. */
  readonly services?: readonly string[];
  readonly volumeAspects?: readonly VolumeAspect[];
}

type PortabilityState = 'satisfied' | 'missing' | 'unknown';

interface Chosen {
  readonly id?: string;
  readonly name: string;
  readonly region?: string;
  readonly by?: ResolvedBy | 'extra_specs' | 'name' | 'exact-name' | 'search';
}

interface PortabilityItem {
  readonly kind: 'flavor' | 'image' | 'service' | 'volume-type';
  readonly wanted: string | FlavorWanted | ImageWanted;
  readonly state: PortabilityState;
  readonly chosen: Chosen | null;
  readonly detail: string;
  /** A flavor with another name whose figures satisfy the requested name. */
  readonly nearest?: Chosen;
}

interface CloudPortability {
  readonly cloud: string;
  /** Set if the facts are those of one region. */
  readonly region?: string;
  /** `unknown` if nothing is certainly missing, but something could not be read. */
  readonly state: PortabilityState;
  readonly items: readonly PortabilityItem[];
}

export interface PortabilityReport {
  readonly checkedAt: string;
  /** The clouds (or regions, if the facts name them) that have everything. */
  readonly satisfying: readonly string[];
  readonly clouds: readonly CloudPortability[];
}

type Answer = Omit<PortabilityItem, 'kind' | 'wanted'>;

const missing = (detail: string, nearest?: Chosen): Answer =>
  defined({ state: 'missing' as const, chosen: null, detail, nearest });
const satisfied = (chosen: Chosen, detail: string): Answer => ({ state: 'satisfied', chosen, detail });

const known = <T>(fact: Fact<T>, judge: (value: T) => Answer): Answer =>
  isUnknown(fact) ? { state: 'unknown', chosen: null, detail: fact.unknown } : judge(fact);

const choose = (
  { id, name, region }: FlavorFacts | ImageFacts | VolumeTypeFacts,
  by?: NonNullable<Chosen['by']>,
): Chosen => defined({ id, name, region, by });

/** What a name requests, as properties: to find the nearest flavor of a cloud without that name. */
function propertiesOf(name: string): FlavorWanted | undefined {
  const read = parseFlavorName(name);
  if ('fault' in read) return undefined;
  const { cpus, cpuTypeKey, cpuBrand, ramGiB, disk, gpu } = read.parsed;
  return {
    vcpus: cpus,
    ramGiB,
    cpuType: cpuTypeKey,
    architecture: read.imageArchitecture,
    gpu: gpu !== null,
    ...(disk?.sizeGB ? { diskGB: disk.sizeGB } : {}),
    ...(disk?.typeKey ? { diskType: disk.typeKey } : {}),
    ...(cpuBrand === null ? {} : { cpuMaker: CPU_MAKERS[cpuBrand.vendor] }),
  };
}

function byName(name: string, flavors: readonly FlavorFacts[]): Answer {
  const read = parseFlavorName(name);
  const found = flavors.filter((flavor) => goesBy(flavor, name));
  // The ranking decides between several; nothing is rejected here.
  const [first] = searchFlavors(found, {}).candidates;
  if (first !== undefined) {
    return satisfied(choose(first, groupNames(first).by), first.name === name ? 'by that name' : `as ${first.name}`);
  }
  const properties = propertiesOf(name);
  const [near] = properties === undefined ? [] : searchFlavors(flavors, properties).candidates;
  const fault = 'fault' in read && read.claimsScs ? ` (and it is not a valid name: ${read.fault})` : '';
  if (near === undefined) return missing(`no flavor with that name or meaning${fault}`);
  return missing(`no flavor with that name; ${near.name} has the figures`, choose(near, 'search'));
}

function byProperties(wanted: FlavorWanted, flavors: readonly FlavorFacts[]): Answer {
  const { flavor, because } = matchFlavor(flavors, wanted);
  return flavor === null ? missing(because) : satisfied(choose(flavor, 'search'), because);
}

function image(wanted: ImageWanted, images: readonly ImageFacts[]): Answer {
  const resolved = resolveImage(images, wanted);
  return 'fault' in resolved ? missing(resolved.fault) : satisfied(choose(resolved.image, resolved.by), resolved.how);
}

function service(wanted: string, types: readonly string[]): Answer {
  const found = types.find((type) => canonicalService(type) === canonicalService(wanted));
  if (found !== undefined) return satisfied({ name: found }, `in the catalogue as ${found}`);
  if (canonicalService(wanted) === 'object-store-s3' && types.includes('object-store')) {
    return {
      state: 'unknown',
      chosen: null,
      detail: 'there is an object store; whether it supports S3 is not declared',
    };
  }
  return missing('not in the catalogue');
}

function volumeType(aspect: VolumeAspect, types: readonly VolumeTypeFacts[]): Answer {
  const [first] = types.filter((type) => volumeAspects(type)[aspect]).sort((a, b) => compareTexts(a.name, b.name));
  return first === undefined
    ? {
        state: 'unknown',
        chosen: null,
        detail: `no volume type is declared ${aspect}, which does not mean that none is`,
      }
    : satisfied(choose(first), `${first.name} is declared ${aspect}`);
}

function cloudPortability(wanted: PortabilityWanted, facts: CloudFacts): CloudPortability {
  const items: readonly PortabilityItem[] = [
    ...(wanted.flavors ?? []).map((each) => ({
      kind: 'flavor' as const,
      wanted: each,
      ...known(facts.flavors, (all) => (typeof each === 'string' ? byName(each, all) : byProperties(each, all))),
    })),
    ...(wanted.images ?? []).map((each) => ({
      kind: 'image' as const,
      wanted: each,
      ...known(facts.images, (all) => image(each, all)),
    })),
    ...(wanted.services ?? []).map((each) => ({
      kind: 'service' as const,
      wanted: each,
      ...known(facts.services, (all) => service(each, all)),
    })),
    ...(wanted.volumeAspects ?? []).map((each) => ({
      kind: 'volume-type' as const,
      wanted: each,
      ...known(facts.volumeTypes, (all) => volumeType(each, all)),
    })),
  ];
  const is = (state: PortabilityState): boolean => items.some((item) => item.state === state);
  const state = is('missing') ? 'missing' : is('unknown') ? 'unknown' : 'satisfied';
  return defined({ cloud: facts.cloud, region: facts.region, state, items } as const);
}

export function portabilityReport(
  wanted: PortabilityWanted,
  clouds: readonly CloudFacts[],
  now: number,
): PortabilityReport {
  const judged = clouds.map((facts) => cloudPortability(wanted, facts));
  return {
    checkedAt: new Date(now).toISOString(),
    satisfying: judged.filter(({ state }) => state === 'satisfied').map(({ cloud, region }) => region ?? cloud),
    clouds: judged,
  };
}

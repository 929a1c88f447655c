// SPDX-License-Identifier: Apache-2.0
// From what somebody wants of a flavor, an image or a network to the one object of a place that it comes to, or the
// reason why there is none. Pure: the standards decide, this puts items in their words.

import type { FlavorQuery, ImageQuery } from '../../../model/scs/queries.ts';
import type { ItemOf } from '../../../model/scs/resource.ts';
import type { flavors } from '../../../model/scs/resources/flavors.ts';
import type { images } from '../../../model/scs/resources/images.ts';
import type { networks } from '../../../model/scs/resources/networks.ts';
import type { FlavorFacts, ImageFacts } from '../../../standards/facts.ts';
import { groupNames } from '../../../standards/flavor-groups.ts';
import { searchFlavors } from '../../../standards/flavor-search.ts';
import { resolveImage } from '../../../standards/image-resolve.ts';
import { parseFlavorName } from '../../../standards/scs-0100/flavor-name.ts';

export type Flavor = ItemOf<typeof flavors>;
export type Image = ItemOf<typeof images>;
export type Network = ItemOf<typeof networks>;

/** `because` is a part of a sentence that begins with the cloud. */
export type Choice<T> = { readonly item: T } | { readonly because: string };

export const isChosen = <T>(choice: Choice<T>): choice is { readonly item: T } => 'item' in choice;

export const flavorFacts = (flavor: Flavor): FlavorFacts & { readonly item: Flavor } => ({ ...flavor, item: flavor });

/** Glance's own names of the properties, as the standards read them. */
export function imageFacts(image: Image): ImageFacts & { readonly item: Image } {
  const { scs } = image;
  const told: Readonly<Record<string, string | number | null>> = {
    os_distro: image.osDistro,
    os_version: image.osVersion,
    os_purpose: image.osPurpose === 'unknown' ? null : image.osPurpose,
    replace_frequency: scs.replaceFrequency,
    uuid_validity: scs.uuidValidity,
    provided_until: scs.providedUntil,
    image_source: scs.source,
    image_description: scs.description,
    image_build_date: scs.buildDate,
    image_original_user: scs.originalUser,
    hotfix_hours: scs.hotfixHours,
  };
  const own = Object.entries(told).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)] as const]));
  return {
    ...image,
    status: image.nativeStatus,
    properties: { ...image.properties, ...Object.fromEntries(own) },
    item: image,
  };
}

export function chooseFlavor(all: readonly Flavor[], wanted: string | FlavorQuery): Choice<Flavor> {
  const usable = all.filter(({ disabled }) => disabled !== true).map(flavorFacts);
  if (typeof wanted === 'string') return byName(usable, wanted);
  const { name, diskGiB, ...rest } = wanted;
  const named = name === undefined ? usable : usable.filter((flavor) => isNamed(flavor, name));
  if (name !== undefined && named.length === 0) return { because: `has no flavor ${name}` };
  const { candidates, rejected } = searchFlavors(named, {
    ...rest,
    ...(diskGiB === undefined ? {} : { diskGB: diskGiB }),
  });
  const [best] = candidates;
  if (best !== undefined) return { item: best.item };
  const near = rejected.toSorted((a, b) => a.reasons.length - b.reasons.length)[0];
  return {
    because: `has no flavor that serves${near === undefined ? '' : ` (nearest: ${near.flavor.name}, but ${near.reasons.join(', ')})`}`,
  };
}

function byName(flavors: readonly (FlavorFacts & { readonly item: Flavor })[], wanted: string): Choice<Flavor> {
  const found =
    flavors.find(({ id }) => id === wanted) ??
    flavors.find(({ name }) => name === wanted) ??
    flavors.find((flavor) => isNamed(flavor, wanted));
  return found === undefined ? { because: `has no flavor ${wanted}` } : { item: found.item };
}

/** By the name as it stands, or as one of the standard in any syntax. */
function isNamed(flavor: FlavorFacts, wanted: string): boolean {
  if (flavor.name === wanted) return true;
  const parsed = parseFlavorName(wanted);
  return 'canonical' in parsed && groupNames(flavor).names.includes(parsed.canonical);
}

const EVERYBODYS = ['public'];
const ANY = ['public', 'shared', 'community', 'private'];

export function chooseImage(all: readonly Image[], wanted: string | ImageQuery): Choice<Image> {
  const usable = all.filter(({ status }) => status === 'available');
  if (typeof wanted === 'string') {
    const found = usable.find(({ id }) => id === wanted) ?? newest(usable.filter(({ name }) => name === wanted));
    return found === undefined ? { because: `has no image ${wanted}` } : { item: found };
  }
  const { name, distro, ...rest } = wanted;
  const named = name === undefined ? usable : usable.filter((image) => image.name === name);
  if (distro === undefined) {
    const found = newest(named.filter((image) => fits(image, rest)));
    return found === undefined
      ? { because: `has no such image${name === undefined ? '' : ` ${name}`}` }
      : { item: found };
  }
  const facts = named.map(imageFacts);
  // What everybody has comes first: somebody's own image of the same kind must not be taken unasked.
  const [first, last] = [EVERYBODYS, ANY].map((visibility) => resolveImage(facts, { distro, ...rest, visibility }));
  for (const resolved of [first, last])
    if (resolved !== undefined && 'image' in resolved) return { item: resolved.image.item };
  return { because: `has ${first !== undefined && 'fault' in first ? first.fault : 'no such image'}` };
}

const fits = (image: Image, { version, purpose, architecture }: Omit<ImageQuery, 'name' | 'distro'>): boolean =>
  (version === undefined || image.osVersion === version) &&
  (purpose === undefined || image.osPurpose === purpose) &&
  (architecture === undefined || image.architecture === architecture);

/** Names of images are not unique: the standard keeps the name for the current one. */
const newest = (images: readonly Image[]): Image | undefined =>
  images
    .filter(({ hidden }) => !hidden)
    .toSorted((a, b) => compare(b.created ?? '', a.created ?? '') || compare(a.id, b.id))[0];

export function chooseNetwork(all: readonly Network[], wanted: string): Choice<Network> {
  const named = all.filter(({ name }) => name === wanted);
  const found = all.find(({ id }) => id === wanted) ?? (named.length === 1 ? named[0] : undefined);
  if (found !== undefined) return { item: found };
  return {
    because: named.length > 1 ? `has ${named.length} networks ${wanted}: give an id` : `has no network ${wanted}`,
  };
}

/** What speaks against the two together: an image says the least it needs. */
export function misfits(flavor: Flavor, image: Image, fromVolume: boolean): string[] {
  const { minRamMiB, minDiskGiB } = image;
  return [
    ...(minRamMiB !== null && minRamMiB > flavor.ramMiB
      ? [`its image ${image.name} needs ${minRamMiB} MiB of memory, its flavor ${flavor.name} has ${flavor.ramMiB}`]
      : []),
    ...(!fromVolume && flavor.diskGiB > 0 && minDiskGiB !== null && minDiskGiB > flavor.diskGiB
      ? [`its image ${image.name} needs a disk of ${minDiskGiB} GiB, its flavor ${flavor.name} has ${flavor.diskGiB}`]
      : []),
  ];
}

const GIB = 2 ** 30;
/** Room for a system to be updated in, where nothing says how much it takes. */
const LEAST_ROOT_GIB = 10;

/** A flavor without a disk boots from a volume: as large as the image says, and never too small to live in. */
export const rootVolumeGiB = ({ minDiskGiB, virtualSizeBytes, sizeBytes }: Image): number =>
  Math.max(minDiskGiB ?? 0, Math.ceil((virtualSizeBytes ?? sizeBytes ?? 0) / GIB), LEAST_ROOT_GIB);

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

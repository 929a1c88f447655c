// SPDX-License-Identifier: Apache-2.0
// From what somebody wants of a flavor, an image or a network to the one object of a place that it comes to, or the
// reason why there is none. Pure: the standards decide, this puts items in their words.

import type { FlavorQuery, ImageQuery } from '../../model/scs/queries.ts';
import type { ItemOf } from '../../model/scs/resource.ts';
import type { networks } from '../../model/scs/resources/networks.ts';
import { goesBy, matchFlavor } from '../../standards/flavor-search.ts';
import { resolveImage } from '../../standards/image-resolve.ts';
import { type Flavor, flavorFacts, flavorWanted, type Image, imageFacts } from '../standards/items.ts';

export type Network = ItemOf<typeof networks>;

/** `because` is a part of a sentence that begins with the cloud. */
export type Choice<T> = { readonly item: T } | { readonly because: string };

export const isChosen = <T>(choice: Choice<T>): choice is { readonly item: T } => 'item' in choice;

export function chooseFlavor(all: readonly Flavor[], wanted: string | FlavorQuery): Choice<Flavor> {
  const usable = all.filter(({ disabled }) => disabled !== true).map(flavorFacts);
  if (usable.length === 0) return { because: 'has no flavors' };
  if (typeof wanted === 'string') {
    const found =
      usable.find(({ id }) => id === wanted) ??
      usable.find(({ name }) => name === wanted) ??
      usable.find((flavor) => goesBy(flavor, wanted));
    return found === undefined ? { because: `has no flavor ${wanted}` } : { item: found.item };
  }
  const { flavor, because } = matchFlavor(usable, flavorWanted(wanted));
  return flavor === null ? { because: `has flavors, but ${because}` } : { item: flavor.item };
}

/** What everybody has comes first: somebody's own image of the same kind must not be taken unasked. */
const VISIBILITIES = [['public'], ['public', 'shared', 'community', 'private']];

export function chooseImage(all: readonly Image[], wanted: string | ImageQuery): Choice<Image> {
  const usable = all.filter(({ status }) => status === 'available').map(imageFacts);
  const byId = usable.find(({ id }) => id === wanted);
  if (byId !== undefined) return { item: byId.item };
  const query = typeof wanted === 'string' ? { name: wanted } : wanted;
  const resolved = VISIBILITIES.map((visibility) => resolveImage(usable, { ...query, visibility }));
  for (const one of resolved) if ('image' in one) return { item: one.image.item };
  const [first] = resolved;
  const reason = first !== undefined && 'fault' in first ? first.fault : 'no such image';
  return { because: typeof wanted === 'string' ? `has no image ${wanted}` : `has ${reason}` };
}

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

// SPDX-License-Identifier: Apache-2.0
// Flavors, images and queries of the API in the words of the standards. Pure.
import type { FlavorQuery } from '../../model/scs/queries.ts';
import type { ItemOf } from '../../model/scs/resource.ts';
import type { flavors } from '../../model/scs/resources/flavors.ts';
import type { images } from '../../model/scs/resources/images.ts';
import type { FlavorFacts, ImageFacts } from '../../standards/facts.ts';
import type { FlavorWanted } from '../../standards/flavor-search.ts';

export type Flavor = ItemOf<typeof flavors>;
export type Image = ItemOf<typeof images>;

export const flavorFacts = (flavor: Flavor): FlavorFacts & { readonly item: Flavor } => ({ ...flavor, item: flavor });

/** Glance's own names of the properties, as the standards read them. */
export function imageFacts(image: Image): ImageFacts & { readonly item: Image } {
  const { scs } = image;
  const told: Readonly<Record<string, string | number | null>> = {
    os_distro: image.distro,
    os_version: image.version,
    os_purpose: image.purpose === 'unknown' ? null : image.purpose,
    replace_frequency: scs.replaceFrequency,
    uuid_validity: scs.uuidValidity,
    provided_until: scs.providedUntil,
    image_source: scs.source,
    image_description: scs.description,
    image_build_date: scs.buildDate,
    image_original_user: scs.originalUser,
    hotfix_hours: scs.hotfixHours,
    // `md5` where there is only Glance's old checksum, which is none of these.
    os_hash_algo: image.checksum?.algorithm ?? null,
  };
  const own = Object.entries(told).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)] as const]));
  return {
    ...image,
    // The standards know Glance's words, which other kinds of cloud do not use.
    status: image.status === 'available' ? 'active' : image.nativeStatus,
    properties: { ...image.metadata, ...Object.fromEntries(own) },
    item: image,
  };
}

/** In the standards' words; parameters of where to look are none of its. */
export function flavorWanted(query: FlavorQuery): FlavorWanted {
  const { name, vcpus, ramGiB, diskGiB: diskGB, diskType, cpuType, cpuMaker, architecture, gpu, exact } = query;
  const all = { name, vcpus, ramGiB, diskGB, diskType, cpuType, cpuMaker, architecture, gpu, exact };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

// SPDX-License-Identifier: Apache-2.0
// The images of every cloud, community images included where they are asked for.
import { images } from '../../model/scs/resources/images.ts';
import type { ScsCall } from '../call.ts';
import type { Collect, Collected, Looking } from './collect.ts';
import type { Image } from './items.ts';

/** Glance lists community images only to those who ask for them alone. */
export async function collectImages(
  collect: Collect,
  call: ScsCall,
  looking: Looking,
  community: boolean,
): Promise<readonly Collected<Image>[]> {
  const [own, others = []] = await Promise.all([
    collect(images, call, looking),
    ...(community ? [collect(images, call, { ...looking, filters: { visibility: 'community' } })] : []),
  ]);
  return own.map((one) => {
    const more = others.find(({ cloud }) => cloud === one.cloud);
    if (more === undefined) return one;
    // What is seen in the first list may be a community image as well: members share them with those who accept.
    const known = new Set(one.items.map(({ region, id }) => JSON.stringify([region, id])));
    const items = [...one.items, ...more.items.filter(({ region, id }) => !known.has(JSON.stringify([region, id])))];
    const failed = one.error === undefined && more.error !== undefined ? more : one;
    return { ...failed, regions: one.regions.filter((region) => more.regions.includes(region)), items };
  });
}

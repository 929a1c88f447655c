// SPDX-License-Identifier: Apache-2.0
// "Ubuntu 24.04" → the one image of each cloud and region, the same for the same clouds, and how it was found.
import { GatewayError } from '../../model/errors.ts';
import type { ImageQuery } from '../../model/scs/queries.ts';
import { resolveImage } from '../../standards/image-resolve.ts';
import type { ScsCall } from '../call.ts';
import type { CloudReport } from '../sources/fan-out.ts';
import type { Collect, Looking } from './collect.ts';
import { collectImages } from './collect-images.ts';
import { type Image, imageFacts } from './items.ts';

export type ImagesWanted = {
  readonly [Field in keyof ImageQuery]?: ImageQuery[Field] | undefined;
} & { readonly visibility?: readonly string[] | undefined };

export interface ImageMatch {
  readonly cloud: string;
  readonly region: string;
  readonly image: Image | null;
  readonly how: 'properties' | 'properties-and-name' | 'name' | null;
  readonly because: string;
  readonly runnersUp: readonly { readonly id: string; readonly name: string }[];
}

/** One for each region that answered. */
export async function imageMatches(
  collect: Collect,
  call: ScsCall,
  looking: Looking,
  { visibility, ...query }: ImagesWanted,
): Promise<{ readonly items: readonly ImageMatch[]; readonly clouds: readonly CloudReport[] }> {
  call.about({ service: 'image' });
  // An image of any distribution and any name is not one that somebody means.
  if (query.distro === undefined && query.name === undefined)
    throw new GatewayError('badRequest', {
      message: 'Which image is meant is not said: give a distro or a name.',
      faults: [
        { where: 'distro', reason: 'is required without a name' },
        { where: 'name', reason: 'is required without a distro' },
      ],
    });
  const given = Object.entries({ ...query, visibility }).filter(([, value]) => value !== undefined);
  const wanted = Object.fromEntries(given);
  const found = await collectImages(collect, call, looking, visibility?.includes('community') ?? false);
  const items = found.flatMap(({ cloud, regions, items }) =>
    regions.map((region): ImageMatch => {
      const there = items.filter((image) => image.region === region).map(imageFacts);
      const resolved = resolveImage(there, wanted);
      if ('fault' in resolved) return { cloud, region, image: null, how: null, because: resolved.fault, runnersUp: [] };
      const runnersUp = resolved.runnersUp.map(({ id, name }) => ({ id, name }));
      return { cloud, region, image: resolved.image.item, how: resolved.by, because: resolved.how, runnersUp };
    }),
  );
  const matched = items.filter(({ image }) => image !== null);
  return {
    items,
    clouds: found.map((one) => one.report(matched.filter(({ cloud }) => cloud === one.cloud).length)),
  };
}

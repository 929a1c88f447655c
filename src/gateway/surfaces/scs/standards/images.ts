// SPDX-License-Identifier: Apache-2.0
// The route from "Ubuntu 24.04" to the one image of each cloud and region.
import Type from 'typebox';
import { from, nullable } from '../../../../model/scs/fields.ts';
import { ImageQuery } from '../../../../model/scs/queries.ts';
import { images } from '../../../../model/scs/resources/images.ts';
import { cloudReportSchema } from '../../../../scs/lists/list-schemas.ts';
import { type Collect, lookingOf, lookQuery } from '../../../../scs/standards/collect.ts';
import { type ImagesWanted, imageMatches } from '../../../../scs/standards/images.ts';
import type { ScsRoute } from '../route.ts';

const match = Type.Object({
  cloud: images.item.properties.cloud,
  region: images.item.properties.region,
  image: nullable(images.item, { description: 'The image; null if there is none.' }),
  how: nullable(
    Type.Enum(['properties', 'properties-and-name', 'name']),
    from(
      'gateway',
      'How it was found: by its properties; by properties and its name, if `os_purpose` is absent; or by its name alone. Null if there is none.',
    ),
  ),
  because: Type.String({ description: 'An explanation for people: what decided, or which images exist instead.' }),
  runnersUp: Type.Array(Type.Object({ id: images.item.properties.id, name: images.item.properties.name }), {
    description: 'Other images that were found in the same way, next best first.',
  }),
});

const visibilityQuery = Type.Optional(
  Type.Array(Type.Enum(['public', 'community', 'shared', 'private']), {
    minItems: 1,
    description:
      'The visibilities of images to consider. Default: public only, since anybody can give a community image any name.',
  }),
);

export function imageStandardRoutes(collect: Collect): ScsRoute[] {
  return [
    {
      method: 'GET',
      path: '/scs/v1/image-matches',
      operationId: 'matchImages',
      tag: 'standards',
      summary: 'Find the matching image of each cloud',
      description:
        'Returns exactly one image per cloud and region, or the reason why there is none. Images are found by os_distro, os_version and os_purpose or, if a cloud does not declare these, by the image names of scs-0104. Without a `distro`, they are found by their `name` only; one of the two is required. The result is deterministic.',
      query: Type.Object({ ...lookQuery, ...ImageQuery.properties, visibility: visibilityQuery }),
      answers: {
        200: {
          description: 'One match for each region that answered.',
          schema: Type.Object({
            items: Type.Array(match, { description: 'The matches, in the order of the clouds.' }),
            clouds: Type.Array(cloudReportSchema, { description: 'What happened at each cloud that was queried.' }),
          }),
        },
      },
      cost: 'fanOut',
      example: { query: { distro: 'ubuntu', version: '24.04' } },
      async handle(call) {
        const { name, distro, version, purpose, architecture, visibility } = call.query as ImagesWanted;
        const wanted = { name, distro, version, purpose, architecture, visibility };
        return {
          status: 200,
          headers: { 'cache-control': 'private, no-cache' },
          body: await imageMatches(collect, call, lookingOf(call.query), wanted),
        };
      },
    },
  ];
}

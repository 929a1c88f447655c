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
  image: nullable(images.item, { description: 'The one to take; null where there is none.' }),
  how: nullable(
    Type.Enum(['properties', 'properties-and-name', 'name']),
    from(
      'gateway',
      'What it was found by: what it declares; partly its name, `os_purpose` being absent; its name alone. Null where there is none.',
    ),
  ),
  because: Type.String({ description: 'For people: what decided, or what there is instead.' }),
  runnersUp: Type.Array(Type.Object({ id: images.item.properties.id, name: images.item.properties.name }), {
    description: 'Others that were found in the same way, next best first.',
  }),
});

const { distro: _, ...rest } = ImageQuery.properties;
const distro = Type.String({
  minLength: 1,
  ...from('scs-0102: os_distro', 'The distribution, in lower case: `ubuntu`.'),
});

export const visibilityQuery = Type.Optional(
  Type.Array(Type.Enum(['public', 'community', 'shared', 'private']), {
    minItems: 1,
    description: 'Which images count: the public ones where absent, since anybody can give a community image any name.',
  }),
);

export function imageStandardRoutes(collect: Collect): ScsRoute[] {
  return [
    {
      method: 'GET',
      path: '/scs/v1/image-matches',
      operationId: 'matchImages',
      tag: 'standards',
      summary: 'Find the one image of each cloud',
      description:
        'Each cloud and region gives exactly one image, or the reason why none: by os_distro, os_version and os_purpose, and where a cloud does not declare these, by the names that scs-0104 has for images. The same clouds always give the same answer.',
      query: Type.Object({ ...lookQuery, distro, ...rest, visibility: visibilityQuery }),
      answers: {
        200: {
          description: 'One for each region that answered.',
          schema: Type.Object({
            items: Type.Array(match, { description: 'By the order of the clouds.' }),
            clouds: Type.Array(cloudReportSchema, { description: 'Every cloud that was asked.' }),
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

// SPDX-License-Identifier: Apache-2.0
// How it is told where a server is made, and where one would be: as a create's, but that there may be no such place.
import Type, { type Static } from 'typebox';

const chosen = Type.Object({ id: Type.String(), name: Type.String() });

export const placementSchema = Type.Object(
  {
    strategy: Type.Enum(['given', 'first', 'spread', 'cheapest-fit']),
    cloud: Type.String(),
    region: Type.String(),
    because: Type.String({ description: 'An explanation of the decision.' }),
    flavor: Type.Optional(chosen),
    image: Type.Optional(chosen),
    considered: Type.Array(
      Type.Object({
        cloud: Type.String(),
        region: Type.String(),
        fits: Type.Boolean(),
        against: Type.Array(Type.String(), { description: 'Every reason why the region does not fit.' }),
        flavor: Type.Optional(chosen),
        image: Type.Optional(chosen),
        servers: Type.Optional(Type.Integer({ description: 'The number of servers that you have in the region.' })),
      }),
      { description: 'Every region that was considered.' },
    ),
  },
  { description: 'The chosen cloud, and the reasons.' },
);

const { cloud, region, ...others } = placementSchema.properties;

export const previewSchema = Type.Object({
  ...others,
  cloud: Type.Union([cloud, Type.Null()], { description: 'The cloud on which it would be made; null if none fits.' }),
  region: Type.Union([region, Type.Null()], { description: 'The region on that cloud.' }),
});

export type PlacementPreview = Static<typeof previewSchema>;

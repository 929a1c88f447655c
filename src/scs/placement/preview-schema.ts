// SPDX-License-Identifier: Apache-2.0
// The answer to where a server would be made: as that of a create, but that there may be no such place.
import Type, { type Static } from 'typebox';
import { placementSchema } from '../operations/operation-schemas.ts';

const { cloud, region, ...others } = placementSchema.properties;

export const previewSchema = Type.Object({
  ...others,
  cloud: Type.Union([cloud, Type.Null()], { description: 'The cloud on which it would be made; null if none fits.' }),
  region: Type.Union([region, Type.Null()], { description: 'The region on that cloud.' }),
});

export type PlacementPreview = Static<typeof previewSchema>;

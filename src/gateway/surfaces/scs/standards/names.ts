// SPDX-License-Identifier: Apache-2.0
// The routes of flavor names: nobody has to say who they are.

import Type from 'typebox';
import {
  flavorNameSchema,
  readFlavorName,
  type ToBuild,
  toBuild,
  writeFlavorName,
} from '../../../../scs/standards/flavor-names.ts';
import type { ScsRoute } from '../route.ts';

export function flavorNameRoutes(): ScsRoute[] {
  const headers = { 'cache-control': 'public, max-age=86400' };
  return [
    {
      method: 'GET',
      path: '/scs/v1/flavor-names/{name}',
      operationId: 'readFlavorName',
      tag: 'standards',
      summary: 'Parse a flavor name',
      description:
        'Parses an SCS flavor name (scs-0100) in any syntax. An invalid name is answered with 422 and the reason. No cloud is queried; `/scs/v1/flavor-groups/{name}` says which clouds have such a flavor.',
      parameters: Type.Object({ name: Type.String({ description: 'The name, percent-encoded.' }) }),
      answers: { 200: { description: 'The name is valid.', schema: flavorNameSchema } },
      errors: ['unprocessable'],
      open: true,
      example: { parameters: { name: 'SCS-16T:64:3x10s-bms-i3h' } },
      async handle({ parameters: { name = '' } }) {
        return { status: 200, headers, body: readFlavorName(name) };
      },
    },
    {
      method: 'POST',
      path: '/scs/v1/flavor-names',
      operationId: 'writeFlavorName',
      tag: 'standards',
      summary: 'Build a flavor name',
      description:
        'Builds the name of a flavor from its properties: `canonical`, `short`, `asV1`, and the matching extra_specs. `parsed` has the form that parsing a name returns. If no name can express the properties, the response is 422.',
      body: toBuild,
      answers: { 200: { description: 'The name in all forms.', schema: flavorNameSchema } },
      errors: ['unprocessable'],
      open: true,
      example: {
        body: {
          parsed: { cpus: 4, cpuType: 'V', ramGiB: 16, disk: { sizeGB: 100, type: 's' }, cpuBrand: { vendor: 'z' } },
        },
      },
      async handle({ body }) {
        return { status: 200, body: writeFlavorName((body as { readonly parsed: ToBuild }).parsed) };
      },
    },
  ];
}

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
      summary: 'Read a flavor name',
      description:
        'What a name of scs-0100 says, in any of its syntaxes. 422 with the reason for what is not such a name. No cloud is asked: whether one has such a flavor, `/scs/v1/flavor-groups/{name}` tells.',
      parameters: Type.Object({ name: Type.String({ description: 'The name, percent-encoded.' }) }),
      answers: { 200: { description: 'It is a valid name.', schema: flavorNameSchema } },
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
      summary: 'Write a flavor name',
      description:
        'From what a flavor has to its name: `canonical`, `short`, `asV1`, and the extra_specs to go with it. Takes `parsed` as reading a name gives it. 422 where no name can say it.',
      body: toBuild,
      answers: { 200: { description: 'The name.', schema: flavorNameSchema } },
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

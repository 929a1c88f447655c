// SPDX-License-Identifier: Apache-2.0
// Where a server would be made, and why not elsewhere: the decision of a create, without the create.
import Type from 'typebox';
import { changeTimeoutQuery } from '../../../../scs/lists/list-schemas.ts';
import type { ServerCreator } from '../../../../scs/placement/create-server.ts';
import { previewSchema } from '../../../../scs/placement/placement-schema.ts';
import { milliseconds, within } from '../../../../scs/within.ts';
import type { ScsRoute } from '../route.ts';

export const placementRoute = (creator: ServerCreator): ScsRoute => ({
  method: 'POST',
  path: '/scs/v1/server-placements',
  operationId: 'previewServerPlacement',
  tag: 'servers',
  summary: 'Preview where a server would be created',
  description:
    'Takes the body of a create and answers which cloud would be chosen at this moment, and for every other one what speaks against it. Nothing is created or reserved; quotas are each cloud’s own to judge, when the server is created.',
  query: Type.Object({ timeout: changeTimeoutQuery }),
  body: creator.body,
  answers: { 200: { description: 'The decision, and what it is made from.', schema: previewSchema } },
  errors: ['badRequest', 'notOffered', 'notFound'],
  cost: 'fanOut',
  example: {
    body: {
      name: 'web',
      flavor: { vcpus: 2, ramGiB: 4 },
      image: { distro: 'ubuntu', version: '24.04' },
      placement: { strategy: 'cheapest-fit' },
    },
  },
  async handle(asked) {
    const { timeout } = asked.query as { readonly timeout?: number };
    const call = timeout === undefined ? asked : within(asked, milliseconds(timeout));
    const body = await creator.preview(call, call.body);
    return { status: 200, headers: { 'cache-control': 'private, no-cache' }, body };
  },
});

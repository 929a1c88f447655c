// SPDX-License-Identifier: Apache-2.0
// The route of the caller's projects over all clouds.
import Type from 'typebox';
import { cloudReportSchema, whereQuery } from '../../../scs/lists/list-schemas.ts';
import { projectSchema } from '../../../scs/projects/project-schema.ts';
import { listProjects, type ProjectsDeps, type ProjectsWanted } from '../../../scs/projects/projects.ts';
import type { ScsRoute } from './route.ts';

export function projectRoutes(deps: ProjectsDeps): ScsRoute[] {
  return [
    {
      method: 'GET',
      path: '/scs/v1/projects',
      operationId: 'listProjects',
      tag: 'projects',
      summary: 'List projects on all clouds',
      query: Type.Object({
        cloud: whereQuery.cloud,
        name: Type.Optional(
          Type.Array(Type.String(), { description: 'Only these names; `*` matches any text (`web-*`).' }),
        ),
        domain: Type.Optional(Type.Array(Type.String(), { description: 'Only these domains, by name or id.' })),
        partial: Type.Optional(
          Type.Boolean({ description: 'If false, the failure of any cloud fails the whole request. Default: true.' }),
        ),
      }),
      cost: 'fanOut',
      answers: {
        200: {
          description: 'The projects, sorted by domain and name, and what happened at each cloud.',
          schema: Type.Object({ items: Type.Array(projectSchema), clouds: Type.Array(cloudReportSchema) }),
        },
      },
      errors: ['badRequest', 'memberTimeout', 'memberUnreachable'],
      handle: async (call) => ({
        status: 200,
        headers: { 'cache-control': 'no-store' },
        body: await listProjects(deps, call, call.query as ProjectsWanted),
      }),
    },
  ];
}

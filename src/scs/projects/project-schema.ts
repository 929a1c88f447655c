// SPDX-License-Identifier: Apache-2.0
// What is told of one of the caller's projects.
import Type, { type Static } from 'typebox';
import { from, nullable } from '../../model/scs/fields.ts';

export const projectSchema = Type.Object({
  id: Type.String(
    from('gateway: of domain and name', 'The project id, which is the same on every cloud, as in `OS_PROJECT_ID`.'),
  ),
  name: Type.String(
    from('native: project name', "Its name at the gateway, translated by the configuration's `projects` maps."),
  ),
  domain: Type.Object(
    { id: Type.String(), name: Type.String() },
    from('native: domain of the project', 'The domain that it belongs to.'),
  ),
  clouds: Type.Array(Type.String(), from('native: /v3/auth/projects', 'The clouds that have it for this caller.')),
  roles: Type.Record(
    Type.String(),
    nullable(Type.Array(Type.String())),
    from(
      'native: token roles',
      "The caller's roles in it by cloud; null if no session is open at the cloud, which the first request opens.",
    ),
  ),
});
export type ProjectItem = Static<typeof projectSchema>;

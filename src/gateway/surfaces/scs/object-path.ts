// SPDX-License-Identifier: Apache-2.0
// One object in a path: `/scs/v1/servers/{cloud}/{id}`, with `region` and `project` in the query where they are needed.
import Type from 'typebox';
import type { Item } from '../../../model/scs/resource.ts';
import type { ObjectName } from '../../../scs/sources/source.ts';
import type { RouteCall } from './route.ts';

export const objectPath = Type.Object({
  cloud: Type.String({ description: 'The member cloud.' }),
  id: Type.String({ description: 'The id at the member, percent-encoded.' }),
});

export function objectOf({ parameters, query }: Pick<RouteCall, 'parameters' | 'query'>): ObjectName {
  const { cloud = '', id = '' } = parameters;
  const { region, project } = query as { readonly region?: string; readonly project?: string };
  return {
    cloud,
    id,
    ...(region === undefined ? {} : { region }),
    ...(project === undefined ? {} : { project }),
  };
}

export const hrefOf = (publicUrl: string, plural: string, { cloud, id }: Pick<Item, 'cloud' | 'id'>): string =>
  `${publicUrl}/scs/v1/${plural}/${cloud}/${encodeURIComponent(id.toWellFormed())}`;

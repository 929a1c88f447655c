// SPDX-License-Identifier: Apache-2.0
// One object by its name `{cloud}/{id}`, as the paths of the API have it.
import type { NativeObject } from '../../model/scs/adapter.ts';
import type { ResourceDefinition } from '../../model/scs/resource.ts';
import type { ScsCall } from '../call.ts';
import { oneCloud } from '../clouds/chosen-clouds.ts';
import type { Source, Sources } from './source.ts';

export interface LocateDeps {
  readonly sources: Sources;
  readonly clouds: () => readonly { readonly id: string }[];
}

export interface Located {
  readonly source: Source;
  readonly found: NativeObject;
}

/** `region` and `project` of the query narrow it down. */
export async function locate(
  { sources, clouds }: LocateDeps,
  definition: ResourceDefinition,
  { caller, parameters, query, signal, about }: ScsCall,
): Promise<Located> {
  const { cloud = '', id = '' } = parameters;
  const { region, project } = query as { readonly region?: string; readonly project?: string };
  about({ cloud: oneCloud(clouds(), cloud).id });
  const object = {
    cloud,
    id,
    ...(region === undefined ? {} : { region }),
    ...(project === undefined ? {} : { project }),
  };
  return sources.find(definition, caller, object, signal);
}

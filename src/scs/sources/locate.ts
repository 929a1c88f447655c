// SPDX-License-Identifier: Apache-2.0
// One object by its name `{cloud}/{id}`, as the paths of the API have it; `region` and `project` narrow it down.
import type { ResourceDefinition } from '../../model/scs/resource.ts';
import type { ScsCall } from '../call.ts';
import { oneCloud } from '../chosen-clouds.ts';
import type { Located, ObjectName, Sources } from './source.ts';

export interface LocateDeps {
  readonly sources: Sources;
  readonly clouds: () => readonly { readonly id: string }[];
}

export async function locate(
  { sources, clouds }: LocateDeps,
  definition: ResourceDefinition,
  { caller, signal, about }: ScsCall,
  object: ObjectName,
): Promise<Located> {
  about({ cloud: oneCloud(clouds(), object.cloud).id });
  return sources.find(definition, caller, object, signal);
}

// SPDX-License-Identifier: Apache-2.0
// One object as a client is shown it: by its cloud and id, or by its id alone.
import type { Item, ResourceDefinition } from '../../model/scs/resource.ts';
import type { ScsCall } from '../call.ts';
import { locate } from '../sources/locate.ts';
import type { ObjectName } from '../sources/source.ts';
import { garbage } from '../sources/sources.ts';
import { checkFields, pickFields } from './list-values.ts';
import { type LookedUp, type LookupDeps, lookup } from './lookup.ts';

export interface Shape {
  readonly view?: 'normal' | 'native';
  readonly fields?: readonly string[];
}

export interface ReadOne {
  readonly item: Item;
  /** The item in the shape that was asked for. */
  readonly shown: object;
  /** Clouds that did not say whether they have one of this id too. */
  readonly unsure: readonly string[];
}

/** Without a cloud in its name it is looked for at all of them. */
export async function readOne(
  deps: LookupDeps,
  definition: ResourceDefinition,
  call: ScsCall,
  object: ObjectName | { readonly id: string },
  { view, fields }: Shape,
): Promise<ReadOne> {
  call.about({ service: deps.sources.serviceOf(definition) });
  if (fields !== undefined) checkFields(definition, fields);
  const { source, found, unsure }: LookedUp =
    'cloud' in object
      ? { ...(await locate(deps, definition, call, object)), unsure: [] }
      : await lookup(deps, definition, call, object.id);
  call.about({ cloud: source.where.cloud });
  let item: Item;
  try {
    item = source.adapter.map(found, source.where);
  } catch (cause) {
    throw garbage(source.where.cloud, cause);
  }
  const some = fields === undefined ? item : pickFields(item, fields);
  return { item, shown: view === 'native' ? { ...some, native: found.native } : some, unsure };
}

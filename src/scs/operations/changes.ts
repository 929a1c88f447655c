// SPDX-License-Identifier: Apache-2.0
// Whatever changes an object of one resource: created, updated, deleted, acted on; each waited for as long as the client
// has asked.
import type { NativeApi, NativeObject } from '../../model/scs/adapter.ts';
import type { Item, ResourceDefinition } from '../../model/scs/resource.ts';
import type { ScsCall } from '../call.ts';
import type { Creator } from '../placement/creator.ts';
import { type LocateDeps, locate } from '../sources/locate.ts';
import { offered } from '../sources/offered.ts';
import type { ObjectName, Source } from '../sources/source.ts';
import { type Operation, type Operations, untilOf } from './operations.ts';

export interface ChangesDeps extends LocateDeps {
  readonly operations: Operations;
  readonly creator: Creator;
}

export interface Changed {
  /** Absent once the object is gone. */
  readonly item?: Item;
  /** Absent where the change is done once the member has answered. */
  readonly operation?: Operation;
}

/** `wait`: milliseconds. */
export interface Changes {
  /** `made`: the object as it was at first. */
  create(
    call: ScsCall,
    input: unknown,
    wait: number,
  ): Promise<{ readonly changed: Changed; readonly made: Item; readonly placement?: unknown }>;
  update(call: ScsCall, object: ObjectName, input: unknown, wait: number): Promise<Changed>;
  remove(call: ScsCall, object: ObjectName, wait: number): Promise<Changed>;
  /** `result`: what the action gave, where it gives something. */
  act(
    call: ScsCall,
    object: ObjectName,
    action: string,
    input: unknown,
    wait: number,
  ): Promise<Changed & { readonly result?: unknown }>;
  /** An action that changes nothing, and what it gave. */
  ask(call: ScsCall, object: ObjectName, action: string, input: unknown): Promise<unknown>;
}

export function createChanges(definition: ResourceDefinition, deps: ChangesDeps): Changes {
  const { operations, creator } = deps;

  /** The object as it is before the change. */
  async function before(call: ScsCall, object: ObjectName): Promise<{ source: Source; api: NativeApi; item: Item }> {
    const { source, found } = await locate(deps, definition, call, object);
    return { source, api: source.connection.api({ signal: call.signal }), item: mapped(source, found) };
  }

  /** The operation of a change that takes its time. */
  async function settle(call: ScsCall, verb: string, source: Source, item: Item, wait: number): Promise<Changed> {
    if (untilOf(definition, verb) === undefined) return { item };
    const change = { definition, verb, source, item };
    const { operation, item: seen } = await operations.settle(call.caller, change, wait, call.signal);
    return { ...(seen === undefined ? {} : { item: seen }), operation };
  }

  return {
    async create(call, input, wait) {
      const { source, found, placement } = await creator.create(call, input);
      const made = mapped(source, found);
      const changed = await settle(call, 'create', source, made, wait);
      return { changed, made, ...(placement === undefined ? {} : { placement }) };
    },

    async update(call, object, input, wait) {
      const { source, api, item } = await before(call, object);
      const found = await offered(source, source.adapter.update)(api, item.id, input);
      return settle(call, 'update', source, mapped(source, found), wait);
    },

    async remove(call, object, wait) {
      const { source, api, item } = await before(call, object);
      await offered(source, source.adapter.remove)(api, item.id);
      return settle(call, 'delete', source, item, wait);
    },

    async act(call, object, action, input, wait) {
      const { source, api, item } = await before(call, object);
      const result = await offered(source, source.adapter.actions?.[action])(api, item.id, input as never);
      const after = mapped(source, await source.adapter.get(api, item.id));
      const changed = await settle(call, action, source, after, wait);
      return { ...changed, ...(result === undefined ? {} : { result }) };
    },

    async ask(call, object, action, input) {
      const { source, api, item } = await before(call, object);
      return offered(source, source.adapter.actions?.[action])(api, item.id, input as never);
    },
  };
}

const mapped = ({ adapter, where }: Source, found: NativeObject): Item => adapter.map(found, where);

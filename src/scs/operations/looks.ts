// SPDX-License-Identifier: Apache-2.0
// Whether a change of which nobody knows the outcome was made: read from what the cloud has now.
import { isDeepStrictEqual } from 'node:util';
import { isTimeout } from '../../members/member-error.ts';
import { toGatewayError } from '../../model/errors.ts';
import { isObject } from '../../model/is-object.ts';
import type { Item, ResourceDefinition } from '../../model/scs/resource.ts';
import type { ScsCall } from '../call.ts';
import { locate } from '../sources/locate.ts';
import type { ObjectName } from '../sources/source.ts';
import type { Changed, ChangesDeps } from './changes.ts';
import type { Trace } from './idempotency.ts';
import { isEnding, lookFor, type Made } from './look-for.ts';

/** `again`: not made, or not to be seen, and making it again does no harm. */
export interface Looks {
  created(
    call: ScsCall,
    input: unknown,
    trace: Trace,
  ): Promise<{ readonly changed: Changed; readonly made: Item } | 'nothing' | 'unknown'>;
  updated(call: ScsCall, object: ObjectName, input: unknown): Promise<Changed | 'again'>;
  removed(call: ScsCall, object: ObjectName): Promise<Changed | 'again'>;
  /** Whether an object that was told of is there still. Of a cloud that does not say, it is. */
  exists(call: ScsCall, item: Item): Promise<boolean>;
}

export function createLooks(
  definition: ResourceDefinition,
  deps: Omit<ChangesDeps, 'creator' | 'turns' | 'now'>,
): Looks {
  const { sources, operations } = deps;

  async function now(call: ScsCall, object: ObjectName) {
    try {
      const { source, found } = await locate(deps, definition, call, object);
      return { source, item: source.adapter.map(found, source.where) };
    } catch (cause) {
      const { code } = toGatewayError(cause);
      if (code === 'notFound' || code === 'nativeNotFound') return undefined;
      throw cause;
    }
  }

  /** Where its create takes several requests, all but the first may not have been sent. */
  async function finished(call: ScsCall, { source, item }: Exclude<Made, string>, input: unknown): Promise<Item> {
    const { adapter } = source;
    if (adapter.finish === undefined) return item;
    const api = source.connection.api({ signal: call.signal });
    await adapter.finish(api, item.id, input);
    return adapter.map(await adapter.get(api, item.id), source.where);
  }

  return {
    async created(call, input, trace) {
      const made = await lookFor(sources, definition, call, trace, input as Readonly<Record<string, unknown>>);
      if (typeof made === 'string') return made;
      const { source } = made;
      const item = await finished(call, made, input);
      if (definition.createUntil === undefined) return { changed: { item }, made: item };
      const change = { definition, verb: 'create', source, item };
      const seen = await operations.settle(call.caller, change, 0, call.signal);
      return { changed: { item: seen.item ?? item, operation: seen.operation }, made: item };
    },

    async updated(call, object, input) {
      const there = await now(call, object);
      return there !== undefined && isSo(there.item, input) ? { item: there.item } : 'again';
    },

    async removed(call, object) {
      const there = await now(call, object);
      return there === undefined || isEnding(there.item) ? {} : 'again';
    },

    async exists(call, { cloud, id, region, project }) {
      const filter: { readonly project?: string } = project === null ? {} : { project };
      try {
        // A cloud that was taken out of the configuration, or a project that is not the caller's any more, has deleted nothing.
        const [there] = sources.clouds(definition, call.caller, { clouds: [cloud], regions: [region], ...filter });
        if (there === undefined || (await there.open(call.signal)).sources.length === 0) return true;
        const found = await now(call, { cloud, id, region, ...filter });
        return found !== undefined && !isEnding(found.item);
      } catch (cause) {
        if (call.signal.aborted && !isTimeout(call.signal.reason)) throw cause;
        return true;
      }
    },
  };
}

/** Whether an object is as a change wants it, in all that both have words for. */
function isSo(item: Item, input: unknown): boolean {
  return Object.entries(input as Readonly<Record<string, unknown>>).every(([field, wanted]) => {
    const value = (item as unknown as Readonly<Record<string, unknown>>)[field];
    if (!isObject(wanted) || !isObject(value)) return isDeepStrictEqual(value, wanted);
    return Object.entries(wanted).every(([key, one]) => (one === null ? !(key in value) : value[key] === one));
  });
}

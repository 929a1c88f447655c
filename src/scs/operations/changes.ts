// SPDX-License-Identifier: Apache-2.0
// Whatever changes an object of one resource: created, updated, deleted, acted on; each waited for as long as the client
// has asked.
import { createBoundedCache } from '../../cache/bounded-cache.ts';
import type { Clock } from '../../model/clock.ts';
import { GatewayError } from '../../model/errors.ts';
import type { NativeApi, NativeObject } from '../../model/scs/adapter.ts';
import type { Item, ResourceDefinition } from '../../model/scs/resource.ts';
import type { ScsCall } from '../call.ts';
import { isMatch } from '../lists/item-tag.ts';
import type { Creator } from '../placement/creator.ts';
import { askAt } from '../sources/ask-at.ts';
import { type LocateDeps, locate } from '../sources/locate.ts';
import { offered } from '../sources/offered.ts';
import type { ObjectName, Source } from '../sources/source.ts';
import type { Turns } from '../turns.ts';
import { type Operation, type Operations, untilOf } from './operations.ts';
import { followed } from './under-way.ts';

export interface ChangesDeps extends LocateDeps {
  readonly operations: Operations;
  readonly creator: Creator;
  readonly turns: Turns;
  readonly now: Clock;
}

export interface Changed {
  /** Absent once the object is gone. */
  readonly item?: Item;
  /** Absent where the change is done once the member has answered. */
  readonly operation?: Operation;
}

export interface How {
  /** Milliseconds. */
  readonly wait: number;
  /** As in the header: only if the object is still as this says. */
  readonly ifMatch?: string | undefined;
}

/** `wait`: milliseconds. */
export interface Changes {
  /** `made`: the object as it was at first. */
  create(
    call: ScsCall,
    input: unknown,
    wait: number,
  ): Promise<{ readonly changed: Changed; readonly made: Item; readonly placement?: unknown }>;
  update(call: ScsCall, object: ObjectName, input: unknown, how: How): Promise<Changed>;
  remove(call: ScsCall, object: ObjectName, how: How): Promise<Changed>;
  /** `result`: what the action gave, where it gives something. */
  act(
    call: ScsCall,
    object: ObjectName,
    action: string,
    input: unknown,
    how: How,
  ): Promise<Changed & { readonly result?: unknown }>;
  /** An action that changes nothing, and what it gave. */
  ask(call: ScsCall, object: ObjectName, action: string, input: unknown): Promise<unknown>;
}

/** The object before a change of it. */
interface Before {
  readonly source: Source;
  readonly api: NativeApi;
  readonly item: Item;
}

/**
 * Milliseconds for which nobody takes another turn for what a cloud has just forbidden them: else all who may read an object could
 * keep its owner waiting. Short, since they may be allowed it by then; of the same change with the same rights alone.
 */
const REFUSED_FOR = 5_000;
const MOST_REFUSED = 1_000;

export function createChanges(definition: ResourceDefinition, deps: ChangesDeps): Changes {
  const { operations, creator, now } = deps;
  const refusals = createBoundedCache<GatewayError>({ max: MOST_REFUSED, now });

  /** The object as it is before the change. */
  async function before(call: ScsCall, object: ObjectName): Promise<Before> {
    const { source, found } = await locate(deps, definition, call, object);
    return { source, api: askAt(source, call), item: mapped(source, found) };
  }

  /** What `work` gives is done when others may change the object again. */
  async function change<T>(
    call: ScsCall,
    object: ObjectName,
    what: string,
    { ifMatch }: How,
    work: (there: Before) => Promise<() => Promise<T>>,
  ): Promise<T> {
    if (ifMatch === undefined) return (await work(await before(call, object)))();
    const { principal, scope, credential } = call.caller.caller;
    const { cloud, region, project } = object;
    // As a turn has it, or spellings would each have one.
    const id = object.id.toLowerCase();
    const attempt = JSON.stringify([principal.id, credential?.id, scope, cloud, region, project, id, what]);
    const demandNotRefused = (): void => {
      const refusal = refusals.get(attempt);
      if (refusal !== undefined) throw refusal;
    };
    demandNotRefused();
    const matching = async (of: ScsCall): Promise<Before> => {
      const there = await before(of, object);
      if (!isMatch(ifMatch, there.item)) throw new GatewayError('preconditionFailed', { cloud });
      return there;
    };
    // Who may not see the object, or has an old tag, must not keep others from their turn.
    await matching(call);
    let pending = (): boolean => false;
    const settled = await deps.turns.take(
      `${definition.plural}:${cloud}:${id}`,
      call.signal,
      async (turn) => {
        demandNotRefused();
        const under = followed(call, turn);
        pending = under.pending;
        try {
          return await work(await matching(under.call));
        } catch (error) {
          if (error instanceof GatewayError && error.code === 'nativeForbidden')
            refusals.set(attempt, error, { until: now() + REFUSED_FOR });
          throw error;
        }
      },
      () => !pending(),
    );
    return settled();
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

    update: (call, object, input, how) =>
      change(call, object, 'PATCH', how, async ({ source, api, item }) => {
        const found = await offered(source, source.adapter.update)(api, item.id, input);
        return () => settle(call, 'update', source, mapped(source, found), how.wait);
      }),

    remove: (call, object, how) =>
      change(call, object, 'DELETE', how, async ({ source, api, item }) => {
        await offered(source, source.adapter.remove)(api, item.id);
        return () => settle(call, 'delete', source, item, how.wait);
      }),

    act: (call, object, action, input, how) =>
      change(call, object, action, how, async ({ source, api, item }) => {
        const result = await offered(source, source.adapter.actions?.[action])(api, item.id, input as never);
        // It has been done, which is told even where the object cannot be read again.
        const after = await source.adapter.get(api, item.id).then(
          (found) => mapped(source, found),
          () => item,
        );
        return async () => {
          const changed = await settle(call, action, source, after, how.wait);
          return { ...changed, ...(result === undefined ? {} : { result }) };
        };
      }),

    async ask(call, object, action, input) {
      const { source, api, item } = await before(call, object);
      return offered(source, source.adapter.actions?.[action])(api, item.id, input as never);
    },
  };
}

const mapped = ({ adapter, where }: Source, found: NativeObject): Item => adapter.map(found, where);

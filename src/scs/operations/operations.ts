// SPDX-License-Identifier: Apache-2.0
// Changes that take their time. An operation is not stored anywhere: its id holds, sealed, what it was, and how far it
// has come is read from the object at the member. So any replica can tell of it, and nothing is lost with one.

import { isTimeout } from '../../members/member-error.ts';
import type { Clock } from '../../model/clock.ts';
import { GatewayError, toGatewayError } from '../../model/errors.ts';
import type { Item, ResourceDefinition, Until } from '../../model/scs/resource.ts';
import type { Seal } from '../../model/seal.ts';
import type { ScsCaller } from '../caller.ts';
import type { Source, Sources } from '../sources/source.ts';
import { readObject } from '../sources/sources.ts';
import { follow } from './follow.ts';

type OperationStatus = 'running' | 'succeeded' | 'failed';

export interface Operation {
  readonly id: string;
  readonly href: string;
  /** `create`, `update`, `delete`, or the name of the action. */
  readonly verb: string;
  readonly resource: string;
  readonly cloud: string;
  readonly region: string;
  readonly project: string | null;
  readonly objectId: string;
  readonly status: OperationStatus;
  /** Percent, where the member tells; 100 when it has succeeded. */
  readonly progress: number | null;
  /** The object's own status, as last seen; null once it is gone. */
  readonly stage: string | null;
  readonly startedAt: string;
  readonly error: { readonly detail: string } | null;
}

/** What an operation's id holds: a list and no object, since it becomes a part of a URL. */
type Ticket = readonly [
  user: string,
  resource: string,
  verb: string,
  cloud: string,
  region: string,
  project: string | null,
  object: string,
  at: number,
];

export interface Seen {
  readonly operation: Operation;
  /** Absent once the object is gone. */
  readonly item?: Item;
}

export interface OperationsDeps {
  readonly sources: Sources;
  readonly resources: readonly ResourceDefinition[];
  readonly seal: Seal;
  readonly now: Clock;
  readonly publicUrl: string;
}

/** A change that the member has taken just now. */
export interface Change {
  readonly definition: ResourceDefinition;
  readonly verb: string;
  readonly source: Source;
  /** The object as it was read last: after the change, or before its deletion. */
  readonly item: Item;
}

export interface Operations {
  /** Begins with the object as it is known and looks again only where that does not end it, for up to `ms`. */
  settle(caller: ScsCaller, change: Change, ms: number, signal: AbortSignal): Promise<Seen>;
  /** Throws `notFound` for an id that is not the gateway's, or of somebody else's operation. */
  see(caller: ScsCaller, id: string, signal: AbortSignal): Promise<Seen>;
  /** Sees again and again, until it has ended, `ms` are over or the signal says so; tells of each change. */
  wait(caller: ScsCaller, id: string, ms: number, signal: AbortSignal, tell?: (seen: Seen) => void): Promise<Seen>;
}

/** The associated data of the seal: a sealed session or console address must not pass as an operation. */
const CONTEXT = 'scs:operation';

export function createOperations({ sources, resources, seal, now, publicUrl }: OperationsDeps): Operations {
  function open(caller: ScsCaller, id: string): { ticket: Ticket; definition: ResourceDefinition } {
    const plain = seal.open(id, CONTEXT);
    const ticket = plain === undefined ? undefined : (JSON.parse(plain) as Ticket);
    const definition = resources.find(({ plural }) => plural === ticket?.[1]);
    if (ticket === undefined || definition === undefined || ticket[0] !== short(caller))
      throw new GatewayError('notFound', { message: 'There is no such operation.' });
    return { ticket, definition };
  }

  function lookAt(caller: ScsCaller, id: string, signal: AbortSignal): () => Promise<Seen> {
    const { ticket, definition } = open(caller, id);
    const [, , verb, cloud, region, project, objectId] = ticket;
    const object = { cloud, region, id: objectId, ...(project === null ? {} : { project }) };
    return async () => {
      const there = await unlessGone(sources.find(definition, caller, object, signal));
      const item = there?.source.adapter.map(there.found, there.source.where);
      return seenAs(id, ticket, item, judge(untilOf(definition, verb), item));
    };
  }

  function seenAs(id: string, ticket: Ticket, item: Item | undefined, { status, detail }: Outcome): Seen {
    const [, resource, verb, cloud, region, project, objectId, at] = ticket;
    const operation: Operation = {
      id,
      href: `${publicUrl}/scs/v1/operations/${id}`,
      verb,
      resource,
      cloud,
      region,
      project,
      objectId,
      status,
      progress: status === 'succeeded' ? 100 : progressOf(item),
      stage: item?.status ?? null,
      startedAt: new Date(at).toISOString(),
      error: detail === undefined ? null : { detail },
    };
    return item === undefined ? { operation } : { operation, item };
  }

  return {
    settle(caller, { definition, verb, source, item }, ms, signal) {
      const { cloud, region, project } = source.where;
      const ticket: Ticket = [short(caller), definition.plural, verb, cloud, region, project, item.id, now()];
      const id = seal.close(JSON.stringify(ticket), CONTEXT);
      const until = untilOf(definition, verb);
      // What was read before a deletion does not tell how that ends: a server in error can be deleted.
      const first = seenAs(id, ticket, item, verb === 'delete' ? { status: 'running' } : judge(until, item));
      const look = async (): Promise<Seen> => {
        const found = await unlessGone(readObject(source, item.id, signal));
        const seen = found && source.adapter.map(found, source.where);
        return seenAs(id, ticket, seen, judge(until, seen));
      };
      let seen = first;
      const tell = (one: Seen): void => {
        seen = one;
      };
      return follow(look, { ...UNTIL_ENDED, ms, signal, first, tell }).catch((cause: unknown) => {
        // The change has been made, and that is told, though nothing is known of how it goes on.
        if (signal.aborted && !isTimeout(signal.reason)) throw cause;
        return seen;
      });
    },
    see: async (caller, id, signal) => lookAt(caller, id, signal)(),
    wait: async (caller, id, ms, signal, tell) =>
      follow(lookAt(caller, id, signal), { ...UNTIL_ENDED, ms, signal, ...(tell === undefined ? {} : { tell }) }),
  };
}

const UNTIL_ENDED = {
  ended: ({ operation }: Seen): boolean => operation.status !== 'running',
  same: (a: Seen, b: Seen): boolean =>
    a.operation.stage === b.operation.stage && a.operation.progress === b.operation.progress,
};

async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (cause) {
    const { code } = toGatewayError(cause);
    if (code === 'notFound' || code === 'nativeNotFound') return undefined;
    throw cause;
  }
}

/** Enough of the principal's id to tell people apart. */
const short = ({ caller }: ScsCaller): string => caller.principal.id.slice(0, 20);

/** Absent: the change is done once the member has answered. */
export function untilOf(definition: ResourceDefinition, verb: string): Until | undefined {
  switch (verb) {
    case 'create':
      return definition.createUntil;
    case 'update':
      return definition.updateUntil;
    case 'delete':
      return definition.remove?.until;
    default:
      return definition.actions?.[verb]?.until;
  }
}

interface Outcome {
  readonly status: OperationStatus;
  /** Why it failed. */
  readonly detail?: string;
}

/** How far an object has come. `item` absent: it is gone. */
export function judge(until: Until | undefined, item: Item | undefined): Outcome {
  if (item === undefined)
    return until?.done === 'gone' ? { status: 'succeeded' } : { status: 'failed', detail: 'The object is gone.' };
  if (until === undefined) return { status: 'succeeded' };
  if (until.failed.includes(item.status)) return { status: 'failed', detail: faultOf(item) };
  return { status: until.done !== 'gone' && until.done.includes(item.status) ? 'succeeded' : 'running' };
}

/** Nova says why a server is in error; others only that it is. */
function faultOf(item: Item): string {
  const { fault } = item as { fault?: { message?: unknown } | null };
  return typeof fault?.message === 'string' ? fault.message : `The object is in the status ${item.status}.`;
}

function progressOf(item: Item | undefined): number | null {
  const { progress } = (item ?? {}) as { progress?: unknown };
  return typeof progress === 'number' && progress >= 0 && progress <= 100 ? progress : null;
}

// SPDX-License-Identifier: Apache-2.0
// One object by its id alone. Every cloud is asked, since any of them may list somebody else's id as its own: neither what
// was seen before nor who answers first says whose the object is.
import { orInterrupted } from '../../members/call.ts';
import { type ErrorCode, GatewayError, toGatewayError } from '../../model/errors.ts';
import type { ResourceDefinition } from '../../model/scs/resource.ts';
import type { ScsCall } from '../call.ts';
import { words } from '../names.ts';
import { type LocateDeps, locate } from '../sources/locate.ts';
import type { Located } from '../sources/source.ts';
import { DEFAULT_TIMEOUT } from './list-schemas.ts';

export interface LookupDeps extends LocateDeps {
  /** Milliseconds, from the beginning, that the other clouds have once one has it. */
  readonly others?: number;
}

export interface LookedUp extends Located {
  /** Clouds that did not say whether they have it too. */
  readonly unsure: readonly string[];
}

const OTHERS = 3_000;

/** By these a cloud says that it has no such object for this caller. */
const SAID_NO: ReadonlySet<ErrorCode> = new Set([
  'notFound',
  'nativeNotFound',
  'notOffered',
  'forbidden',
  'nativeForbidden',
  'nativeBadRequest',
]);

type Outcome = { readonly found: Located } | { readonly error: GatewayError };

export async function lookup(
  deps: LookupDeps,
  definition: ResourceDefinition,
  call: ScsCall,
  id: string,
): Promise<LookedUp> {
  const clouds = deps.clouds().map((cloud) => cloud.id);
  const outcomes = await askAll(deps, definition, call, { id, clouds });
  call.signal.throwIfAborted();
  const has: { readonly cloud: string; readonly found?: Located; readonly error?: GatewayError }[] = [];
  const unsure: { readonly cloud: string; readonly error: GatewayError }[] = [];
  for (const [index, cloud] of clouds.entries()) {
    const outcome = outcomes[index] ?? { error: new GatewayError('memberTimeout', { cloud }) };
    if ('found' in outcome) has.push({ cloud, found: outcome.found });
    // Several of its own have this name.
    else if (outcome.error.code === 'conflict') has.push({ cloud, error: outcome.error });
    else if (!SAID_NO.has(outcome.error.code)) unsure.push({ cloud, error: outcome.error });
  }
  const [only, ...more] = has;
  if (more.length > 0)
    throw new GatewayError('conflict', {
      message: `Several clouds have this id: name one, as in /scs/v1/${definition.plural}/{cloud}/{id}.`,
      faults: has.map(({ cloud }) => ({ cloud, reason: 'has it' })),
    });
  if (only?.error !== undefined) throw only.error;
  if (only?.found !== undefined) {
    for (const { cloud, error } of unsure) call.leftOut?.(cloud, error);
    return { ...only.found, unsure: unsure.map(({ cloud }) => cloud) };
  }
  // A cloud that did not answer may well have it.
  throw (
    unsure[0]?.error ??
    new GatewayError('notFound', {
      message: `No cloud has this id among the ${words(definition.plural)} that you may see.`,
    })
  );
}

/** What each cloud said, in their order; of those that are not waited for nothing. */
async function askAll(
  deps: LookupDeps,
  definition: ResourceDefinition,
  call: ScsCall,
  { id, clouds }: { readonly id: string; readonly clouds: readonly string[] },
): Promise<readonly (Outcome | undefined)[]> {
  const enough = new AbortController();
  const signal = AbortSignal.any([call.signal, enough.signal, AbortSignal.timeout(DEFAULT_TIMEOUT * 1000)]);
  // Where it is, the caller is told of, not each place where it was looked for.
  const quiet = { ...call, signal, about: () => undefined };
  const outcomes: (Outcome | undefined)[] = clouds.map(() => undefined);
  const late = performance.now() + (deps.others ?? OTHERS);
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    let left = clouds.length;
    const ended = (index: number, outcome: Outcome): void => {
      outcomes[index] = outcome;
      if ('found' in outcome) timer ??= setTimeout(resolve, Math.max(0, late - performance.now()));
      if (--left === 0) resolve();
    };
    for (const [index, cloud] of clouds.entries())
      orInterrupted(locate(deps, definition, quiet, { cloud, id }), signal, cloud).then(
        (found) => ended(index, { found }),
        (cause: unknown) => ended(index, { error: toGatewayError(cause) }),
      );
    if (left === 0) resolve();
  });
  clearTimeout(timer);
  const answered = [...outcomes];
  enough.abort(new GatewayError('clientTimeout', { detail: 'answered without it' }));
  return answered;
}

// SPDX-License-Identifier: Apache-2.0
// The routes that read, made from a resource's definition: the list over all clouds, and one object.
import Type from 'typebox';
import type { Clock } from '../../../../model/clock.ts';
import { createPacer, nextTurn } from '../../../../model/intake.ts';
import type { CacheUse } from '../../../../model/reference-cache.ts';
import type { ResourceDefinition } from '../../../../model/scs/resource.ts';
import { itemTag, shapedTag } from '../../../../scs/lists/item-tag.ts';
import { labelRefusals } from '../../../../scs/lists/labels.ts';
import { type ListDeps, list } from '../../../../scs/lists/list.ts';
import {
  DEFAULT_TIMEOUT,
  fieldsQuery,
  listQuery,
  listSchema,
  oneTimeoutQuery,
  viewQuery,
  whereQuery,
} from '../../../../scs/lists/list-schemas.ts';
import { readOne, type Shape } from '../../../../scs/lists/read-one.ts';
import { article, pascal, words } from '../../../../scs/names.ts';
import type { ObjectName } from '../../../../scs/sources/source.ts';
import { milliseconds, within } from '../../../../scs/within.ts';
import { isKnown, weakTag } from '../../../etag.ts';
import type { HeaderName } from '../headers.ts';
import { hrefOf, objectOf, objectPath } from '../object-path.ts';
import type { RouteCall, ScsAnswer, ScsRoute } from '../route.ts';
import { listLines, NDJSON, wantsLines } from './ndjson.ts';

export interface ReadDeps extends ListDeps {
  readonly now: Clock;
  readonly publicUrl: string;
}

const oneQuery = (definition: ResourceDefinition) =>
  Type.Object({
    region: Type.Optional(Type.String({ description: 'Only in this region.' })),
    project: whereQuery.project,
    view: viewQuery,
    fields: fieldsQuery(definition),
    timeout: oneTimeoutQuery,
  });

export function readRoutes(definition: ResourceDefinition, deps: ReadDeps): ScsRoute[] {
  const { plural, singular, item } = definition;
  const path = `/scs/v1/${plural}`;
  return [
    {
      method: 'GET',
      path,
      operationId: `list${pascal(plural)}`,
      tag: plural,
      summary: `List ${words(plural)}`,
      description:
        'Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.',
      query: listQuery(definition),
      refused: labelRefusals(definition),
      cost: 'fanOut',
      answers: {
        200: {
          description: 'The objects, and what happened at each cloud.',
          schema: listSchema(item),
          contentTypes: ['application/json', NDJSON],
          headers: OF_LISTS,
        },
        304: {
          headers: OF_LISTS,
          description: 'Not modified since the ETag in `If-None-Match`.',
        },
      },
      errors: ['forbidden', 'nativeFailed', 'stateUnavailable'],
      handle: async (call) => (wantsLines(call) ? listLines(deps, definition, call) : page(deps, definition, call)),
    },
    {
      method: 'GET',
      path: `${path}/{cloud}/{id}`,
      operationId: `get${pascal(singular)}`,
      tag: plural,
      summary: `Get ${article(singular)} ${words(singular)}`,
      parameters: objectPath,
      query: oneQuery(definition),
      answers: oneAnswers(item),
      errors: [
        'notFound',
        'notOffered',
        'conflict',
        'nativeNotFound',
        'nativeForbidden',
        'nativeLimited',
        'nativeFailed',
      ],
      handle(call) {
        const { timeout = DEFAULT_TIMEOUT } = call.query as { timeout?: number };
        return show(deps, definition, within(call, milliseconds(timeout)), objectOf(call));
      },
    },
    {
      method: 'GET',
      path: `${path}/{id}`,
      operationId: `find${pascal(singular)}`,
      tag: plural,
      summary: `Find ${article(singular)} ${words(singular)} on any cloud`,
      description:
        'Asks all clouds for the id. `Content-Location` says where it is. If several clouds have it, the answer is 409 and names them. If some clouds did not answer, `X-SCS-Degraded` names them: one of them may have an object of this id too.',
      parameters: Type.Object({ id: objectPath.properties.id }),
      query: Type.Object({ view: viewQuery, fields: fieldsQuery(definition) }),
      cost: 'fanOut',
      answers: oneAnswers(item, ['X-SCS-Degraded']),
      errors: ['notFound', 'conflict', 'nativeForbidden', 'nativeLimited', 'nativeFailed'],
      handle: (call) => show(deps, definition, call, { id: call.parameters.id ?? '' }),
    },
  ];
}

const OF_LISTS: readonly HeaderName[] = ['ETag', 'X-Cache', 'Age'];

function oneAnswers(item: ResourceDefinition['item'], more: readonly HeaderName[] = []): ScsRoute['answers'] {
  const headers: readonly HeaderName[] = ['ETag', 'Content-Location', ...more];
  return {
    200: { description: 'The object.', schema: item, headers },
    304: { description: 'Not modified since the ETag in `If-None-Match`.', headers },
  };
}

async function page(deps: ReadDeps, definition: ResourceDefinition, call: RouteCall): Promise<ScsAnswer> {
  const { items: all, clouds, next, cache, release } = await list(deps, definition, call, call.query);
  const items = await inParts(all, createPacer(deps.turn ?? nextTurn)).finally(release);
  // How long each cloud took, and when, is no part of what is in the list.
  const told = JSON.stringify(clouds.map(({ ms: _, saidAt: __, ...report }) => report));
  const tag = weakTag(...items, told, JSON.stringify(next?.position ?? null));
  const headers = {
    'cache-control': 'private, no-cache',
    vary: 'accept, authorization, x-auth-token',
    etag: tag,
    ...(cache === undefined ? {} : cacheHeaders(cache, deps.now())),
  };
  if (isKnown(call.request.headers['if-none-match'], tag)) return { status: 304, headers };
  const url = next && nextUrl(`${deps.publicUrl}/scs/v1/${definition.plural}`, call.request.query, next.cursor);
  const more = url === undefined ? '' : `,"next":${JSON.stringify(url)}`;
  return {
    status: 200,
    headers: { ...headers, 'content-type': 'application/json' },
    body: Buffer.concat([
      Buffer.from('{"items":['),
      ...items,
      Buffer.from(`],"clouds":${JSON.stringify(clouds)}${more}}`),
    ]),
  };
}

/** Objects that are written at a time. */
const SOME = 200;

/** The rows of a JSON array. Others have their turns in between. */
async function inParts(all: readonly object[], pause: () => Promise<void> | undefined): Promise<Buffer[]> {
  const parts: Buffer[] = [];
  for (let from = 0; from < all.length; from += SOME) {
    const rows = JSON.stringify(all.slice(from, from + SOME)).slice(1, -1);
    parts.push(Buffer.from(from === 0 ? rows : `,${rows}`));
    await pause();
  }
  return parts;
}

const cacheHeaders = ({ state, at }: CacheUse, now: number): Record<string, string> => ({
  'x-cache': state.toUpperCase(),
  age: String(Math.max(0, Math.floor((now - at) / 1000))),
});

/** The same query, further on. */
function nextUrl(path: string, query: unknown, cursor: string): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query as Record<string, string | string[]>))
    if (name !== 'cursor') for (const one of Array.isArray(value) ? value : [value]) search.append(name, one);
  search.set('cursor', cursor);
  return `${path}?${search.toString()}`;
}

async function show(
  deps: ReadDeps,
  definition: ResourceDefinition,
  call: RouteCall,
  object: ObjectName | { readonly id: string },
): Promise<ScsAnswer> {
  const { item, shown, unsure } = await readOne(deps, definition, call, object, call.query as Shape);
  const body = JSON.stringify(shown);
  const headers = {
    'cache-control': 'private, no-cache',
    vary: 'authorization, x-auth-token',
    'content-location': hrefOf(deps.publicUrl, definition.plural, item),
    etag: shown === item ? itemTag(item) : shapedTag(item, body),
    ...(unsure.length === 0 ? {} : { 'x-scs-degraded': unsure.join(', ') }),
  };
  if (isKnown(call.request.headers['if-none-match'], headers.etag)) return { status: 304, headers };
  return { status: 200, headers: { ...headers, 'content-type': 'application/json' }, body };
}

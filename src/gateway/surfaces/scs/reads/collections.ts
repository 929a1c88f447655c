// SPDX-License-Identifier: Apache-2.0
// The routes that read, made from a resource's definition: the list over all clouds, and one object.
import Type from 'typebox';
import type { Item, ResourceDefinition } from '../../../../model/scs/resource.ts';
import type { ScsAnswer, ScsCall } from '../../../../scs/call.ts';
import { isKnown, weakTag } from '../../../../scs/lists/etag.ts';
import { type ListDeps, list } from '../../../../scs/lists/list.ts';
import { fieldsQuery, listQuery, listSchema, viewQuery, whereQuery } from '../../../../scs/lists/list-schemas.ts';
import { checkFields, pickFields } from '../../../../scs/lists/list-values.ts';
import { type Located, lookup } from '../../../../scs/lists/lookup.ts';
import { pascal } from '../../../../scs/pascal.ts';
import { garbage } from '../../../../scs/sources/sources.ts';
import type { ScsRoute } from '../route.ts';
import { listLines, NDJSON, wantsLines } from './ndjson.ts';

const objectPath = Type.Object({
  cloud: Type.String({ description: 'The member cloud.' }),
  id: Type.String({ description: 'The id at the member, percent-encoded.' }),
});

const oneQuery = Type.Object({
  region: Type.Optional(Type.String({ description: 'Only in this region.' })),
  project: whereQuery.project,
  view: viewQuery,
  fields: fieldsQuery,
});

export function readRoutes(definition: ResourceDefinition, deps: ListDeps): ScsRoute[] {
  const { plural, singular, item } = definition;
  const path = `/scs/v1/${plural}`;
  return [
    {
      method: 'GET',
      path,
      operationId: `list${pascal(plural)}`,
      tag: plural,
      summary: `List ${spaced(plural)}`,
      description:
        'Queries all clouds concurrently; each has `timeout` seconds to answer, and `clouds` reports what happened at each. With `Accept: application/x-ndjson` the objects are streamed line by line as the clouds answer: `{"item"}` for an object, `{"cloud"}` when a cloud is done, `{"end"}` as the last line.',
      query: listQuery(definition),
      cost: 'fanOut',
      answers: {
        200: {
          description: 'The objects, and what happened at each cloud.',
          schema: listSchema(item),
          contentTypes: ['application/json', NDJSON],
        },
        304: { description: 'Not modified since the ETag in `If-None-Match`.' },
      },
      errors: ['forbidden', 'nativeFailed'],
      handle: (call) => {
        call.request.service = definition.service;
        return wantsLines(call) ? listLines(deps, definition, call) : list(deps, definition, call);
      },
    },
    {
      method: 'GET',
      path: `${path}/{cloud}/{id}`,
      operationId: `get${pascal(singular)}`,
      tag: plural,
      summary: `Get ${article(singular)} ${spaced(singular)}`,
      parameters: objectPath,
      query: oneQuery,
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
      async handle(call) {
        const { region, project } = call.query as { region?: string; project?: string };
        const { cloud = '', id = '' } = call.parameters;
        call.request.cloud = cloud;
        const object = {
          cloud,
          id,
          ...(region === undefined ? {} : { region }),
          ...(project === undefined ? {} : { project }),
        };
        return show(deps, definition, call, () => deps.sources.find(definition, call.caller, object, call.signal));
      },
    },
    {
      method: 'GET',
      path: `${path}/{id}`,
      operationId: `find${pascal(singular)}`,
      tag: plural,
      summary: `Find ${article(singular)} ${spaced(singular)} on any cloud`,
      description:
        'Looks for the id on all clouds, first on the one where it was last seen. `Content-Location` says where it is.',
      parameters: Type.Object({ id: objectPath.properties.id }),
      query: Type.Object({ view: viewQuery, fields: fieldsQuery }),
      cost: 'fanOut',
      answers: oneAnswers(item),
      errors: ['notFound', 'conflict', 'nativeForbidden', 'nativeLimited', 'nativeFailed'],
      handle: (call) => show(deps, definition, call, () => lookup(deps, definition, call)),
    },
  ];
}

const oneAnswers = (item: ResourceDefinition['item']): ScsRoute['answers'] => ({
  200: { description: 'The object.', schema: item },
  304: { description: 'Not modified since the ETag in `If-None-Match`.' },
});

async function show(
  { ids, publicUrl }: ListDeps,
  definition: ResourceDefinition,
  { query, request }: ScsCall,
  locate: () => Promise<Located>,
): Promise<ScsAnswer> {
  const { view, fields } = query as { view?: string; fields?: string[] };
  request.service = definition.service;
  if (fields !== undefined) checkFields(definition, fields);
  const { source, found } = await locate();
  const { cloud } = source.where;
  let item: Item;
  try {
    item = source.adapter.map(found, source.where);
  } catch (cause) {
    throw garbage(cloud, cause);
  }
  ids.learn(definition.plural, [item]);
  const native = view === 'native' ? { native: found.native } : {};
  const body = JSON.stringify({ ...(fields === undefined ? item : pickFields(item, fields)), ...native });
  const headers = {
    'cache-control': 'private, no-cache',
    vary: 'authorization, x-auth-token',
    'content-location': `${publicUrl}/scs/v1/${definition.plural}/${cloud}/${encodeURIComponent(item.id)}`,
    etag: weakTag(body),
  };
  if (isKnown(request.headers['if-none-match'], headers.etag)) return { status: 304, headers };
  return { status: 200, headers: { ...headers, 'content-type': 'application/json' }, body };
}

/** `floating-ips` → `FloatingIps`. */
const spaced = (name: string): string => name.replaceAll('-', ' ').replace(/\bip(s?)$/, 'IP$1');
/** The article of a resource's name, for summaries. */
const article = (name: string): string => (/^[aeiou]/.test(name) ? 'an' : 'a');

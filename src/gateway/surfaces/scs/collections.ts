// SPDX-License-Identifier: Apache-2.0
// The routes that read, made from a resource's definition: the list over all clouds, and one object.
import Type from 'typebox';
import type { Item, ResourceDefinition } from '../../../model/scs/resource.ts';
import { type ListDeps, list } from './list.ts';
import { fieldsQuery, listQuery, listSchema, viewQuery, whereQuery } from './list-schemas.ts';
import { checkFields, pickFields } from './list-values.ts';
import { listLines, NDJSON, wantsLines } from './ndjson.ts';
import type { ScsCall, ScsRoute } from './route.ts';
import { garbage } from './sources.ts';

const objectPath = Type.Object({
  cloud: Type.String({ description: 'The member cloud.' }),
  id: Type.String({ description: 'The id at the member, percent-encoded.' }),
});

const oneQuery = Type.Object({
  region: Type.Optional(Type.String({ description: 'Look in this region only.' })),
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
      operationId: `list${camel(plural)}`,
      tag: plural,
      summary: `List ${spaced(plural)} over all clouds`,
      description:
        'All clouds are asked at once, each has `timeout` seconds; `clouds` says what happened at each. With `Accept: application/x-ndjson` the objects come line by line as the clouds answer: `{"item"}`, `{"cloud"}` when one is done, `{"end"}` at last.',
      query: listQuery(definition),
      cost: 'fanOut',
      answers: {
        200: { description: 'What there is.', schema: listSchema(item), contentTypes: ['application/json', NDJSON] },
        304: { description: 'Nothing has changed since the ETag in `If-None-Match`.' },
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
      operationId: `get${camel(singular)}`,
      tag: plural,
      summary: `Get one ${spaced(singular)}`,
      parameters: objectPath,
      query: oneQuery,
      answers: { 200: { description: 'The object.', schema: item } },
      errors: ['notFound', 'notOffered', 'nativeNotFound', 'nativeForbidden', 'nativeLimited', 'nativeFailed'],
      async handle(call) {
        call.request.service = definition.service;
        return {
          status: 200,
          headers: { 'cache-control': 'private, no-cache' },
          body: await get(deps, definition, call),
        };
      },
    },
  ];
}

async function get({ sources, ids }: ListDeps, definition: ResourceDefinition, call: ScsCall): Promise<unknown> {
  const { cloud = '', id = '' } = call.parameters;
  const { region, project, view, fields } = call.query as {
    region?: string;
    project?: string;
    view?: string;
    fields?: string[];
  };
  call.request.cloud = cloud;
  if (fields !== undefined) checkFields(definition, fields);
  const object = {
    cloud,
    id,
    ...(region === undefined ? {} : { region }),
    ...(project === undefined ? {} : { project }),
  };
  const { source, found } = await sources.find(definition, call.caller, object, call.signal);
  let item: Item;
  try {
    item = source.adapter.map(found, source.where);
  } catch (cause) {
    throw garbage(cloud, cause);
  }
  ids.learn(definition.plural, [item]);
  const whole = view === 'native' ? { ...item, native: found.native } : item;
  return fields === undefined ? whole : pickFields(whole, fields);
}

/** `floating-ips` → `FloatingIps`. */
const camel = (name: string): string => name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
const spaced = (name: string): string => name.replaceAll('-', ' ');

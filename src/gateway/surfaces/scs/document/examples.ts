// SPDX-License-Identifier: Apache-2.0
// Examples for the document: requests as the definitions have them, answers with an object of a real cloud. The objects in
// examples.json are generated (npm run generate). Pure.
import type { Item, ResourceDefinition } from '../../../../model/scs/resource.ts';
import type { Operation } from '../../../../scs/operations/operations.ts';
import type { ScsAnswerDefinition, ScsRoute } from '../route.ts';
import recorded from './examples.json' with { type: 'json' };

const ITEMS = recorded as Readonly<Record<string, Item>>;
/** As long as an example's change may take. */
const WAIT = { wait: '30' };

export const withExamples = (definition: ResourceDefinition, routes: readonly ScsRoute[]): readonly ScsRoute[] =>
  routes.map((route) => {
    const example = requestOf(definition, route);
    return { ...route, answers: answersOf(definition, route), ...(example === undefined ? {} : { example }) };
  });

function requestOf(
  { plural, example = {} }: ResourceDefinition,
  { method, path, query }: ScsRoute,
): ScsRoute['example'] {
  const { cloud, id } = ITEMS[plural] ?? { cloud: 'cloud-a', id: undefined };
  const [, , , , ...rest] = path.split('/');
  const action = rest[2] === 'actions' ? (rest[3] ?? '') : undefined;
  const wait = query !== undefined && 'wait' in query.properties ? WAIT : undefined;
  if (rest.length === 0)
    return method === 'GET'
      ? { query: { cloud, sort: 'name', limit: '50', ...example.filters } }
      : example.create && { body: { cloud, ...example.create }, ...(wait && { query: wait }) };
  if (id === undefined) return undefined;
  const given = action === undefined ? example.update : example.actions?.[action];
  const parameters = path.includes('{cloud}') ? { cloud, id } : { id };
  if (method === 'GET') {
    const reading = action === undefined ? undefined : (given as Record<string, string> | undefined);
    return { parameters, ...(reading && { query: reading }) };
  }
  return {
    parameters,
    ...(wait && { query: wait }),
    ...(given !== undefined && method !== 'DELETE' ? { body: given } : {}),
  };
}

/** Of the answers that tell of one object or of several. */
function answersOf({ plural }: ResourceDefinition, { answers, method, path }: ScsRoute): ScsRoute['answers'] {
  const item = ITEMS[plural];
  if (item === undefined || path.includes('/actions/')) return answers;
  const list = !path.includes('{');
  const body = (status: string): unknown => {
    if (method === 'GET') return list ? listOf(item) : item;
    if (method === 'DELETE') return { operation: deletionOf(plural, item) };
    // What is under way still looks otherwise.
    return status === '202' ? undefined : { item };
  };
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]): [string, ScsAnswerDefinition] => [
      status,
      status.startsWith('2') && answer.schema !== undefined ? { ...answer, example: body(status) } : answer,
    ]),
  );
}

/** One cloud has something, another is away. */
const listOf = (item: Item) => ({
  items: [item],
  clouds: [
    { cloud: item.cloud, status: 'ok', count: 1, ms: 84 },
    {
      cloud: 'cloud-b',
      status: 'error',
      count: 0,
      ms: 10_001,
      error: {
        type: 'urn:scs-gateway:error:memberTimeout',
        title: 'Gateway Timeout',
        status: 504,
        detail: 'The member cloud cloud-b did not answer in time.',
        code: 'memberTimeout',
      },
    },
  ],
});

const ID = 'c2NzLW9wZXJhdGlvbg';
const deletionOf = (resource: string, { cloud, region, project, id }: Item): Operation => ({
  id: ID,
  href: `https://gateway.example.org/scs/v1/operations/${ID}`,
  verb: 'delete',
  resource,
  cloud,
  region,
  project,
  objectId: id,
  status: 'running',
  progress: null,
  stage: 'deleting',
  startedAt: '2026-11-23T12:00:00.000Z',
  error: null,
});

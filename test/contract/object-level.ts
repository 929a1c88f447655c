// SPDX-License-Identifier: Apache-2.0
// Object-level authorisation of the SCS API, by two people of two projects: every operation of the document is asked by one of them
// for what the other has. The operations come from the document, so a new one is asked about without a word here, and one that fits
// nowhere is told.
import { MADE } from '../e2e/made.ts';

// biome-ignore lint/suspicious/noExplicitAny: JSON of an OpenAPI document and of answers
type Node = any;

interface Answered {
  readonly status: number;
  readonly text: string;
  readonly body: Node;
  header(name: string): string | null;
}

export interface Person {
  /** Put before the names of what is made. */
  readonly name: string;
  send(method: string, path: string, options?: { json?: unknown; headers?: Record<string, string> }): Promise<Answered>;
}

export interface TwoPeople {
  readonly document: Node;
  readonly cloud: string;
  readonly owner: Person;
  readonly other: Person;
  /** How the owner's project is called: by id, and by name. */
  readonly projects: readonly string[];
}

export interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** The resource that the path is about. */
  readonly plural: string;
  readonly node: Node;
}

export type Things = Map<string, string>;

export const operationsOf = (document: Node): readonly Operation[] =>
  Object.entries<Node>(document.paths)
    .flatMap(([path, verbs]) =>
      Object.entries<Node>(verbs)
        .filter(([, node]) => node.operationId !== undefined)
        .map(([verb, node]) => ({
          name: node.operationId as string,
          method: verb.toUpperCase(),
          path,
          plural: path.replace('/scs/v1/', '').split('/')[0] ?? '',
          node,
        })),
    )
    // What takes away comes last, so that whatever is taken away wrongly does not hide what else is wrong.
    .sort((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'));

/** What belongs to nobody, or is judged by somebody else than a project. */
export const NOBODYS: Readonly<Record<string, string>> = {
  flavors: 'are of the whole cloud',
  'volume-types': 'are of the whole cloud',
  'availability-zones': 'are of the whole cloud',
  'load-balancers': 'need a service that is not there',
  ...Object.fromEntries(
    ['clusters', 'nodes', 'namespaces', 'workloads'].map((plural) => [
      plural,
      'have no project: the cluster judges (test/security/scs-object-level-clusters.test.ts)',
    ]),
  ),
};

/** References in bodies that are not called as their resource. */
const CALLED: Readonly<Record<string, string>> = { group: 'security-groups' };

/** Of a property's name: `networkId`, `securityGroupNames`, `sourceVolumeId`. */
function referenceOf(property: string, things: Things): string | undefined {
  const words = property
    .replace(/(Id|Name)s?$/, '')
    .replace(/^(source|remote)(?=[A-Z])/, '')
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    .replace(/^-/, '');
  const plural = CALLED[words] ?? (words.endsWith('s') ? words : `${words}s`);
  return things.has(plural) ? plural : undefined;
}

const exampleOf = (document: Node, path: string): Node =>
  document.paths[path].post.requestBody.content['application/json'].example;

/** What somebody has: one of each that can be made, by the examples of the document, and what comes along with it. */
export async function makeAll({ document, cloud }: TwoPeople, who: Person): Promise<Things> {
  const things: Things = new Map();
  for (const plural of MADE) {
    const example = exampleOf(document, `/scs/v1/${plural}`);
    const json: Node = { ...example, cloud };
    if (typeof example.name === 'string') json.name = `${who.name}-${example.name}`;
    // The examples call by name what is made before.
    for (const [property, value] of Object.entries<Node>(example)) {
      const of = referenceOf(property, things);
      const id = of === undefined || (of === 'networks' && value === 'public') ? undefined : things.get(of);
      if (id !== undefined) json[property] = Array.isArray(value) ? [id] : id;
    }
    const headers = { 'idempotency-key': `the-same-of-both-${cloud}-${plural}` };
    const made = await who.send('POST', `/scs/v1/${plural}?wait=60`, { json, headers });
    if (made.status !== 201) throw new Error(`${who.name}: ${plural}: ${made.status} ${made.text.slice(0, 500)}`);
    if (made.header('idempotency-replayed') !== null) throw new Error(`${plural}: another one's answer was given`);
    things.set(plural, made.body.item.id);
  }
  // A port of the server, and the project's own quota.
  for (const plural of ['ports', 'quotas']) {
    const { body } = await who.send('GET', `/scs/v1/${plural}?cloud=${cloud}`);
    const [first] = body.items ?? [];
    if (first !== undefined) things.set(plural, first.id);
  }
  return things;
}

/** In the opposite order; what somebody else has taken away is not there. */
export async function takeAway({ cloud }: TwoPeople, who: Person, things: Things): Promise<void> {
  const order = [...MADE].reverse();
  // A volume goes after its snapshot, a port with its server.
  for (const plural of order) {
    const id = things.get(plural);
    if (id !== undefined) await who.send('DELETE', `/scs/v1/${plural}/${cloud}/${encodeURIComponent(id)}?wait=60`);
  }
}

const fill = (path: string, cloud: string, id: string): string =>
  path.replace('{cloud}', cloud).replace('{id}', encodeURIComponent(id));

/** All that the owner has, as the owner sees it. Equal before and after: nobody else has changed anything. */
export async function stateOf({ cloud, owner }: TwoPeople, things: Things): Promise<Readonly<Record<string, Node>>> {
  const state: Record<string, Node> = {};
  for (const [plural, id] of things) {
    // The use of a quota is everybody's of the project, and no object.
    if (plural === 'quotas') continue;
    const { status, body } = await owner.send('GET', fill(`/scs/v1/${plural}/{cloud}/{id}`, cloud, id));
    state[plural] = status === 200 ? body : { status };
  }
  return state;
}

export interface Attempt {
  readonly what: string;
  readonly status: number;
  readonly text: string;
  /** Which answers keep to the rule. */
  readonly good: readonly number[];
}

/** No object has this id. */
const NOBODY = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
/** Somebody else's object: it is not there, or not allowed. */
const NOT_THERE = [403, 404];
/** One's own object, and somebody else's named in the body: not there, or wrong. */
const REFUSED = [400, 403, 404, 409, 422];

/** The operation, on what the owner has, asked for by the other one. Undefined: it is about no object. */
export async function onObject(
  { cloud, other }: TwoPeople,
  operation: Operation,
  owners: Things,
  others: Things,
): Promise<Attempt | undefined> {
  if (!operation.path.includes('{id}')) return undefined;
  const id = owners.get(operation.plural);
  if (id === undefined) return undefined;
  const json = bodyOf(operation, others);
  const path = fill(operation.path, cloud, id);
  const { status, text } = await other.send(operation.method, path, json === undefined ? {} : { json });
  return { what: `${operation.name} of another's ${operation.plural}`, status, text, good: NOT_THERE };
}

/** The operation on what one has oneself, with each thing of the owner's named in its body in turn. */
export async function byReference(
  { cloud, other }: TwoPeople,
  operation: Operation,
  owners: Things,
  others: Things,
): Promise<readonly Attempt[]> {
  const own = bodyOf(operation, others);
  if (own === undefined) return [];
  const target = operation.path.includes('{id}') ? others.get(operation.plural) : '';
  if (target === undefined) return [];
  const attempts: Attempt[] = [];
  for (const property of Object.keys(propertiesOf(operation))) {
    const plural = referenceOf(property, owners);
    const id = plural === undefined ? undefined : owners.get(plural);
    if (id === undefined || plural === 'quotas') continue;
    const schema = propertiesOf(operation)[property];
    const ask = async (named: string): Promise<Answered> => {
      const json = { ...own, cloud, [property]: takesMany(schema) ? [named] : named };
      if (operation.path.includes('{id}')) Reflect.deleteProperty(json, 'cloud');
      return other.send(operation.method, fill(operation.path, cloud, target), { json });
    };
    const { status, text } = await ask(id);
    // What is not connected is disconnected: as good for an id that nobody has.
    if (status < 300 && operation.path.includes('{id}') && (await ask(NOBODY)).status === status) continue;
    attempts.push({ what: `${operation.name} with another's ${property}`, status, text, good: REFUSED });
  }
  return attempts;
}

const takesMany = (schema: Node): boolean =>
  schema?.type === 'array' ||
  [...(schema?.anyOf ?? []), ...(schema?.oneOf ?? [])].some((one: Node) => one.type === 'array');

/** Of the operation's body, named components resolved by whoever gives the document dereferenced at its first level. */
const propertiesOf = ({ node }: Operation): Readonly<Record<string, Node>> =>
  node.requestBody?.content['application/json']?.schema?.properties ?? {};

function bodyOf({ node }: Operation, things: Things): Node {
  const example = node.requestBody?.content['application/json']?.example;
  if (example === undefined) return undefined;
  const json: Node = { ...example };
  for (const [property, value] of Object.entries<Node>(example)) {
    const of = referenceOf(property, things);
    if (of === undefined || (of === 'networks' && value === 'public')) continue;
    json[property] = Array.isArray(value) ? [things.get(of)] : things.get(of);
  }
  return json;
}

/** Everything that is read without naming an object: nothing of the owner's is in it, whoever's project is named. */
export async function inList(
  { cloud, other, projects }: TwoPeople,
  operation: Operation,
  owners: Things,
): Promise<readonly { readonly what: string; readonly found: readonly string[]; readonly status: number }[]> {
  if (operation.method !== 'GET' || /\{(id|operation)\}/.test(operation.path)) return [];
  const names = (operation.node.parameters ?? []).map((one: Node) => one.name);
  const path = operation.path.replace('{cloud}', cloud).replace('{name}', 'SCS-2V-4');
  const sought = owners.get('servers') ?? owners.get('nodes') ?? '';
  const queries = [names.includes('q') ? `q=${encodeURIComponent(sought)}` : ''];
  if (names.includes('project'))
    queries.push(
      ...projects.map((project) => [queries[0], `project=${encodeURIComponent(project)}`].filter(Boolean).join('&')),
    );
  const results = [];
  for (const query of queries) {
    const { status, text } = await other.send('GET', `${path}${query === '' ? '' : `?${query}`}`);
    const said = text.replaceAll(/"(?:q|self|next)":"[^"]*"/g, '');
    const ids = [...owners].filter(([plural]) => plural !== 'quotas').map(([, id]) => id);
    results.push({ what: `${operation.name}?${query}`, found: ids.filter((id) => said.includes(`"${id}"`)), status });
  }
  return results;
}

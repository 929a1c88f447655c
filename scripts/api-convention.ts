// SPDX-License-Identifier: Apache-2.0
// The convention of the SCS API (docs/scs-api-versions.md, "Names and forms") as rules over its document. What it says of a
// new resource need not be remembered: each breach is named, with its place.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// biome-ignore lint/suspicious/noExplicitAny: an OpenAPI document is walked as the JSON that it is
type Node = any;

const CAMEL = /^[a-z][a-zA-Z0-9]*$/;
const PASCAL = /^[A-Z][a-zA-Z0-9]*$/;
const HYPHENS = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const TRAIN = /^(?:[A-Z][a-zA-Z]*)(?:-[A-Z][a-zA-Z]*)*$/;
/** Maps whose keys are values: what each key stands for is told by the words of the cloud. */
const MAPS: ReadonlySet<string> = new Set(['capabilities', 'services']);
/** Where something is; none of them takes an `Id`. */
const PLACES: ReadonlySet<string> = new Set([
  ...['cloud', 'clouds', 'region', 'regions', 'project', 'cluster', 'clusters', 'namespace'],
  ...['availabilityZone', 'availabilityZones'],
]);
/** What is wanted of a server, as an id, a name or what it must be; the answer has what was chosen. */
const CHOICES: ReadonlySet<string> = new Set(['flavor', 'image', 'networks', 'bootVolume', 'volumes', 'placement']);
/** Given to the cloud, which never tells them again. */
const UNTOLD: ReadonlySet<string> = new Set(['userData']);
/** Of every list over clouds. */
const OF_LISTS = [
  'cloud',
  'region',
  'project',
  'name',
  'status',
  'sort',
  'limit',
  'cursor',
  'fields',
  'partial',
  'timeout',
];

export function breaches(document: Node): string[] {
  const found: string[] = [];
  const at = (ref: string): Node =>
    ref
      .slice(2)
      .split('/')
      .reduce((node: Node, key) => node?.[key], document);
  const whole = (node: Node): Node => (node?.$ref === undefined ? node : whole(at(node.$ref)));
  const breach = (place: string, what: string): void => void found.push(`${place}: ${what}`);
  const resources = new Map<string, string>();
  // Of the resources; the other tags are headings.
  for (const { name } of document.tags)
    if (document.paths[`/scs/v1/${name}`]?.get?.parameters?.some((one: Node) => whole(one).name === 'cursor'))
      for (const one of [name, singular(name)]) resources.set(camel(one), name);

  /** A value wherever it stands, by the name that it has there. */
  const value = (place: string, name: string, node: Node, bound = false): void => {
    const { format, enum: values = [], type } = plain(node);
    const isTime = format === 'date-time';
    // A filter has bounds of a time: `createdAfter` of `createdAt`.
    if (isTime !== (bound ? /[a-z](?:At|After|Before)$/ : /[a-z]At$/).test(name))
      breach(place, isTime ? 'a time is named …At' : 'only a time (date-time) is named …At');
    if (values.includes('yes') || values.includes('no')) breach(place, 'yes and no are true, false or null');
    const texts = type === 'string' || plain(plain(node).items ?? {}).type === 'string';
    if (texts && values.length === 0 && resources.has(name) && !PLACES.has(name) && !CHOICES.has(name))
      breach(place, `a reference is named ${name}Id, or ${name}Name`);
  };

  const walk = (place: string, node: Node, request: boolean, key = ''): void => {
    if (node === undefined || node === null || node === true || node === false) return;
    if (node.$ref !== undefined) {
      if (request) walk(place, whole(node), request, key);
      return;
    }
    if (request && node.properties !== undefined && node.additionalProperties !== false)
      breach(place, 'a body takes no other fields: additionalProperties is false');
    for (const [name, field] of Object.entries<Node>(node.properties ?? {})) {
      const there = `${place}.${name}`;
      if (!CAMEL.test(name) && !(MAPS.has(key) && HYPHENS.test(name))) breach(there, 'fields are in camelCase');
      value(there, name, field);
      walk(there, field, request, name);
    }
    walk(place, node.items, request, key);
    if (typeof node.additionalProperties === 'object') walk(place, node.additionalProperties, request);
    for (const one of node.anyOf ?? node.oneOf ?? []) walk(place, one, request, key);
  };

  const failure = (place: string, response: Node): void => {
    const types = Object.keys(response?.content ?? {});
    if (types.join() !== 'application/problem+json')
      breach(place, 'a failure is application/problem+json and nothing else');
    else if (response.content[types[0] as string].schema?.$ref !== '#/components/schemas/Problem')
      breach(place, 'a failure is a Problem');
  };

  const headers = (place: string, response: Node, wanted: readonly string[]): void => {
    for (const name of wanted) if (response?.headers?.[name] === undefined) breach(place, `declares no ${name}`);
    for (const [name, header] of Object.entries<Node>(response?.headers ?? {})) {
      if (!TRAIN.test(name)) breach(place, `the header ${name} is no Header-Name`);
      if (!whole(header)?.description) breach(place, `the header ${name} is not described`);
    }
  };

  const operation = (
    path: string,
    method: string,
    { operationId, parameters = [], requestBody, responses, security, tags }: Node,
  ): void => {
    const given = new Map<string, Node>(parameters.map(whole).map((one: Node) => [one.name, one]));
    if (!CAMEL.test(operationId ?? '')) breach(`${method} ${path}`, 'an operationId is in camelCase');
    for (const { name, in: where, description, schema } of given.values()) {
      const place = `${operationId} ?${name}`;
      if (!description) breach(place, 'every parameter is described');
      if (where === 'header') continue;
      if (!CAMEL.test(name)) breach(place, 'parameters are in camelCase');
      if (where === 'query') value(place, name, whole(schema), true);
    }
    const body = requestBody?.content?.['application/json']?.schema;
    if (body !== undefined) walk(`${operationId} body`, body, true);
    for (const [status, one] of Object.entries<Node>(responses)) {
      const place = `${operationId} ${status}`;
      const response = whole(one);
      if (Number(status) >= 400) failure(place, response);
      headers(place, response, wantedHeaders(path, method, status, tags?.[0], security));
      for (const { schema } of Object.values<Node>(response?.content ?? {})) walk(place, schema, false);
    }
    const item = itemOf(document.paths[path.replace(/\/\{cloud\}.*$/, '')]?.get, whole);
    if (item !== undefined && /^(?:post|patch)$/.test(method) && !path.includes('/actions/'))
      for (const name of Object.keys(whole(body)?.properties ?? {}))
        if (item[name] === undefined && !CHOICES.has(name) && !UNTOLD.has(name))
          breach(`${operationId} body.${name}`, 'answers have nothing of this name');
    const listed = method === 'get' ? itemOf({ responses }, whole) : undefined;
    if (listed === undefined || path.includes('{') || given.get('cursor') === undefined) return;
    for (const name of OF_LISTS) if (!given.has(name)) breach(operationId, `a list takes ${name}`);
    for (const name of ['sort', 'fields'])
      if (plain(whole(given.get(name)?.schema)?.items ?? {}).enum === undefined)
        breach(`${operationId} ?${name}`, 'names its values');
  };

  for (const [path, verbs] of Object.entries<Node>(document.paths)) {
    for (const part of path.split('/').slice(3))
      if (!/^\{[a-z][a-zA-Z]*\}$/.test(part) && !HYPHENS.test(part))
        breach(path, `${part} is not written with hyphens`);
    for (const [method, one] of Object.entries<Node>(verbs)) operation(path, method, one);
  }
  for (const [name, schema] of Object.entries<Node>(document.components.schemas)) {
    if (!PASCAL.test(name)) breach(name, 'components are in PascalCase');
    // A component is named by the field that it stands in.
    walk(name, schema, false, /[A-Z][a-z]*$/.exec(name)?.[0].toLowerCase());
  }
  const { properties = {} } = plain(
    whole(whole(document.components.schemas.Problem)?.properties?.errors)?.items,
    whole,
  );
  for (const name of ['detail', 'pointer', 'parameter'])
    if (properties[name] === undefined) breach('Problem.errors', `each fault has ${name}`);
  return found;
}

/** What tells clients how to go on. */
function wantedHeaders(path: string, method: string, status: string, tag: string, security: Node): readonly string[] {
  if (status === '401') return ['WWW-Authenticate'];
  if (/^(?:429|503)$/.test(status)) return ['Retry-After'];
  if (!status.startsWith('2') || security?.length === 0) return [];
  const isObject = path === `/scs/v1/${tag}/{cloud}/{id}`;
  if (method === 'get') return isObject ? ['ETag', 'Content-Location', 'X-SCS-Maintenance'] : ['X-SCS-Maintenance'];
  if (method === 'post' && path === `/scs/v1/${tag}`) return ['Location', 'ETag', 'Idempotency-Replayed'];
  if (isObject) return ['Idempotency-Replayed', 'X-SCS-Maintenance'];
  return ['X-SCS-Maintenance'];
}

/** The fields of the objects that a list over clouds has. */
function itemOf(list: Node, whole: (node: Node) => Node): Node {
  const schema = whole(list?.responses?.['200']?.content?.['application/json']?.schema);
  if (schema?.properties?.clouds === undefined) return undefined;
  return whole(whole(schema.properties.items)?.items)?.properties;
}

/** Without "or null", in either way of writing it. */
function plain(node: Node, whole = (one: Node): Node => one): Node {
  const one = whole(node) ?? {};
  const other = one.anyOf?.filter(({ type }: Node) => type !== 'null');
  if (other?.length === 1) return plain(other[0], whole);
  return Array.isArray(one.type) ? { ...one, type: one.type.find((type: string) => type !== 'null') } : one;
}

const camel = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
const singular = (plural: string): string => plural.replace(/ies$/, 'y').replace(/(?<!s)s$/, '');

if (import.meta.main) {
  const document = JSON.parse(readFileSync(join(import.meta.dirname, '../docs/openapi.json'), 'utf8'));
  const found = breaches(document);
  for (const one of found) console.error(one);
  if (found.length > 0) {
    console.error('docs/scs-api-versions.md, "Names and forms", says how it is written.');
    process.exitCode = 1;
  }
}

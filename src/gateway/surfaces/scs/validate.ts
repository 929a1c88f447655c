// SPDX-License-Identifier: Apache-2.0
// Requests against the schemas of their route: texts of the query become what the schema says, and everything that is
// wrong is told at once. Nothing unknown passes: a misspelt filter that is ignored would show too much.
import type { TObject, TSchema } from 'typebox';
import { Check, Errors } from 'typebox/value';
import { GatewayError, type RequestFault } from '../../../model/errors.ts';

/** The parts of JSON Schema that decide how a text is read and which fields there are. */
interface Node {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Node[];
  readonly items?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly patternProperties?: unknown;
  readonly default?: unknown;
}

type Values = Record<string, unknown>;

export interface Checked {
  readonly parameters: Record<string, string>;
  readonly query: Values;
  readonly body: unknown;
}

export interface Given {
  readonly parameters: unknown;
  readonly query: unknown;
  readonly headers: Values;
  readonly body: unknown;
}

export interface RouteSchemas {
  readonly parameters?: TObject;
  readonly query?: TObject;
  readonly headers?: TObject;
  readonly body?: TObject;
}

export function check(schemas: RouteSchemas, given: Given): Checked {
  const faults: RequestFault[] = [];
  const parameters = texts(schemas.parameters, given.parameters as Values, faults, undefined);
  const query = texts(schemas.query, given.query as Values, faults, 'query parameter');
  if (schemas.headers) {
    const named = Object.keys(schemas.headers.properties).filter((name) => given.headers[name] !== undefined);
    texts(schemas.headers, Object.fromEntries(named.map((name) => [name, given.headers[name]])), faults, undefined);
  }
  const body = checkBody(schemas.body, given.body, faults);
  if (faults.length > 0) throw refusal(faults.slice(0, MOST_FAULTS));
  return { parameters: parameters as Record<string, string>, query, body };
}

/** Nobody reads more, and a request may be wrong in a hundred thousand places. */
const MOST_FAULTS = 30;

const refusal = (faults: readonly RequestFault[]): GatewayError =>
  new GatewayError('badRequest', {
    message: `The request does not match the API: ${faults.map(({ where, reason }) => `${where} ${reason}`).join('; ')}.`,
    faults,
  });

/** What came as text. `unknown`: what to call something that the schema does not have; absent where all is known. */
function texts(
  schema: TObject | undefined,
  given: Values,
  faults: RequestFault[],
  unknown: string | undefined,
): Values {
  const properties = (schema?.properties ?? {}) as Readonly<Record<string, TSchema>>;
  const known = Object.keys(properties);
  if (unknown !== undefined)
    for (const name of Object.keys(given))
      if (!Object.hasOwn(properties, name) && faults.length < MOST_FAULTS)
        faults.push({
          where: name.slice(0, 100),
          reason: `is not a known ${unknown}; ${known.length === 0 ? 'there are none' : `known are ${known.join(', ')}`}`,
        });
  const values: Values = {};
  for (const [name, property] of Object.entries(properties)) {
    const text = given[name];
    const node = property as Node;
    if (text === undefined) {
      if (schema?.required?.includes(name)) faults.push({ where: name, reason: 'is required' });
      else if (node.default !== undefined) values[name] = node.default;
      continue;
    }
    if (Array.isArray(text) && node.type !== 'array') {
      faults.push({ where: name, reason: 'may be given only once' });
      continue;
    }
    const value = convert(node, text as string | string[]);
    if (Check(property, value)) values[name] = value;
    else faults.push(...reasons(property, value, name, (path) => `${name}${path === '' ? '' : ` (${path.slice(1)})`}`));
  }
  return values;
}

/** As the schema has it; what cannot be converted stays a text, for the check to refuse. */
function convert(node: Node, text: string | string[]): unknown {
  if (node.type === 'array') {
    const parts = (Array.isArray(text) ? text : [text]).flatMap((one) => one.split(','));
    return parts.filter((part) => part !== '').map((part) => convert(node.items ?? {}, part));
  }
  const one = text as string;
  if (node.anyOf !== undefined) {
    for (const branch of node.anyOf) {
      const value = convert(branch, one);
      if (Check(branch as TSchema, value)) return value;
    }
    return one;
  }
  if (node.type === 'integer' || node.type === 'number') return /^-?\d+(?:\.\d+)?$/.test(one) ? Number(one) : one;
  // A closed set of numbers.
  const meant = node.enum?.find((value) => String(value) === one);
  if (meant !== undefined) return meant;
  if (node.type === 'boolean') return one === 'true' ? true : one === 'false' ? false : one;
  return one;
}

function checkBody(schema: TObject | undefined, given: unknown, faults: RequestFault[]): unknown {
  if (schema === undefined) {
    if (given !== undefined && given !== null && !isEmpty(given))
      faults.push({ where: '#', reason: 'no body is expected' });
    return undefined;
  }
  if (given === undefined || given === null) {
    if (((schema as Node).required ?? []).length === 0) return {};
    faults.push({ where: '#', reason: 'must be a JSON object' });
    return undefined;
  }
  if (isVast(given)) {
    faults.push({ where: '#', reason: `must not hold more than ${MOST_VALUES} values` });
    return undefined;
  }
  const before = faults.length;
  unknownFields(schema as Node, given, '#', faults);
  const strangers = new Set(faults.slice(before).map(({ where }) => where));
  faults.push(...reasons(schema, given, '#', (path) => `#${path}`).filter(({ where }) => !strangers.has(where)));
  return given;
}

/** Far above what any request needs; each is looked at several times, on the one thread. */
const MOST_VALUES = 5_000;

function isVast(body: unknown): boolean {
  const left = [body];
  for (let count = 0; left.length > 0; count++) {
    if (count + left.length > MOST_VALUES) return true;
    const value = left.pop();
    if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) left.push(inner);
  }
  return false;
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A schema that names its fields means that there are no others, whether it says so or not. */
function unknownFields(node: Node, value: unknown, path: string, faults: RequestFault[]): void {
  if (node.anyOf !== undefined) {
    // Judged by the one branch that could be meant, if there is one.
    const objects = node.anyOf.filter((branch) =>
      isObject(value) ? branch.properties : Array.isArray(value) && branch.items,
    );
    if (objects.length === 1) unknownFields(objects[0] as Node, value, path, faults);
    return;
  }
  if (node.items !== undefined && Array.isArray(value))
    for (const [index, item] of value.entries()) unknownFields(node.items, item, `${path}/${index}`, faults);
  const { properties } = node;
  if (properties === undefined || !isObject(value)) return;
  const open = node.patternProperties !== undefined || (node.additionalProperties ?? false) !== false;
  for (const [name, inner] of Object.entries(value)) {
    if (faults.length >= MOST_FAULTS) return;
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property !== undefined) unknownFields(property, inner, `${path}/${pointer(name)}`, faults);
    else if (!open)
      faults.push({
        where: `${path}/${pointer(name.slice(0, 100))}`,
        reason: `is not a known field; known are ${Object.keys(properties).join(', ')}`,
      });
  }
}

/** RFC 6901. */
const pointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** TypeBox's findings in words; branches of a union come together. */
function reasons(schema: TSchema, value: unknown, what: string, at: (path: string) => string): RequestFault[] {
  const byPlace = new Map<string, Set<string>>();
  const add = (path: string, reason: string): void => {
    const place = at(path);
    const known = byPlace.get(place) ?? new Set();
    byPlace.set(place, known.add(reason));
  };
  for (const { keyword, instancePath, params, message } of Errors(schema, value) as Finding[]) {
    if (keyword === 'boolean' || keyword === 'anyOf') continue;
    if (keyword === 'required') {
      for (const name of params.requiredProperties ?? []) add(`${instancePath}/${pointer(name)}`, 'is required');
    } else if (keyword === 'additionalProperties') {
      for (const name of params.additionalProperties ?? [])
        add(`${instancePath}/${pointer(name)}`, 'is not a known field');
    } else if (keyword === 'enum') add(instancePath, `must be one of ${(params.allowedValues ?? []).join(', ')}`);
    else add(instancePath, message);
  }
  const found = [...byPlace].map(([where, all]) => ({ where, reason: [...all].join(' or ') }));
  return found.length > 0 ? found : Check(schema, value) ? [] : [{ where: what, reason: 'does not match the schema' }];
}

interface Finding {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params: {
    readonly requiredProperties?: readonly string[];
    readonly additionalProperties?: readonly string[];
    readonly allowedValues?: readonly unknown[];
  };
}

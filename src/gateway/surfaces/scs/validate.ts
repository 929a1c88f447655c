// SPDX-License-Identifier: Apache-2.0
// Requests against the schemas of their route: texts of the query become what the schema says, and everything that is
// wrong is told at once. Nothing unknown passes: a misspelt filter that is ignored would show too much.
import type { TObject } from 'typebox';
import { GatewayError, type RequestFault } from '../../../model/errors.ts';
import { isObject } from '../../../model/is-object.ts';
import type { Node, Values } from '../../../schema/node.ts';
import { type Finding, type Path, walk } from '../../../schema/walk.ts';
import { foldMetadata } from '../../../scs/lists/labels.ts';

export interface Checked {
  readonly parameters: Record<string, string>;
  readonly query: Record<string, unknown>;
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
  /** Of the query: why a parameter is not known. */
  readonly refused?: Readonly<Record<string, string>>;
  readonly headers?: TObject;
  readonly body?: TObject;
}

export function check(schemas: RouteSchemas, given: Given): Checked {
  const faults: RequestFault[] = [];
  const parameters = texts(schemas.parameters, given.parameters, 'keep', faults);
  const { query: wanted = NONE, refused } = schemas;
  const asked = 'metadata' in wanted.properties ? foldMetadata(given.query) : given.query;
  const query = texts(wanted, asked, 'refuse', faults, refused);
  texts(schemas.headers, given.headers, 'keep', faults);
  const body = checkBody(schemas.body, given.body, faults);
  if (faults.length > 0) throw refusal(faults.slice(0, MOST_FAULTS));
  return { parameters: parameters as Record<string, string>, query, body };
}

/** Nobody reads more, and a request may be wrong in a hundred thousand places. */
const MOST_FAULTS = 30;
const NONE = { type: 'object', properties: {} } as unknown as TObject;

const refusal = (faults: readonly RequestFault[]): GatewayError =>
  new GatewayError('badRequest', {
    message: `The request does not match the API: ${faults.map(({ where, reason }) => `${where} ${reason}`).join('; ')}.`,
    faults,
  });

/** What came as text. */
function texts(
  schema: TObject | undefined,
  given: unknown,
  unknown: 'keep' | 'refuse',
  faults: RequestFault[],
  refused: Readonly<Record<string, string>> = {},
): Record<string, unknown> {
  if (schema === undefined) return {};
  const { findings, sound } = walk(schema, given, { unknown, defaults: 'optional', texts: true, most: MOST_FAULTS });
  const isRefused = ({ kind, path: [name] }: Finding): boolean =>
    kind === 'unknown' && Object.hasOwn(refused, base(name));
  faults.push(
    ...told(
      findings.filter((finding) => !isRefused(finding)),
      parameter,
      'is not a known query parameter',
    ),
  );
  for (const { path } of findings.filter(isRefused))
    faults.push({ where: parameter(path), reason: refused[base(path[0])] ?? '' });
  return sound as Record<string, unknown>;
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
  const { findings } = walk(schema, given, { unknown: 'refuse', most: MOST_FAULTS });
  faults.push(...told(findings, pointer, 'is not a known field'));
  // Unchanged: defaults of the body are left to the cloud.
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

const isEmpty = (value: unknown): boolean => isObject(value) && Object.keys(value).length === 0;

/** RFC 6901. */
const pointer = (path: Path): string =>
  ['#', ...path.map((key) => short(key).replaceAll('~', '~0').replaceAll('/', '~1'))].join('/');

/** `metadata.tier` is one of the parameter `metadata`. */
const base = (name: string | number | undefined): string => String(name).split('.', 1)[0] ?? '';

/** Of a list as well: which of its values is wrong is part of the reason. */
const parameter = ([name = '']: Path): string => short(name);

/** Truncates names that the client has chosen. */
const short = (key: string | number): string => String(key).slice(0, 100);

/** Words the findings. Reasons that concern one place, such as those of the branches of a union, are joined. */
function told(findings: readonly Finding[], where: (path: Path) => string, unknown: string): RequestFault[] {
  const places = new Map<string, { readonly path: Path; readonly reasons: Set<string> }>();
  for (const finding of findings) {
    const place = finding.path.join('/');
    const known = places.get(place) ?? { path: finding.path, reasons: new Set() };
    places.set(place, known);
    for (const reason of reasonsOf(finding, unknown)) known.reasons.add(reason);
  }
  return [...places.values()].map(({ path, reasons }) => ({
    where: where(path),
    reason: `${where === parameter ? valueIn(path) : ''}${[...reasons].join(' or ')}`,
  }));
}

/** Which value of a parameter that is a list. */
const valueIn = ([, index]: Path): string => (index === undefined ? '' : `value ${Number(index) + 1} `);

function reasonsOf(finding: Finding, unknown: string): readonly string[] {
  switch (finding.kind) {
    case 'required':
      return ['is required'];
    case 'repeated':
      return ['may be given only once'];
    case 'unknown':
      return [`${unknown}; ${finding.known.length === 0 ? 'there are none' : `known are ${finding.known.join(', ')}`}`];
    case 'kind':
      return [`must be one of ${finding.kinds.join(', ')}`];
    case 'value':
      return finding.errors.map(({ keyword, message, params }) =>
        keyword === 'enum' ? `must be one of ${(params.allowedValues as readonly unknown[]).join(', ')}` : message,
      );
  }
}

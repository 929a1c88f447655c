// SPDX-License-Identifier: Apache-2.0
// The fields of a normalised object: which of them a table shows, how a value is written, and to which other object it leads.
import type { TSchema } from 'typebox';
import type { Item, ResourceDefinition } from '../../../../model/scs/resource.ts';
import { type Html, html, NOTHING, type Part } from '../html.ts';
import type { Visit } from '../visit.ts';
import { kindOf, type NameOf, NO_NAMES, PROJECTS } from './references.ts';
import { declared, sign, type Tone } from './signs.ts';
import { inWords, titled, wordFor } from './words.ts';

type Fields = Readonly<Record<string, unknown>>;
export type Shown = Item & Fields;

/** What says most of a kind; of others it is their first fields that are a word or a figure. */
const PICKED: Readonly<Record<string, readonly string[]>> = {
  servers: ['flavor', 'addresses'],
  volumes: ['sizeGiB', 'typeName', 'attachments'],
};
const MOST_PICKED = 4;
const COMMON = ['cloud', 'region', 'project', 'id', 'name', 'status', 'createdAt'];

export const fieldsOf = ({ item }: ResourceDefinition): readonly string[] => Object.keys(item.properties);

/** Without the name, which comes first. */
export function defaultColumns(definition: ResourceDefinition): readonly string[] {
  const { properties } = definition.item as { readonly properties: Readonly<Record<string, TSchema>> };
  const own = Object.keys(properties).filter((name) => !COMMON.includes(name));
  const picked = PICKED[definition.plural]?.filter((name) => name in properties);
  const few =
    picked ??
    own.filter((name) => isPlain(properties[name]) && !/^(native|description|userId)/.test(name)).slice(0, MOST_PICKED);
  return ['status', 'cloud', ...few, 'createdAt'].filter((name) => name in properties);
}

/** A word, a figure, yes or no; or null instead. */
function isPlain(schema: TSchema | undefined): boolean {
  const { type, anyOf, enum: values } = (schema ?? {}) as { type?: string; anyOf?: TSchema[]; enum?: unknown[] };
  if (anyOf !== undefined) return anyOf.some((one) => isPlain(one) && (one as { type?: string }).type !== 'null');
  return values !== undefined || ['string', 'integer', 'number', 'boolean'].includes(type ?? '');
}

/** In the language of the page. */
export const nameOf = ({ t }: Visit, field: string): string =>
  field === 'name' ? t.resources.name : field === 'status' ? t.resources.status : (t.fields[field] ?? labelOf(field));

/** A number, for which its column stands at the right. */
export function isFigure({ item }: ResourceDefinition, field: string): boolean {
  const { type, anyOf = [] } = (item.properties[field] ?? {}) as { type?: string; anyOf?: { type?: string }[] };
  return [type, ...anyOf.map((one) => one.type)].some((one) => one === 'integer' || one === 'number');
}

/** `ramMiB` → `RAM MiB`: close enough to the field's name to be found in the reference. */
export const labelOf = (field: string): string =>
  field
    .replace(/At$/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/^./, (letter) => letter.toUpperCase())
    .replace(/^Ram\b/, 'RAM')
    .replace(/^Vcpus\b/, 'vCPUs')
    .replace(/\b([KMGT]i) B\b/, '$1B')
    .replace(/^Id$/, 'ID');

const TONES: readonly (readonly [Tone, RegExp])[] = [
  ['bad', /^(error|failed|down|lost|unusable)/],
  ['busy', /ing$/],
  ['warn', /^(degraded|awaiting|rescued|paused|suspended|not-ready|pending)/],
  ['good', /^(active|available|in-use|up|ready|bound|running|enabled|ok|attached)/],
];

const toneOf = (status: string): Tone => TONES.find(([, pattern]) => pattern.test(status))?.[0] ?? 'idle';

export const statusSign = (visit: Visit, status: string): Html =>
  sign(toneOf(status), inWords(visit, 'status', status));

/** It will soon be another. */
export const isUnderWay = (status: string): boolean => toneOf(status) === 'busy';

export function cell(visit: Visit, item: Shown, field: string, nameOf: NameOf = NO_NAMES): Part {
  const value = item[field];
  if (field === 'status') return statusSign(visit, item.status);
  if (field === 'cloud') return visit.cloudName(item.cloud);
  if (field === 'project' && item.project !== null) return projectOf(item.project, nameOf);
  if (/At$/.test(field) && (typeof value === 'string' || value === null)) return visit.format.ago(value) ?? '–';
  return written({ visit, item, nameOf }, field, value);
}

const projectOf = (id: string, nameOf: NameOf): Part => titled(id, nameOf({ kind: PROJECTS, cloud: '', id }));

/** Characters that fit into a line of a column: a name, an id, an address of IPv6. */
const LINE = 40;

/** Whether it takes more than a line; what has a name is told by it. */
export function isLong(value: unknown): boolean {
  if (typeof value === 'string') return value.length > LINE;
  if (typeof value !== 'object' || value === null) return false;
  const values = Array.isArray(value) ? value : [wordOf(value as Fields) ?? JSON.stringify(value)];
  return values.length > 1 || values.some((one) => (typeof one === 'string' ? one.length > LINE : isLong(one)));
}

/** Values of a list that a cell shows. */
const MOST_SHOWN = 20;

/** Whose value it is, and how others are called. */
interface Place {
  readonly visit: Visit;
  readonly item: Shown;
  readonly nameOf: NameOf;
}

function written(place: Place, field: string, value: unknown): Part {
  const { visit } = place;
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return declared(visit, value);
  if (typeof value === 'number') return visit.format.number(value);
  if (typeof value === 'string') return linked(place, field, value) ?? said(visit, field, value);
  if (Array.isArray(value)) {
    if (value.length === 0) return '–';
    return inRow(
      value.slice(0, MOST_SHOWN).map((one) => written(place, field.replace(/s$/, ''), one)),
      value.length > MOST_SHOWN,
    );
  }
  return object(place, field, value as Fields);
}

const inRow = (parts: readonly Part[], more = false): Html =>
  html`${parts.map((part, index) => html`${index === 0 ? '' : ', '}${part}`)}${more ? ', …' : ''}`;

/** The cloud's own word for a state is what its field is about: it stays to be seen. */
const said = (visit: Visit, field: string, value: string): Part =>
  field === 'nativeStatus' && wordFor(visit, field, value) !== undefined
    ? html`${value} (${wordFor(visit, field, value)})`
    : inWords(visit, field, value);

/** What stands in them is somebody's own, and means what they say it does. */
const FREE: ReadonlySet<string> = new Set(['metadata', 'extraSpecs']);

/** By its name or what else stands for it, with what it belongs to; of what has none, its fields. */
function object(place: Place, field: string, value: Fields): Part {
  if (FREE.has(field)) return inRow(entriesOf(value).map(pair));
  const { id } = value;
  const word = field === 'rule' ? ruleOf(place, value) : wordOf(value);
  const others = Object.entries(value).flatMap(([key, one]) =>
    typeof one === 'string' && key !== 'id' ? (linked(place, key, one) ?? []) : [],
  );
  if (word !== undefined) {
    const own = typeof id === 'string' ? linked(place, `${field}Id`, id, word === id ? undefined : word) : undefined;
    return others.length === 0 ? (own ?? word) : html`${own ?? word} (${inRow(others)})`;
  }
  return inRow(
    entriesOf(value).map(([key, one]) =>
      typeof one === 'string'
        ? (linked(place, key, one) ?? html`${key}: ${inWords(place.visit, field, one)}`)
        : pair([key, one]),
    ),
  );
}

const entriesOf = (value: Fields): [string, unknown][] =>
  Object.entries(value)
    .filter(([, one]) => one !== null)
    .slice(0, MOST_SHOWN);

const pair = ([key, one]: [string, unknown]): string =>
  `${key}: ${typeof one === 'object' ? JSON.stringify(one) : String(one)}`;

const wordOf = ({ name, address, text, id }: Fields): string | undefined =>
  [name, address, text, id].find((one) => typeof one === 'string');

/** Rules have no names: by what they let through. */
function ruleOf({ visit }: Place, { direction, ethertype, protocol, portMin, portMax, remoteCidr }: Fields): string {
  const ports = portMin === portMax ? portMin : `${portMin ?? ''}–${portMax ?? ''}`;
  const way = wordFor(visit, 'direction', String(direction)) ?? direction;
  return [way, ethertype, protocol, ports, remoteCidr].filter((one) => one != null).join(' ');
}

/** `word`: how it is called, where that is known already. Undefined: it leads nowhere. */
function linked({ visit, item, nameOf }: Place, field: string, id: string, word?: string): Html | undefined {
  const kind = kindOf(visit, item, field);
  if (kind === undefined) return undefined;
  const reference = { kind, cloud: item.cloud, id };
  // Key pairs are called as their id.
  const name = word ?? (kind === 'keypairs' ? id : nameOf(reference));
  return html`<a href="${objectLink(visit, kind, reference)}"${name === undefined || name === id ? NOTHING : html` title="${id}"`}>${name ?? id}</a>`;
}

export const objectLink = (visit: Visit, kind: string, { cloud, id }: Pick<Item, 'cloud' | 'id'>): string =>
  visit.link(`/resources/${[kind, cloud, id].map((one) => encodeURIComponent(one.toWellFormed())).join('/')}`);

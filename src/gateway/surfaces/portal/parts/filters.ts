// SPDX-License-Identifier: Apache-2.0
// What a list of resources can be narrowed down by: everything that the API takes, as a form of which nothing in the address is lost.
import type { ResourceDefinition } from '../../../../model/scs/resource.ts';
import { pascal } from '../../../../scs/names.ts';
import type { ScsQuery } from '../../../scs-api.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { type Field, fieldsOf as fieldsOfOperation } from '../operations.ts';
import type { Visit } from '../visit.ts';
import { option } from './comparing.ts';
import { defaultColumns, fieldsOf, nameOf } from './fields.ts';
import { hidden } from './own-form.ts';
import { wordFor } from './words.ts';

const SIZES = ['25', '50', '100', '250'] as const;
/** However many an address asks for: each state of a page that fills is drawn anew. */
const MOST = 250;

/** With a place of their own in the form, and how an answer is given. */
const ELSEWHERE = ['cloud', 'name', 'status', 'sort', 'limit', 'cursor', 'fields', 'view', 'partial', 'timeout'];

export const operationOf = ({ plural }: ResourceDefinition): string => `list${pascal(plural)}`;

/** Of this kind alone, or of few: behind a button. */
function furtherFields({ operations }: Visit, definition: ResourceDefinition): readonly Field[] {
  const operation = operations.find(({ operationId }) => operationId === operationOf(definition));
  const fields = operation === undefined ? [] : fieldsOfOperation(operation);
  return fields.filter(({ where, name }) => where === 'query' && !ELSEWHERE.includes(name));
}

/** Several of one name are a list, as the API has it. */
const valuesOf = ({ query }: Visit, name: string): string[] =>
  query
    .getAll(name)
    .map((value) => value.trim())
    .filter((value) => value !== '');

/** From the address to what the API is asked; wishes that the API refuses, it refuses in words. */
export function queryOf(visit: Visit, definition: ResourceDefinition): ScsQuery {
  const wish = (name: string): string | readonly string[] | undefined => {
    const values = valuesOf(visit, name);
    return values.length > 1 ? values : values[0];
  };
  const name = visit.query.get('name')?.trim() ?? '';
  const further = furtherFields(visit, definition).map((field) => [field.name, wish(field.name)] as const);
  return {
    cloud: wish('cloud'),
    // A part of the name is meant, unless there is a star.
    name: name === '' ? undefined : name.includes('*') ? name : `*${name.replace(/[\\,]/g, '\\$&')}*`,
    status: wish('status'),
    ...Object.fromEntries(further),
    sort: wish('sort'),
    limit: Number(wish('limit')) > MOST ? String(MOST) : (wish('limit') ?? SIZES[1]),
    cursor: wish('cursor'),
  };
}

export function columnsOf({ query }: Visit, definition: ResourceDefinition): readonly string[] {
  const known = fieldsOf(definition);
  const wanted = query.getAll('columns').filter((field) => known.includes(field) && field !== 'name');
  return wanted.length === 0 ? defaultColumns(definition) : wanted;
}

export function filters(visit: Visit, definition: ResourceDefinition): Html {
  const { t, query } = visit;
  const { status } = definition.item.properties as Readonly<Record<string, { readonly enum?: readonly string[] }>>;
  const chosen = query.get('limit') ?? SIZES[1];
  const sizes = SIZES.some((size) => size === chosen) ? SIZES : [...SIZES, chosen];
  const untouched = [...query.keys()].every((name) => name === 'lang' || name === 'theme');
  return html`<form class="filters" method="get">
<label>${t.resources.name}<input name="name" type="search" value="${query.get('name')}" placeholder="${t.resources.nameHint}" maxlength="255"></label>
${cloudMenu(visit)}
${status?.enum === undefined ? NOTHING : html`<label>${t.resources.status}${choice(visit, 'status', t.resources.anyStatus, status.enum)}</label>`}
${furtherMenu(visit, definition)}
<label>${t.resources.perPage}<select name="limit">${sizes.map((size) => option(size, size, chosen))}</select></label>
${valuesOf(visit, 'sort').map((sort) => hidden('sort', sort))}
${menu(
  'columns',
  t.resources.columns,
  fieldsOf(definition)
    .filter((field) => field !== 'name')
    .map((field) => check('columns', field, nameOf(visit, field), columnsOf(visit, definition).includes(field))),
)}
<button class="strong">${t.resources.apply}</button>${untouched ? NOTHING : html`<a class="button quiet" href="${visit.link(visit.path)}">${t.resources.clear}</a>`}
</form>`;
}

function cloudMenu(visit: Visit): Html {
  const { t, clouds, cloudName } = visit;
  const wanted = valuesOf(visit, 'cloud');
  const word =
    wanted.length === 0
      ? t.resources.allClouds
      : wanted.length === 1
        ? cloudName(wanted[0] ?? '')
        : t.resources.someClouds(visit.format.number(wanted.length));
  // One that is none of ours is the API's to refuse.
  const others = wanted.filter((id) => !clouds.some((cloud) => cloud.id === id)).map((id) => ({ id, name: id }));
  return menu(
    'on',
    html`<span class="hidden">${t.resources.cloud}: </span>${word}`,
    [...clouds, ...others].map(({ id, name }) => check('cloud', id, name, wanted.includes(id))),
    t.resources.cloud,
  );
}

function furtherMenu(visit: Visit, definition: ResourceDefinition): Html {
  const { t } = visit;
  const fields = furtherFields(visit, definition);
  const used = fields.filter(({ name }) => valuesOf(visit, name).length > 0).length;
  const parts = fields.map(({ name, values, example, description }) => {
    const label = name === 'project' ? t.resources.project : nameOf(visit, name);
    const control =
      values === undefined
        ? html`<input name="${name}" value="${valuesOf(visit, name).join(',')}" maxlength="1000" autocomplete="off" placeholder="${example}">`
        : choice(visit, name, t.resources.any, values);
    return html`<label title="${description}">${label}${control}</label>`;
  });
  const count = used === 0 ? NOTHING : html` <span class="count">(${visit.format.number(used)})</span>`;
  return menu('further', html`${t.resources.further}${count}`, parts, t.resources.further);
}

/** Several, which only the address can choose, stay together. */
function choice(visit: Visit, name: string, any: string, values: readonly string[]): Html {
  const now = valuesOf(visit, name).join(',');
  const known = now === '' || values.includes(now) ? values : [...values, now];
  return html`<select name="${name}">${option('', any, now)}${known.map((one) => option(one, wordOf(visit, name, one), now))}</select>`;
}

/** Yes and no are no words of the API's own. */
const wordOf = (visit: Visit, name: string, value: string): string =>
  value === 'true' ? visit.t.frame.yes : value === 'false' ? visit.t.frame.no : (wordFor(visit, name, value) ?? value);

const menu = (id: string, word: Html | string, parts: readonly Html[], title: Html | string = word): Html =>
  html`<details class="menu" id="${id}"><summary class="button">${word}</summary><fieldset><legend class="hidden">${title}</legend>${parts}</fieldset></details>`;

const check = (name: string, value: string, word: string, checked: boolean): Html =>
  html`<label class="check"><input type="checkbox" name="${name}" value="${value}"${checked ? html` checked` : NOTHING}> ${word}</label>`;

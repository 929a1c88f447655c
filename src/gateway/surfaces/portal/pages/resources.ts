// SPDX-License-Identifier: Apache-2.0
// Every kind of resource over all clouds in one table, which fills as each cloud answers. Filters, order, columns and page stand
// in the address. Below it, what came of each cloud.
import { GatewayError } from '../../../../model/errors.ts';
import type { ResourceDefinition } from '../../../../model/scs/resource.ts';
import { sortableFields } from '../../../../scs/lists/order.ts';
import type { ScsQuery } from '../../../scs-api.ts';
import { type Html, html, NOTHING, type Part } from '../html.ts';
import { type Page, view } from '../page.ts';
import { chosenClouds, cloudStrip, failures } from '../parts/cloud-strip.ts';
import { commandsOfList } from '../parts/commands.ts';
import { exported } from '../parts/export.ts';
import { cell, fieldsOf, isFigure, isLong, nameOf, objectLink, type Shown } from '../parts/fields.ts';
import { columnsOf, filters, operationOf, queryOf } from '../parts/filters.ts';
import { type Listed, listing } from '../parts/listing.ts';
import { type NameOf, NO_NAMES, namesFor } from '../parts/references.ts';
import { serverActs } from '../parts/server-acts.ts';
import { snippetsOf } from '../snippets.ts';
import type { Visit } from '../visit.ts';

const EVERY_S = 30;
/** What is saved as a file is to be whole: each cloud has as long for it as the API gives. */
const EXPORT_S = '60';

export const resources: Page = {
  path: '/resources/:kind',
  async get(visit) {
    const definition = kindOf(visit);
    const { plural } = definition;
    const query = queryOf(visit, definition);
    const format = visit.query.get('format');
    if (format === 'csv' || format === 'json') {
      const { limit: _, cursor: __, ...all } = query;
      const { body } = await visit.ask<Listed>(operationOf(definition), { query: { ...all, timeout: EXPORT_S } });
      return exported(plural, format, fieldsOf(definition), body);
    }
    return view(kindName(visit, plural), body(visit, definition, query), {
      project: visit.query.get('project'),
      snippets: snippetsOf(visit, operationOf(definition), { query, ...commandsOfList(plural, chosenClouds(visit)) }),
    });
  },
};

/** The word of the navigation: it leads to the first kind. */
export const allResources: Page = {
  path: '/resources',
  nav: 'resources',
  get: ({ resources: [first] }) => ({ kind: 'redirect', to: `/portal/resources/${first?.plural ?? ''}` }),
};

export function kindOf({ resources: all, params }: Visit): ResourceDefinition {
  const definition = all.find(({ plural }) => plural === params.kind);
  if (definition === undefined) throw new GatewayError('notFound', { detail: 'no such page' });
  return definition;
}

/** One that is newer than the table of words is called by its path. */
export const kindName = ({ t }: Visit, plural: string): string =>
  (t.resources.kind as Readonly<Record<string, string>>)[plural] ?? plural;

async function* body(visit: Visit, definition: ResourceDefinition, query: ScsQuery): AsyncGenerator<Html> {
  const { t } = visit;
  const { plural } = definition;
  yield html`<div class="title"><h1>${kindName(visit, plural)} <small>${t.resources.everywhere}</small></h1>${plural === 'servers' ? html`<p class="actions"><a class="button strong" href="${visit.link('/servers/new', { project: visit.query.get('project') ?? undefined })}">${t.create.title}</a></p>` : NOTHING}</div>
${kinds(visit, plural)}
${filters(visit, definition)}`;
  const columns = columnsOf(visit, definition);
  let names = NO_NAMES;
  const further = ({ items }: Listed): Promise<unknown> => {
    const { nameOf, whole } = namesFor(visit, (asked) =>
      items.map((item) => columns.map((field) => cell(visit, item, field, asked))),
    );
    names = nameOf;
    return whole;
  };
  yield* listing(
    visit,
    { id: 'list', every: EVERY_S, operation: operationOf(definition), query, further },
    (come, ended) => state(visit, definition, come, { ended, columns, names }),
  );
}

const kinds = (visit: Visit, here: string): Html =>
  html`<nav class="kinds" aria-label="${visit.t.resources.kinds}"><ul>${visit.resources.map(
    ({ plural }) =>
      html`<li><a href="${visit.link(`/resources/${plural}`, { cloud: visit.query.getAll('cloud') })}"${plural === here ? html` aria-current="page"` : NOTHING}>${kindName(visit, plural)}</a></li>`,
  )}</ul></nav>`;

interface Shows {
  readonly ended: boolean;
  readonly columns: readonly string[];
  readonly names: NameOf;
}

function state(
  visit: Visit,
  definition: ResourceDefinition,
  come: Listed | undefined,
  { ended, columns, names }: Shows,
): Html {
  const { t, format } = visit;
  const items = come?.items ?? [];
  const sortable = sortableFields(definition);
  const head = ['name', ...columns].map((field) => heading(visit, definition, field, sortable.includes(field)));
  const acting = definition.plural === 'servers';
  const rows = items.map(
    (item) =>
      html`<tr><th scope="row"${classOf(item, 'name')}><a href="${objectLink(visit, definition.plural, item)}">${item.name || item.id}</a></th>${columns.map((field) => html`<td${classOf(item, field)}>${cell(visit, item, field, names)}</td>`)}${acting ? html`<td><div class="actions">${serverActs(visit, item)}</div></td>` : NOTHING}</tr>`,
  );
  const empty = html`<tr><td colspan="${columns.length + (acting ? 2 : 1)}" class="empty">${ended ? t.resources.nothing : t.resources.nothingYet}</td></tr>`;
  const next = come?.next === undefined ? undefined : new URL(come.next).searchParams.get('cursor');
  const count = format.number(items.length);
  const name = kindName(visit, definition.plural);
  return html`${cloudStrip(visit, come?.clouds ?? [], ended, EVERY_S)}
<div class="scroll" id="rows" role="region" aria-labelledby="rows-title" tabindex="0"><table class="list"><caption id="rows-title" class="hidden">${name} ${t.resources.everywhere}</caption><thead><tr>${head}${acting ? html`<th scope="col">${t.act.acts}</th>` : NOTHING}</tr></thead><tbody>${rows.length === 0 ? empty : rows}</tbody></table></div>
<div class="pager"><span>${next == null ? t.resources.showing(count) : t.resources.showingFrom(count)}</span>${
    visit.query.has('cursor')
      ? html`<a class="button" href="${visit.again({ cursor: undefined })}">${t.resources.first}</a>`
      : NOTHING
  }${next == null ? NOTHING : html`<a class="button" rel="next" href="${visit.again({ cursor: next })}">${t.resources.next}</a>`}<span class="exports">${t.resources.export}: <a href="${visit.again({ format: 'csv', cursor: undefined })}">CSV</a> <a href="${visit.again({ format: 'json', cursor: undefined })}">JSON</a></span></div>
${failures(visit, come?.clouds ?? [])}`;
}

/** Of a figure, and of what would make its column too wide on one line. */
function classOf(item: Shown, field: string): Html {
  const value = item[field];
  if (typeof value === 'number') return html` class="number"`;
  return isLong(value) ? html` class="long"` : NOTHING;
}

function heading(visit: Visit, definition: ResourceDefinition, field: string, sortable: boolean): Part {
  const { t, query } = visit;
  const label = nameOf(visit, field);
  const figure = isFigure(definition, field) ? html` class="number"` : NOTHING;
  if (!sortable) return html`<th scope="col"${figure}>${label}</th>`;
  const now = query.get('sort');
  const order = now === field ? 'ascending' : now === `-${field}` ? 'descending' : undefined;
  const to = visit.again({ sort: order === 'ascending' ? `-${field}` : field, cursor: undefined });
  return html`<th scope="col"${figure}${order === undefined ? NOTHING : html` aria-sort="${order}"`}><a id="sort-${field}" href="${to}" title="${t.resources.sortBy(label)}">${label}${order === undefined ? NOTHING : html` <span aria-hidden="true">${order === 'ascending' ? '↑' : '↓'}</span>`}</a></th>`;
}

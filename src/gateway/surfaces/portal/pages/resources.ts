// SPDX-License-Identifier: Apache-2.0
// Every kind of resource over all clouds in one table, which fills as each cloud answers. Filters, order, columns and page stand
// in the address. Below it, what came of each cloud.
import { GatewayError } from '../../../../model/errors.ts';
import type { ResourceDefinition } from '../../../../model/scs/resource.ts';
import { sortableFields } from '../../../../scs/lists/order.ts';
import { pascal } from '../../../../scs/names.ts';
import type { CloudReport } from '../../../../scs/sources/fan-out.ts';
import type { ScsQuery } from '../../../scs-api.ts';
import { type Html, html, NOTHING, type Part } from '../html.ts';
import { type Page, view } from '../page.ts';
import { exported } from '../parts/export.ts';
import { cell, defaultColumns, fieldsOf, isFigure, labelOf, objectLink } from '../parts/fields.ts';
import { type Listed, listing } from '../parts/listing.ts';
import { serverActs } from '../parts/server-acts.ts';
import { sign, type Tone } from '../parts/signs.ts';
import { shellWord, snippetsOf } from '../snippets.ts';
import type { Visit } from '../visit.ts';

const EVERY_S = 30;
const SIZES = ['25', '50', '100', '250'] as const;
/** However many an address asks for: each state of a page that fills is drawn anew. */
const MOST = 250;

export const resources: Page = {
  path: '/resources/:kind',
  async get(visit) {
    const definition = kindOf(visit);
    const { plural } = definition;
    const query = queryOf(visit, definition);
    const format = visit.query.get('format');
    if (format === 'csv' || format === 'json') {
      const { limit: _, cursor: __, ...all } = query;
      const { body } = await visit.ask<Listed>(operationOf(definition), { query: all });
      return exported(plural, format, fieldsOf(definition), body);
    }
    return view(kindName(visit, plural), body(visit, definition, query), {
      snippets: snippetsOf({
        publicUrl: visit.publicUrl,
        operation: operationOf(definition),
        path: `/scs/v1/${plural}`,
        query,
        openstack: commandOf(plural, visit.query.get('cloud') ?? visit.clouds[0]?.id),
      }),
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

const operationOf = ({ plural }: ResourceDefinition): string => `list${pascal(plural)}`;

/** Words of python-openstackclient, where they differ. */
const COMMANDS: Readonly<Record<string, string>> = {
  'floating-ips': 'floating ip',
  'volume-types': 'volume type',
  snapshots: 'volume snapshot',
  'security-groups': 'security group',
  'security-group-rules': 'security group rule',
  'availability-zones': 'availability zone',
  'load-balancers': 'loadbalancer',
};
const NO_COMMAND = ['clusters', 'nodes', 'namespaces', 'workloads', 'quotas'];

const commandOf = (plural: string, cloud: string | undefined): string | undefined =>
  NO_COMMAND.includes(plural) || cloud === undefined
    ? undefined
    : `openstack --os-region-name ${shellWord(cloud)} ${COMMANDS[plural] ?? plural.replace(/s$/, '')} list`;

/** From the address to what the API is asked; wishes that the API refuses, it refuses in words. */
function queryOf({ query }: Visit, definition: ResourceDefinition): ScsQuery {
  const one = (name: string): string | undefined => query.get(name)?.trim() || undefined;
  const name = one('name');
  const own = Object.keys(definition.filters ?? {}).map((filter) => [filter, one(filter)] as const);
  return {
    cloud: query.getAll('cloud').filter((id) => id !== '').length === 0 ? undefined : query.getAll('cloud'),
    // A part of the name is meant, unless there is a star.
    name: name === undefined ? undefined : name.includes('*') ? name : `*${name.replace(/[\\,]/g, '\\$&')}*`,
    status: one('status'),
    project: one('project'),
    ...Object.fromEntries(own),
    sort: one('sort'),
    limit: Number(one('limit')) > MOST ? String(MOST) : (one('limit') ?? SIZES[1]),
    cursor: one('cursor'),
  };
}

async function* body(visit: Visit, definition: ResourceDefinition, query: ScsQuery): AsyncGenerator<Html> {
  const { t } = visit;
  const { plural } = definition;
  yield html`<div class="title"><h1>${kindName(visit, plural)} <small>${t.resources.everywhere}</small></h1>${plural === 'servers' ? html`<p class="actions"><a class="button strong" href="${visit.link('/servers/new')}">${t.create.title}</a></p>` : NOTHING}</div>
${kinds(visit, plural)}
${filters(visit, definition)}`;
  yield* listing(visit, { id: 'list', every: EVERY_S, operation: operationOf(definition), query }, (come, ended) =>
    state(visit, definition, come, ended),
  );
}

const kinds = (visit: Visit, here: string): Html =>
  html`<nav class="kinds" aria-label="${visit.t.resources.kinds}"><ul>${visit.resources.map(
    ({ plural }) =>
      html`<li><a href="${visit.link(`/resources/${plural}`, { cloud: visit.query.getAll('cloud') })}"${plural === here ? html` aria-current="page"` : NOTHING}>${kindName(visit, plural)}</a></li>`,
  )}</ul></nav>`;

function filters(visit: Visit, definition: ResourceDefinition): Html {
  const { t, query, clouds } = visit;
  const { status } = definition.item.properties as Readonly<Record<string, { readonly enum?: readonly string[] }>>;
  const option = (value: string, word: string, chosen: string | null): Html =>
    html`<option value="${value}"${value === (chosen ?? '') ? html` selected` : NOTHING}>${word}</option>`;
  const shown = columnsOf(visit, definition);
  return html`<form class="filters" method="get">
<label>${t.resources.name}<input name="name" type="search" value="${query.get('name')}" placeholder="${t.resources.nameHint}" maxlength="255"></label>
<label>${t.resources.cloud}<select name="cloud">${option('', t.resources.allClouds, query.get('cloud'))}${clouds.map(({ id, name }) => option(id, name, query.get('cloud')))}</select></label>
${status?.enum === undefined ? NOTHING : html`<label>${t.resources.status}<select name="status">${option('', t.resources.anyStatus, query.get('status'))}${status.enum.map((one) => option(one, one, query.get('status')))}</select></label>`}
<label>${t.resources.perPage}<select name="limit">${SIZES.map((size) => option(size, size, query.get('limit') ?? SIZES[1]))}</select></label>
${query.get('sort') === null ? NOTHING : html`<input type="hidden" name="sort" value="${query.get('sort')}">`}
<details class="menu" id="columns"><summary class="button">${t.resources.columns}</summary><fieldset><legend class="hidden">${t.resources.columns}</legend>${fieldsOf(
    definition,
  )
    .filter((field) => field !== 'name')
    .map(
      (field) =>
        html`<label class="check"><input type="checkbox" name="columns" value="${field}"${shown.includes(field) ? html` checked` : NOTHING}> ${labelOf(field)}</label>`,
    )}</fieldset></details>
<button class="strong">${t.resources.apply}</button>${[...query.keys()].every((name) => name === 'lang' || name === 'theme') ? NOTHING : html`<a class="button quiet" href="${visit.link(visit.path)}">${t.resources.clear}</a>`}
</form>`;
}

function columnsOf({ query }: Visit, definition: ResourceDefinition): readonly string[] {
  const known = fieldsOf(definition);
  const wanted = query.getAll('columns').filter((field) => known.includes(field) && field !== 'name');
  return wanted.length === 0 ? defaultColumns(definition) : wanted;
}

function state(visit: Visit, definition: ResourceDefinition, come: Listed | undefined, ended: boolean): Html {
  const { t, format } = visit;
  const items = come?.items ?? [];
  const columns = columnsOf(visit, definition);
  const sortable = sortableFields(definition);
  const head = ['name', ...columns].map((field) => heading(visit, definition, field, sortable.includes(field)));
  const acting = definition.plural === 'servers';
  const rows = items.map(
    (item) =>
      html`<tr><th scope="row"><a href="${objectLink(visit, definition.plural, item)}">${item.name || item.id}</a></th>${columns.map((field) => html`<td${typeof item[field] === 'number' ? html` class="number"` : NOTHING}>${cell(visit, item, field)}</td>`)}${acting ? html`<td><div class="actions">${serverActs(visit, item)}</div></td>` : NOTHING}</tr>`,
  );
  const empty = html`<tr><td colspan="${columns.length + (acting ? 2 : 1)}" class="empty">${ended ? t.resources.nothing : t.resources.nothingYet}</td></tr>`;
  const next = come?.next === undefined ? undefined : new URL(come.next).searchParams.get('cursor');
  const count = format.number(items.length);
  const name = kindName(visit, definition.plural);
  return html`${cloudStrip(visit, come?.clouds ?? [], ended)}
<div class="scroll" id="rows" role="region" aria-labelledby="rows-title" tabindex="0"><table><caption id="rows-title" class="hidden">${name} ${t.resources.everywhere}</caption><thead><tr>${head}${acting ? html`<th scope="col">${t.act.acts}</th>` : NOTHING}</tr></thead><tbody>${rows.length === 0 ? empty : rows}</tbody></table></div>
<div class="pager"><span>${next == null ? t.resources.showing(count) : t.resources.showingFrom(count)}</span>${
    visit.query.has('cursor')
      ? html`<a class="button" href="${visit.again({ cursor: undefined })}">${t.resources.first}</a>`
      : NOTHING
  }${next == null ? NOTHING : html`<a class="button" rel="next" href="${visit.again({ cursor: next })}">${t.resources.next}</a>`}<span class="exports">${t.resources.export}: <a href="${visit.again({ format: 'csv', cursor: undefined })}" download>CSV</a> <a href="${visit.again({ format: 'json', cursor: undefined })}" download>JSON</a></span></div>
${failures(visit, come?.clouds ?? [])}`;
}

function heading(visit: Visit, definition: ResourceDefinition, field: string, sortable: boolean): Part {
  const { t, query } = visit;
  const label = field === 'name' ? t.resources.name : field === 'status' ? t.resources.status : labelOf(field);
  const figure = isFigure(definition, field) ? html` class="number"` : NOTHING;
  if (!sortable) return html`<th scope="col"${figure}>${label}</th>`;
  const now = query.get('sort');
  const order = now === field ? 'ascending' : now === `-${field}` ? 'descending' : undefined;
  const to = visit.again({ sort: order === 'ascending' ? `-${field}` : field, cursor: undefined });
  return html`<th scope="col"${figure}${order === undefined ? NOTHING : html` aria-sort="${order}"`}><a id="sort-${field}" href="${to}" title="${t.resources.sortBy(label)}">${label}${order === undefined ? NOTHING : html` <span aria-hidden="true">${order === 'ascending' ? '↑' : '↓'}</span>`}</a></th>`;
}

const TONES: Readonly<Record<CloudReport['status'], Tone>> = {
  ok: 'good',
  stale: 'warn',
  error: 'bad',
  'not-offered': 'idle',
};

/** One word for each cloud, from the beginning, so that nothing moves when it answers. */
export function cloudStrip(visit: Visit, reports: readonly CloudReport[], ended: boolean): Html {
  const { t, format } = visit;
  const chosen = visit.query.getAll('cloud').filter((id) => id !== '');
  const clouds = visit.clouds.filter(({ id }) => chosen.length === 0 || chosen.includes(id));
  return html`<ul class="strip" aria-label="${t.resources.came}">${clouds.map(({ id, name }) => {
    const report = reports.find(({ cloud }) => cloud === id);
    if (report === undefined)
      return html`<li>${ended ? sign('idle', name) : sign('busy', `${name} · ${t.frame.asking}`)}</li>`;
    const what =
      report.status === 'not-offered'
        ? t.resources.notOffered
        : report.status === 'stale'
          ? `${format.number(report.count)}, ${t.resources.stale}`
          : format.number(report.count);
    return html`<li>${sign(TONES[report.status], `${name} · ${what} · ${format.number(report.ms)} ${t.resources.ms}`)}</li>`;
  })}</ul>`;
}

export function failures(visit: Visit, reports: readonly CloudReport[]): Html {
  const failed = reports.filter(({ error }) => error !== undefined);
  if (failed.length === 0) return NOTHING;
  return html`<div class="notice bad"><strong>${visit.t.resources.came}</strong><ul>${failed.map(({ cloud, error }) => html`<li>${visit.cloudName(cloud)}: <span lang="en">${error?.detail}</span></li>`)}</ul></div>`;
}

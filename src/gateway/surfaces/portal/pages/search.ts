// SPDX-License-Identifier: Apache-2.0
// What somebody looks for from any page: by a part of a name, an id or an address, over all kinds and clouds, best matches first.
import type { SearchResult } from '../../../../scs/lists/search.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { type Page, view } from '../page.ts';
import { cloudStrip, failures } from '../parts/cloud-strip.ts';
import { whenKnown } from '../parts/comparing.ts';
import { objectLink, statusSign } from '../parts/fields.ts';
import { table } from '../parts/table.ts';
import { onClouds, shellWord, snippetsOf } from '../snippets.ts';
import type { Visit } from '../visit.ts';
import { kindName } from './resources.ts';

const MOST = '200';

export const search: Page = {
  path: '/search',
  get(visit) {
    const { t } = visit;
    // As long as the API takes one; the field of the page takes no more.
    const q = visit.query.get('q')?.trim().slice(0, 255) ?? '';
    const wanted = q === '' ? 'web' : q;
    const snippets = snippetsOf(visit, 'search', {
      query: { q: wanted },
      openstack: onClouds(visit.clouds, `server list --name ${shellWord(wanted)}`, `server show ${shellWord(wanted)}`),
    });
    return q === ''
      ? view(t.search.title, html`${title(visit, q)}<p class="notice">${t.search.empty}</p>`, { snippets })
      : view(`${q} · ${t.search.title}`, body(visit, q), { snippets });
  },
};

const title = (visit: Visit, q: string): Html =>
  html`<div class="title"><h1>${visit.t.search.title} <small>${visit.t.resources.everywhere}</small></h1><p class="lead">${visit.t.search.lead}</p></div>
<form class="filters" method="get" action="${visit.link('/search')}"><label>${visit.t.search.what}<input type="search" name="q" value="${q}" maxlength="255"></label><button>${visit.t.search.look}</button></form>`;

async function* body(visit: Visit, q: string): AsyncGenerator<Html> {
  yield title(visit, q);
  const asked = visit.ask<SearchResult>('search', { query: { q, limit: MOST } });
  yield* whenKnown(asked, (come) => state(visit, come));
}

function state(visit: Visit, come: SearchResult | undefined): Html {
  const { t, format } = visit;
  const items = come?.items ?? [];
  const rows = items.map((hit) => [
    html`<a href="${objectLink(visit, hit.resource, hit)}">${hit.name || hit.id}</a>`,
    kindName(visit, hit.resource),
    statusSign(visit, hit.status),
    visit.cloudName(hit.cloud),
    html`<code>${hit.id}</code>`,
    t.search.why[hit.why],
  ]);
  const nothing = come === undefined ? t.resources.nothingYet : t.resources.nothing;
  return html`${cloudStrip(visit, come?.clouds ?? [], come !== undefined)}
${
  rows.length === 0
    ? html`<p class="notice">${nothing}</p>`
    : table({
        id: 'hits',
        caption: t.search.title,
        head: [t.resources.name, t.search.kind, t.resources.status, t.resources.cloud, 'ID', t.search.found],
        rows,
      })
}
${rows.length === 0 ? NOTHING : html`<p class="small">${come?.more ? t.search.more(format.number(rows.length)) : t.resources.showing(format.number(rows.length))}</p>`}
${failures(visit, come?.clouds ?? [])}`;
}

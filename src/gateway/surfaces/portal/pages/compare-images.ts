// SPDX-License-Identifier: Apache-2.0
// Public images by distribution and version, as a matrix: which cloud has which, and its newest build.
import type { CloudReport } from '../../../../scs/sources/fan-out.ts';
import type { Image } from '../../../../scs/standards/items.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { type Page, view } from '../page.ts';
import { cloudStrip, failures } from '../parts/cloud-strip.ts';
import { comparing, whenKnown } from '../parts/comparing.ts';
import { objectLink } from '../parts/fields.ts';
import { inOrder } from '../parts/in-order.ts';
import { declared } from '../parts/signs.ts';
import { table } from '../parts/table.ts';
import { onClouds, snippetsOf } from '../snippets.ts';
import type { Visit } from '../visit.ts';

/** `limit`: of a cloud's public images there are some hundred at most; what is beyond is told. */
const QUERY = { visibility: 'public', status: 'available', limit: '5000' } as const;
/** Of one cell; the list of resources has all. */
const MOST = 3;

interface Images {
  readonly items: readonly Image[];
  readonly clouds: readonly CloudReport[];
  readonly next?: string;
}

export const compareImages: Page = {
  path: '/compare/images',
  get: (visit) =>
    view(visit.t.compare.tab.images, body(visit), {
      snippets: snippetsOf(visit, 'listImages', {
        query: { visibility: 'public' },
        openstack: onClouds(visit.clouds, 'image list --public --long'),
      }),
    }),
};

async function* body(visit: Visit): AsyncGenerator<Html> {
  const { t, query } = visit;
  yield html`${comparing(visit, 'images')}
<form class="filters" method="get"><label>${t.compare.distro}<input name="distro" value="${query.get('distro')}" placeholder="ubuntu" maxlength="255"></label><button>${t.resources.apply}</button></form>`;
  yield* whenKnown(visit.ask<Images>('listImages', { query: QUERY }), (come) => state(visit, come));
}

function state(visit: Visit, come: Images | undefined): Html {
  const { t } = visit;
  const reports = come?.clouds ?? [];
  const answered = reports.filter(({ status }) => status === 'ok' || status === 'stale').map(({ cloud }) => cloud);
  const wanted = visit.query.get('distro')?.trim().toLowerCase() ?? '';
  const groups = Map.groupBy(come?.items ?? [], ({ distro, version }) =>
    distro === null ? '' : `${distro} ${version ?? ''}`.trim(),
  );
  const named = [...groups.keys()]
    .filter((name) => name !== '' && name.toLowerCase().includes(wanted))
    .toSorted(inOrder);
  // What no cloud declares comes last: nothing is guessed from a name.
  const names = groups.has('') && wanted === '' ? [...named, ''] : named;
  const rows = names.map((name) => [
    name === '' ? html`<span class="small">${t.compare.undeclared}</span>` : name,
    ...visit.clouds.map(({ id }) =>
      builds(
        visit,
        (groups.get(name) ?? []).filter(({ cloud }) => cloud === id),
        answered.includes(id),
      ),
    ),
  ]);
  return html`${cloudStrip(visit, reports, come !== undefined)}
${
  rows.length === 0
    ? html`<p class="notice">${come === undefined ? t.resources.nothingYet : t.resources.nothing}</p>`
    : table({
        id: 'images',
        caption: t.compare.tab.images,
        className: 'matrix coloured',
        head: [t.compare.distro, ...visit.clouds.map((cloud) => cloud.name)],
        rows,
      })
}
${come?.next === undefined ? NOTHING : html`<p class="notice warn">${t.compare.more}</p>`}
${failures(visit, reports)}`;
}

function builds(visit: Visit, images: readonly Image[], answered: boolean): Html {
  if (images.length === 0) return declared(visit, answered ? false : undefined);
  const newest = images.toSorted((a, b) => (b.createdAt ?? '').localeCompare(a.createdAt ?? ''));
  const links = newest
    .slice(0, MOST)
    .map(
      (image, index) =>
        html`${index === 0 ? NOTHING : html`<br>`}<a href="${objectLink(visit, 'images', image)}">${image.name || image.id}</a>${image.architecture === null ? NOTHING : html` <span class="small">${image.architecture}</span>`}`,
    );
  const rest = images.length - MOST;
  return html`<span class="sign good"><span aria-hidden="true">✓</span> ${links}${rest > 0 ? html`<br><span class="small">+ ${visit.format.number(rest)}</span>` : NOTHING}</span>`;
}

// SPDX-License-Identifier: Apache-2.0
// Flavors by what they mean, as a matrix: which cloud offers which, and where the same name has other figures.

import type { CloudReport } from '../../../../scs/sources/fan-out.ts';
import type { GroupItem } from '../../../../scs/standards/flavors.ts';
import { parseFlavorName } from '../../../../standards/scs-0100/flavor-name.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { type Page, view } from '../page.ts';
import { cloudStrip, failures } from '../parts/cloud-strip.ts';
import { comparing, option, whenKnown } from '../parts/comparing.ts';
import { nameOf, objectLink } from '../parts/fields.ts';
import { inOrder } from '../parts/in-order.ts';
import { declared, sign } from '../parts/signs.ts';
import { table } from '../parts/table.ts';
import { onClouds, snippetsOf } from '../snippets.ts';
import type { Visit } from '../visit.ts';

interface Groups {
  readonly items: readonly GroupItem[];
  readonly clouds: readonly CloudReport[];
}

/** The word of the navigation: it leads to the first comparison. */
export const compare: Page = {
  path: '/compare',
  nav: 'compare',
  get: () => ({ kind: 'redirect', to: '/portal/compare/flavors' }),
};

export const compareFlavors: Page = {
  path: '/compare/flavors',
  get: (visit) =>
    view(visit.t.compare.tab.flavors, body(visit), {
      snippets: snippetsOf(visit, 'listFlavorGroups', { openstack: onClouds(visit.clouds, 'flavor list') }),
    }),
};

async function* body(visit: Visit): AsyncGenerator<Html> {
  const { t, query } = visit;
  yield html`${comparing(visit, 'flavors')}
<form class="filters" method="get" data-apply><label>${t.resources.name}<input name="name" value="${query.get('name')}" placeholder="SCS-2V" maxlength="255"></label><label>${t.compare.offered}<select name="offered">${[
    option('', t.compare.anywhere, query.get('offered')),
    option('everywhere', t.compare.everywhere, query.get('offered')),
    option('partly', t.compare.partly, query.get('offered')),
    option('differing', t.compare.differing, query.get('offered')),
  ]}</select></label><button>${t.resources.apply}</button></form>`;
  yield* whenKnown(visit.ask<Groups>('listFlavorGroups'), (come) => state(visit, come));
}

function state(visit: Visit, come: Groups | undefined): Html {
  const { t, format } = visit;
  const reports = come?.clouds ?? [];
  const answered = reports.filter(({ status }) => status === 'ok' || status === 'stale').map(({ cloud }) => cloud);
  const items = (come?.items ?? [])
    .filter((one) => isWanted(visit, one, answered))
    .toSorted((a, b) => inOrder(a.name, b.name));
  const rows = items.map((item) => [
    html`<code>${item.name}</code>${meaning(visit, item)}${differences(visit, item)}`,
    ...visit.clouds.map(({ id }) => offered(visit, item, id, answered)),
  ]);
  return html`${cloudStrip(visit, reports, come !== undefined)}
${
  rows.length === 0
    ? html`<p class="notice">${come === undefined ? t.resources.nothingYet : t.resources.nothing}</p>`
    : table({
        id: 'flavors',
        caption: t.compare.tab.flavors,
        className: 'matrix coloured',
        head: [t.compare.flavor, ...visit.clouds.map(({ name }) => name)],
        rows,
      })
}
<p class="small">${t.resources.showing(format.number(rows.length))}</p>
${failures(visit, reports)}`;
}

function isWanted(
  { query }: Visit,
  { name, offers, clouds, differences }: GroupItem,
  answered: readonly string[],
): boolean {
  const part = query.get('name')?.trim().toLowerCase() ?? '';
  if (![name, ...offers.map((one) => one.name)].some((one) => one.toLowerCase().includes(part))) return false;
  const everywhere = answered.every((id) => clouds.includes(id));
  const offered = query.get('offered');
  if (offered === 'everywhere') return everywhere;
  if (offered === 'partly') return !everywhere;
  return offered !== 'differing' || differences.length > 0;
}

/** What the standard says that the name means. */
function meaning({ t, format }: Visit, { name, scs }: GroupItem): Html {
  const read = scs ? parseFlavorName(name) : undefined;
  if (read === undefined || !('canonical' in read)) return NOTHING;
  const { cpus, cpuTypeKey, ramGiB, disk } = read.parsed;
  const parts = [
    `${format.number(cpus)} vCPU (${t.compare.cpu[cpuTypeKey]})`,
    `${format.number(ramGiB)} GiB RAM`,
    disk === null
      ? t.compare.noDisk
      : `${disk.sizeGB === null ? '' : `${format.number(disk.count * disk.sizeGB)} GB `}${disk.typeKey === null ? t.compare.disk : t.compare.diskType[disk.typeKey]}`,
  ];
  return html`<div class="small">${parts.join(' · ')}</div>`;
}

function differences(visit: Visit, { differences }: GroupItem): Html {
  const { t, format, cloudName } = visit;
  return html`${differences.map(
    ({ figure, values }) =>
      html`<div class="small">${sign('warn', `${nameOf(visit, figure)} ${t.compare.differ}: ${values.map(({ value, clouds }) => `${format.number(value)} (${clouds.map(cloudName).join(', ')})`).join(', ')}`)}</div>`,
  )}`;
}

function offered(visit: Visit, { offers }: GroupItem, cloud: string, answered: readonly string[]): Html {
  const here = offers.filter((one) => one.cloud === cloud);
  if (here.length === 0) return declared(visit, answered.includes(cloud) ? false : undefined);
  const links = here.map((one, index) => {
    const where = one.region === one.cloud ? NOTHING : html` <span class="small">${one.region}</span>`;
    return html`${index === 0 ? '' : ', '}<a href="${objectLink(visit, 'flavors', one)}">${one.name}</a>${where}`;
  });
  return html`<span class="sign good"><span aria-hidden="true">✓</span> ${links}</span>`;
}

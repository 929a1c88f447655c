// SPDX-License-Identifier: Apache-2.0
// Quotas and their use over all clouds: for each resource bars by one measure beside the figures.
import type { ItemOf } from '../../../../model/scs/resource.ts';
import type { quotas } from '../../../../model/scs/resources/quotas.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { type Page, view } from '../page.ts';
import { type Bar, bar, fullness, measureOf } from '../parts/bars.ts';
import { cloudStrip, failures } from '../parts/cloud-strip.ts';
import { comparing } from '../parts/comparing.ts';
import { objectLink } from '../parts/fields.ts';
import { type Listed, listing } from '../parts/listing.ts';
import { sign } from '../parts/signs.ts';
import { onClouds, snippetsOf } from '../snippets.ts';
import type { Visit } from '../visit.ts';

type Quota = ItemOf<typeof quotas>;
type Limit = Quota['limits'][number];

/** What people run into first, in this order; all others follow in a table. */
const FIRST = ['servers', 'vcpus', 'ram', 'volumes', 'volume-storage', 'floating-ips', 'networks', 'security-groups'];
const EVERY_S = 60;
const QUERY = { limit: '1000' } as const;

export const compareQuotas: Page = {
  path: '/compare/quotas',
  get: (visit) =>
    view(visit.t.compare.tab.quotas, body(visit), {
      snippets: snippetsOf(visit, 'listQuotas', { openstack: onClouds(visit.clouds, 'quota show --usage') }),
    }),
};

async function* body(visit: Visit): AsyncGenerator<Html> {
  yield comparing(visit, 'quotas');
  yield* listing<Quota>(
    visit,
    { id: 'compared', every: EVERY_S, operation: 'listQuotas', query: QUERY },
    (come, ended) => state(visit, come, ended),
  );
}

interface Row extends Bar {
  readonly label: string;
  readonly quota: Quota;
  readonly limited: Limit;
}

function state(visit: Visit, come: Listed<Quota> | undefined, ended: boolean): Html {
  const { t, format } = visit;
  const rows = (come?.items ?? []).flatMap((quota) =>
    quota.limits.flatMap((limited): Row[] =>
      limited.used === null
        ? []
        : [
            {
              quota,
              limited,
              label: labelOf(visit, quota),
              used: limited.used + (limited.reserved ?? 0),
              limit: limited.limit,
            },
          ],
    ),
  );
  const groups = Map.groupBy(rows, ({ limited }) => limited.resource);
  const of = (names: readonly string[]): Html[] => names.map((name) => section(visit, name, groups.get(name) ?? []));
  const first = of(FIRST.filter((name) => groups.has(name)));
  const others = of([...groups.keys()].filter((name) => !FIRST.includes(name)).toSorted());
  return html`${cloudStrip(visit, come?.clouds ?? [], ended, EVERY_S)}
${rows.length === 0 ? html`<p class="notice">${ended ? t.compare.noQuotas : t.resources.nothingYet}</p>` : html`<div class="quotas">${first}</div>`}
${others.length === 0 ? NOTHING : html`<details id="other-quotas"><summary>${t.compare.others(format.number(others.length))}</summary><div class="quotas">${others}</div></details>`}
${come?.next === undefined ? NOTHING : html`<p class="notice warn">${t.compare.more}</p>`}
${failures(visit, come?.clouds ?? [])}`;
}

const labelOf = (visit: Visit, { cloud, region, name }: Quota): string =>
  [visit.cloudName(cloud), ...(region === cloud ? [] : [region]), name].join(' · ');

function section(visit: Visit, resource: string, rows: readonly Row[]): Html {
  const { t, format } = visit;
  const title = (t.compare.quota as Readonly<Record<string, string>>)[resource] ?? resource;
  const unit = rows[0]?.limited.unit ?? 'count';
  const heading = unit === 'count' ? title : `${title} (${unit})`;
  const id = `quota-${resource.replace(/[^\w-]/g, '-')}`;
  const measure = measureOf(rows);
  const lines = rows.map((row) => {
    const { limited, quota, limit } = row;
    const full = fullness(row);
    return html`<tr><th scope="row"><a href="${objectLink(visit, 'quotas', quota)}">${row.label}</a>${bar(row, measure)}</th><td class="number">${format.number(limited.used ?? 0)}${limited.reserved ? html` <span class="small">+ ${format.number(limited.reserved)}</span>` : NOTHING}</td><td class="number">${limit === null ? t.compare.unlimited : format.number(limit)}</td><td class="number">${limit === null || limit === 0 ? '–' : full === 'good' ? format.percent(row.used / limit) : sign(full, format.percent(row.used / limit))}</td></tr>`;
  });
  return html`<section class="card" id="${id}"><h2 id="${id}-title">${heading}</h2><div class="scroll" id="${id}-rows" role="region" aria-labelledby="${id}-title" tabindex="0"><table><thead><tr><th scope="col">${t.compare.place}</th><th scope="col" class="number">${t.compare.used}</th><th scope="col" class="number">${t.compare.limit}</th><th scope="col" class="number">${t.compare.share}</th></tr></thead><tbody>${lines}</tbody></table></div></section>`;
}

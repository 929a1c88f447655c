// SPDX-License-Identifier: Apache-2.0
// How far each cloud holds to each standard, as far as reading tells: a matrix with the reasons in its cells.
import { toGatewayError } from '../../../../model/errors.ts';
import type { Conformance } from '../../../../scs/standards/conformance.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { type Page, view } from '../page.ts';
import { asOf } from '../parts/cloud-strip.ts';
import { comparing } from '../parts/comparing.ts';
import { fill, settling } from '../parts/fill.ts';
import { inOrder } from '../parts/in-order.ts';
import { sign, type Tone } from '../parts/signs.ts';
import { table } from '../parts/table.ts';
import { onClouds, snippetsOf } from '../snippets.ts';
import type { Visit } from '../visit.ts';

type Judged = Omit<Conformance['regions'][number], 'region'>;
type Check = Judged['checks'][number];
/** A recommendation that is not met is no breach. */
type Result = Check['result'] | 'advised';

/** One column: a region of a cloud, or a cluster of it. Without a judgement: asked, or failed. */
interface Column {
  readonly id: string;
  readonly title: string;
  readonly judged?: Judged;
  readonly error?: string;
}

const SIGNS: Readonly<Record<Result, Tone>> = { pass: 'good', fail: 'bad', advised: 'warn', unknown: 'idle' };
/** The first that occurs says how the whole is. */
const WORST = ['fail', 'unknown', 'advised', 'pass'] as const;

const resultOf = ({ result, level }: Check): Result =>
  result === 'fail' && level !== 'mandatory' ? 'advised' : result;

export const compareConformance: Page = {
  path: '/compare/conformance',
  get: (visit) =>
    view(visit.t.compare.tab.conformance, body(visit), {
      snippets: snippetsOf(visit, 'getConformance', {
        ...(visit.clouds[0] && { parameters: { cloud: visit.clouds[0].id } }),
        // No command judges; these show what most of the checks read.
        openstack: onClouds(visit.clouds, 'flavor list --long', 'image list --public --long', 'volume type list'),
      }),
    }),
};

async function* body(visit: Visit): AsyncGenerator<Html> {
  yield comparing(visit, 'conformance');
  const asked = settling(
    visit.clouds,
    async ({ id }) => (await visit.ask<Conformance>('getConformance', { parameters: { cloud: id } })).body,
  );
  yield* fill({ id: 'compared' }, asked.whole, asked.onMore, () => {
    const regions: Column[] = [];
    const clusters: Column[] = [];
    for (const cloud of visit.clouds) {
      const came = asked.settled.get(cloud);
      const { id, name } = cloud;
      if (came === undefined) regions.push({ id, title: name });
      else if ('error' in came) regions.push({ id, title: name, error: toGatewayError(came.error).message });
      else {
        const { value } = came;
        for (const { region, ...judged } of value.regions)
          regions.push({ id: region, title: region === id ? name : `${name} · ${region}`, judged });
        for (const { cluster, ...judged } of value.clusters)
          clusters.push({ id: cluster, title: `${name} · ${cluster}`, judged });
      }
    }
    return html`${asOf(visit)}${part(visit, 'IaaS', regions)}${clusters.length === 0 ? NOTHING : part(visit, 'KaaS', clusters)}`;
  });
}

function part(visit: Visit, scope: 'IaaS' | 'KaaS', columns: readonly Column[]): Html {
  const { compare } = visit.t;
  const standards = [...new Set(columns.flatMap(({ judged }) => judged?.checks.map(({ standard }) => standard) ?? []))];
  const rows = standards.toSorted(inOrder).map((standard) => [
    html`<code>${standard}</code>`,
    ...columns.map((column) => {
      const checks = column.judged?.checks.filter((check) => check.standard === standard);
      return checks === undefined
        ? waiting(visit, column)
        : judgement(visit, `${scope}-${standard}-${column.id}`, checks);
    }),
  ]);
  const scopes = [
    html`<strong>${compare.whole(scope)}</strong>`,
    ...columns.map((column) => {
      if (column.judged === undefined) return waiting(visit, column);
      return column.judged.summary.map(
        ({ version, result, pass, fail, unknown }) =>
          html`<div>${sign(SIGNS[result], compare.result[result])} <span class="small">${version}: ${compare.counts(pass, fail, unknown)}</span></div>`,
      );
    }),
  ];
  return html`<section><h2>${compare.scope[scope]}</h2>${table({
    id: `conformance-${scope}`,
    caption: compare.scope[scope],
    className: 'matrix coloured reasons',
    head: [compare.standard, ...columns.map(({ title }) => title)],
    rows: [scopes, ...rows],
  })}</section>`;
}

const waiting = ({ t }: Visit, { error }: Column): Html =>
  error === undefined
    ? sign('busy', t.frame.asking)
    : html`${sign('idle', t.compare.result.unknown)}<div class="small" lang="en">${error}</div>`;

/** The worst result and the first reason for it; all others below, to be opened. */
function judgement({ t, format }: Visit, id: string, checks: readonly Check[]): Html {
  const { compare } = t;
  const sorted = checks.toSorted((a, b) => WORST.indexOf(resultOf(a)) - WORST.indexOf(resultOf(b)));
  const [first] = sorted;
  if (first === undefined) return html`–`;
  const result = resultOf(first);
  const lines = sorted.map((check) => {
    const own = resultOf(check);
    return html`<li>${sign(SIGNS[own], compare.result[own])} <span lang="en">${check.title}</span> <span class="small">(${compare.level[check.level]})</span><div class="small" lang="en">${check.detail}</div></li>`;
  });
  return html`${sign(SIGNS[result], compare.result[result])}<div class="small reason" lang="en">${first.detail}</div><details class="small" id="${id.replace(/[^\w-]/g, '-')}"><summary>${compare.checks(format.number(checks.length))}</summary><ul class="plain">${lines}</ul></details>`;
}

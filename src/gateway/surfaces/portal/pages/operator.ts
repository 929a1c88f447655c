// SPDX-License-Identifier: Apache-2.0
// For operators of the gateway: how this process of it is, member by member, and the configuration that it works by.
import { type Html, html, NOTHING, type Part } from '../html.ts';
import type { OperatorView } from '../operator-view.ts';
import { type Page, view } from '../page.ts';
import { sign } from '../parts/signs.ts';
import { table } from '../parts/table.ts';
import { inWords, wordFor } from '../parts/words.ts';
import { type Snippets, shellWord } from '../snippets.ts';
import type { Visit } from '../visit.ts';

const EVERY_S = 15;

export const operator: Page = {
  path: '/operator',
  nav: 'operator',
  operator: true,
  async get(visit) {
    const { t } = visit;
    const seen = await visit.operator?.();
    if (seen === undefined) return { kind: 'redirect', to: '/portal/clouds' };
    return view(
      t.operator.title,
      html`<div class="title"><h1>${t.operator.title}</h1><p class="lead">${t.operator.lead}</p></div>
<div id="operator" data-refresh="${EVERY_S}">${state(visit, seen)}</div>
<details class="fold" id="configuration"><summary>${t.operator.configuration}</summary><p class="small">${t.operator.configurationHint}</p><pre tabindex="0"><code>${seen.configuration}</code></pre></details>`,
      { snippets: snippets(seen) },
    );
  },
};

/** Of the operations listener, which has what stands here. */
function snippets({ operationsUrl }: OperatorView): Snippets {
  const url = `${operationsUrl}/readyz`;
  return {
    curl: `curl ${shellWord(url)}\ncurl ${shellWord(`${operationsUrl}/metrics`)}`,
    openstack: 'openstack versions show',
    typescript: `const readiness = await (await fetch(${JSON.stringify(url)})).json();`,
  };
}

function state(visit: Visit, { readiness, keys, failures, limits }: OperatorView): Html {
  const { t, format, now } = visit;
  const verdict = readiness.ready ? sign('good', t.operator.ready) : sign('bad', t.operator.notReady);
  return html`<p class="asof">${verdict} · ${t.frame.asked} ${format.clock(now)} UTC · ${t.frame.every(EVERY_S)}</p>
${section(
  t.operator.members,
  'members',
  [t.clouds.cloud, t.resources.status, t.operator.detail],
  Object.entries(readiness.members).map(([id, part]) => [
    visit.cloudName(id),
    health(visit, part),
    detailOf(visit, part.detail),
  ]),
  t.frame.none,
)}
${section(
  t.operator.parts,
  'parts',
  [t.operator.part, t.resources.status, t.operator.detail],
  Object.entries(readiness.parts).map(([name, part]) => [
    html`<code>${name}</code>`,
    health(visit, part),
    detailOf(visit, part.detail),
  ]),
  t.frame.none,
)}
${section(
  t.operator.failures,
  'failures',
  [t.clouds.time, t.clouds.cloud, t.operator.strategy, t.operator.reason, t.operator.detail],
  failures.map((one) => [
    format.ago(one.at),
    visit.cloudName(one.cloud),
    html`<code>${one.strategy}</code>`,
    html`<code>${one.reason}</code>`,
    detailOf(visit, one.detail),
  ]),
  t.operator.noFailures,
)}
${section(
  t.operator.limits,
  'limits',
  [t.operator.limit, t.operator.surface, t.operator.times],
  limits
    .toSorted((a, b) => b.times - a.times)
    .map(({ limit, surface, times }) => [html`<code>${limit}</code>`, surface, format.number(times)]),
  t.operator.noLimits,
)}
${section(
  t.operator.keys,
  'keys',
  [t.operator.key, t.operator.use, t.operator.made],
  keys.map(({ kid, use, created, current }) => [
    html`<code>${kid}</code>`,
    html`${t.operator.uses[use]}${current ? html` ${sign('good', t.operator.current)}` : NOTHING}`,
    format.ago(created),
  ]),
  t.frame.none,
)}`;
}

const health = ({ t }: Visit, { ok, needed }: { readonly ok: boolean; readonly needed?: boolean }): Html =>
  ok ? sign('good', t.operator.well) : sign(needed === false ? 'warn' : 'bad', t.operator.unwell);

/** Sentences are the program's own, as in its log. */
const detailOf = (visit: Visit, detail: string): Part =>
  detail === ''
    ? '–'
    : wordFor(visit, 'detail', detail)
      ? inWords(visit, 'detail', detail)
      : html`<span lang="en">${detail}</span>`;

type Rows = Parameters<typeof table>[0]['rows'];

const section = (title: string, id: string, head: readonly string[], rows: Rows, none: string): Html =>
  html`<section><h2>${title}</h2>${rows.length === 0 ? html`<p>${none}</p>` : table({ id: `operator-${id}`, caption: title, head, rows })}</section>`;

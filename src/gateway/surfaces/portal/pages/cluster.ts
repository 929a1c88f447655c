// SPDX-License-Identifier: Apache-2.0
// One cluster: what a workload finds there, its nodes, namespaces and workloads as far as it shows them, and how to use it.
import { toGatewayError } from '../../../../model/errors.ts';
import { pascal } from '../../../../scs/names.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { type Page, view } from '../page.ts';
import { asOf } from '../parts/cloud-strip.ts';
import { cell, nameOf, objectLink, statusSign } from '../parts/fields.ts';
import { fill, settling } from '../parts/fill.ts';
import type { Listed } from '../parts/listing.ts';
import { declared } from '../parts/signs.ts';
import { table } from '../parts/table.ts';
import { inWords } from '../parts/words.ts';
import { codeBlock, shellWord, snippetsOf } from '../snippets.ts';
import type { Visit } from '../visit.ts';
import { type ClusterItem, kubeconfigLink, nodesOf, supportOf } from './clusters.ts';

const EVERY_S = 30;
/** Rows of each; the page of the kind has all of them. */
const MOST = '50';

const PARTS = {
  nodes: ['status', 'roles', 'version', 'zone', 'instanceType', 'architecture'],
  namespaces: ['status', 'createdAt'],
  workloads: ['status', 'namespace', 'kind', 'replicas', 'containerImages'],
} as const;
type Part = keyof typeof PARTS;
const NAMES = Object.keys(PARTS) as Part[];

export const cluster: Page = {
  path: '/clusters/:cloud/:id',
  async get(visit) {
    const { cloud = '', id = '' } = visit.params;
    const { body: item } = await visit.ask<ClusterItem>('getCluster', { parameters: { cloud, id } });
    return view(`${item.name || item.id} · ${visit.t.clusters.title}`, body(visit, item), {
      snippets: snippetsOf(visit, 'getCluster', {
        parameters: { cloud, id },
        kubectl: `kubectl --context ${shellWord(item.id)} get namespaces,nodes`,
      }),
    });
  },
};

async function* body(visit: Visit, item: ClusterItem): AsyncGenerator<Html> {
  const { t } = visit;
  yield html`<div class="title"><p class="small"><a href="${visit.link('/clusters')}">${t.clusters.back}</a></p><h1>${item.name || item.id}</h1><p class="lead">${visit.cloudName(item.cloud)} · ${statusSign(visit, item.status)}</p></div>
${facts(visit, item)}
<section><h2>${t.clusters.use}</h2>${kubeconfigLink(visit)}${codeBlock('kubectl', `export KUBECONFIG=~/Downloads/kubeconfig\nkubectl --context ${shellWord(item.id)} get pods`, t)}</section>`;
  const query = { cloud: item.cloud, cluster: item.id, limit: MOST };
  const asked = settling(NAMES, async (part) => (await visit.ask<Listed>(`list${pascal(part)}`, { query })).body);
  yield* fill(
    { id: 'inside', every: EVERY_S },
    asked.whole,
    asked.onMore,
    () =>
      html`${asOf(visit, EVERY_S)}${NAMES.map((part) => {
        const came = asked.settled.get(part);
        const shown =
          came === undefined ? undefined : 'value' in came ? came.value : toGatewayError(came.error).message;
        return section(visit, item, part, shown);
      })}`,
  );
}

function facts(visit: Visit, item: ClusterItem): Html {
  const { t } = visit;
  const storage = item.storageClasses?.map(
    (one) =>
      html`<li><code>${one.name}</code> <span class="small">${one.provisioner}${one.default ? html` · ${t.clusters.standard}` : NOTHING}</span></li>`,
  );
  const rows: readonly (readonly [string, Html | string])[] = [
    [t.clusters.version, html`${item.version ?? '–'} <span class="small">${supportOf(visit, item)}</span>`],
    [t.clusters.nodes, nodesOf(visit, item)],
    [t.clusters.zones, item.zones?.join(', ') || '–'],
    [t.clusters.platform, item.platform ?? '–'],
    [t.clusters.network, html`${inWords(visit, 'cni', item.cni)}`],
    [t.clusters.policies, declared(visit, item.networkPolicy)],
    [t.clusters.storage, storage === undefined || storage.length === 0 ? '–' : html`<ul class="plain">${storage}</ul>`],
    [t.clusters.groups, item.apiGroups?.join(', ') || '–'],
    [t.clusters.url, item.url === null ? '–' : html`<code>${item.url}</code>`],
  ];
  return html`<section><h2 class="hidden">${t.resources.facts}</h2><dl class="facts">${rows.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl></section>`;
}

/** `come`: undefined as long as nothing is there, a text is why there will be nothing. */
function section(visit: Visit, { cloud, id }: ClusterItem, part: Part, come: Listed | string | undefined): Html {
  const { t } = visit;
  const title = t.resources.kind[part];
  return html`<section><h2>${title}</h2>${content()}</section>`;

  function content(): Html {
    if (come === undefined) return html`<p class="notice">${t.frame.asking}</p>`;
    if (typeof come === 'string') return html`<p class="notice warn" lang="en">${come}</p>`;
    const refused = come.clouds.flatMap(({ error }) => (error === undefined ? [] : [error.detail]));
    if (refused.length > 0)
      return html`<div class="notice warn"><p>${t.clusters.hidden}</p><p class="small" lang="en">${refused.join(' ')}</p></div>`;
    if (come.items.length === 0) return html`<p class="notice">${t.resources.nothing}</p>`;
    const rows = come.items.map((item) => [
      html`<a href="${objectLink(visit, part, item)}">${item.name || item.id}</a>`,
      ...PARTS[part].map((field) => cell(visit, item, field)),
    ]);
    const head = [t.resources.name, ...PARTS[part].map((field) => nameOf(visit, field))];
    const all = visit.link(`/resources/${part}`, { cloud, cluster: id });
    return html`${table({ id: `of-${part}`, caption: title, head, rows })}<p class="small"><a href="${all}">${t.clusters.more}<span class="hidden">: ${title}</span></a></p>`;
  }
}

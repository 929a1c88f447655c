// SPDX-License-Identifier: Apache-2.0
// Every Kubernetes cluster of every cloud as it is right now, and the file by which kubectl reaches all of them.
import type { ItemOf } from '../../../../model/scs/resource.ts';
import type { clusters as definition } from '../../../../model/scs/resources/clusters.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { type Page, view } from '../page.ts';
import { cloudStrip, failures } from '../parts/cloud-strip.ts';
import { statusSign } from '../parts/fields.ts';
import { type Listed, listing } from '../parts/listing.ts';
import { declared, sign } from '../parts/signs.ts';
import { snippetsOf } from '../snippets.ts';
import type { Visit } from '../visit.ts';

export type ClusterItem = ItemOf<typeof definition>;

const EVERY_S = 30;
const QUERY = { limit: '1000' } as const;

export const clusters: Page = {
  path: '/clusters',
  nav: 'clusters',
  get: (visit) =>
    view(visit.t.clusters.title, body(visit), {
      snippets: snippetsOf(visit, 'listClusters', { kubectl: 'kubectl config get-contexts' }),
    }),
};

async function* body(visit: Visit): AsyncGenerator<Html> {
  const { t } = visit;
  yield html`<div class="title"><h1>${t.clusters.title}</h1><p class="lead">${t.clusters.lead}</p></div>
${kubeconfigLink(visit)}`;
  yield* listing<ClusterItem>(
    visit,
    { id: 'clusters', every: EVERY_S, operation: 'listClusters', query: QUERY },
    (come, ended) => state(visit, come, ended),
  );
}

export const kubeconfigLink = ({ t, link }: Visit): Html =>
  html`<section class="actions"><a class="button strong" href="${link('/me/kubeconfig')}">${t.clusters.kubeconfig}</a><p class="small lead">${t.clusters.kubeconfigHint}</p></section>`;

function state(visit: Visit, come: Listed<ClusterItem> | undefined, ended: boolean): Html {
  const { t } = visit;
  const items = come?.items ?? [];
  return html`${cloudStrip(visit, come?.clouds ?? [], ended, EVERY_S)}
${
  items.length === 0
    ? html`<p class="notice">${ended ? t.clusters.none : t.resources.nothingYet}</p>`
    : html`<ul class="cards">${items.map((one) => card(visit, one))}</ul>`
}
${come?.next === undefined ? NOTHING : html`<p class="notice warn">${t.compare.more}</p>`}
${failures(visit, come?.clouds ?? [])}`;
}

const clusterLink = (visit: Visit, { cloud, id }: Pick<ClusterItem, 'cloud' | 'id'>): string =>
  visit.link(`/clusters/${encodeURIComponent(cloud)}/${encodeURIComponent(id)}`);

function card(visit: Visit, cluster: ClusterItem): Html {
  const { t } = visit;
  const { id, name, cloud, status, zones, networkPolicy } = cluster;
  const figures: readonly (readonly [string, Html | string])[] = [
    [t.clusters.version, cluster.version ?? '–'],
    [t.clusters.nodes, nodesOf(visit, cluster)],
    [t.clusters.zones, zones === null ? '–' : zones.join(', ') || '–'],
    [t.clusters.policies, declared(visit, networkPolicy)],
  ];
  return html`<li class="card"><header><h2><a href="${clusterLink(visit, cluster)}">${name || id}</a></h2>${statusSign(visit, status)}</header><p class="id"><code>${id}</code> · ${visit.cloudName(cloud)}</p>
<dl class="figures">${figures.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
<p class="note">${supportOf(visit, cluster)}</p></li>`;
}

export function nodesOf({ t, format }: Visit, { nodes }: ClusterItem): string {
  if (nodes === null) return '–';
  const total = format.number(nodes.total);
  return nodes.ready === null ? total : t.clusters.ready(format.number(nodes.ready), total);
}

/** Whether upstream still cares for the version. */
export function supportOf({ t, format }: Visit, { endOfLife, supported }: ClusterItem): Html {
  if (endOfLife === null) return NOTHING;
  return supported === false
    ? html`${sign('warn', t.clusters.unsupported)} ${format.date(endOfLife)}`
    : html`${t.clusters.supported} ${format.date(endOfLife)}`;
}

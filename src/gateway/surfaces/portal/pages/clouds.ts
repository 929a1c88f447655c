// SPDX-License-Identifier: Apache-2.0
// Every cloud as it is right now: health, latency, circuit, certificates, services with their versions, and what each offers.
import { toGatewayError } from '../../../../model/errors.ts';
import { CAPABILITIES, type CloudItem } from '../../../../scs/clouds/cloud-schema.ts';
import { type Html, html, NOTHING, safeUrl } from '../html.ts';
import { type Page, view } from '../page.ts';
import { fill, settling } from '../parts/fill.ts';
import { declared, sign, type Tone } from '../parts/signs.ts';
import { sparkline } from '../parts/sparkline.ts';
import { table } from '../parts/table.ts';
import { titled } from '../parts/words.ts';
import { snippetsOf } from '../snippets.ts';
import type { Visit } from '../visit.ts';

const EVERY_S = 15;

export const clouds: Page = {
  path: '/clouds',
  nav: 'clouds',
  get: (visit) =>
    view(visit.t.clouds.title, body(visit), {
      snippets: snippetsOf(visit, 'listClouds', { openstack: 'openstack catalog list' }),
    }),
};

/** Undefined: it has not answered yet. */
interface Seen {
  readonly id: string;
  readonly name: string;
  readonly item?: CloudItem;
  readonly error?: string;
}

async function* body(visit: Visit): AsyncGenerator<Html> {
  const { t } = visit;
  yield html`<div class="title"><h1>${t.clouds.title}</h1><p class="lead">${t.clouds.lead}</p></div>`;
  if (visit.clouds.length === 0) {
    yield html`<p class="notice">${t.clouds.noClouds}</p>`;
    return;
  }
  const asked = settling(visit.clouds, async ({ id }) => {
    const { body } = await visit.ask<CloudItem>('getCloud', { parameters: { cloud: id } });
    return body;
  });
  yield* fill({ id: 'clouds', every: EVERY_S }, asked.whole, asked.onMore, () => {
    const seen = visit.clouds.map((cloud): Seen => {
      const came = asked.settled.get(cloud);
      if (came === undefined) return cloud;
      return 'value' in came ? { ...cloud, item: came.value } : { ...cloud, error: toGatewayError(came.error).message };
    });
    return state(visit, seen);
  });
}

function state(visit: Visit, seen: readonly Seen[]): Html {
  const { t, format } = visit;
  const done = seen.filter(({ item, error }) => item !== undefined || error !== undefined).length;
  return html`<p class="asof"><span>${t.frame.asked} <time datetime="${new Date(visit.now).toISOString()}">${format.clock(visit.now)} UTC</time></span> · <span>${t.clouds.answered(done, seen.length)}</span> · <span>${t.frame.every(EVERY_S)}</span></p>
<ul class="cards">${seen.map((one) => card(visit, one))}</ul>
${matrix(visit, seen)}
${services(visit, seen)}
${certificates(visit, seen)}`;
}

const TONES: Readonly<Record<CloudItem['status'], Tone>> = {
  up: 'good',
  degraded: 'warn',
  down: 'bad',
  unknown: 'idle',
};

function card(visit: Visit, { id, name, item, error }: Seen): Html {
  const { t, format } = visit;
  const status =
    item !== undefined
      ? sign(TONES[item.status], titled(item.status, t.clouds.status[item.status]))
      : error !== undefined
        ? sign('bad', t.clouds.status.failed)
        : sign('busy', t.clouds.status.asking);
  const figures: readonly (readonly [string, Html | string])[] = [
    [t.clouds.latency, item?.latencyMs == null ? '–' : html`${format.number(item.latencyMs)} ${t.clouds.ms}`],
    [t.clouds.circuitLabel, item === undefined ? '–' : circuitOf(visit, item)],
    [t.clouds.projects, item?.projects == null ? '–' : format.number(item.projects)],
    [t.clouds.clusters, item === undefined ? '–' : format.number(item.clusters.length)],
  ];
  return html`<li class="card"><header><h2>${name}</h2>${status}</header><p class="id"><code>${id}</code>${item === undefined ? NOTHING : html` · ${item.kinds.join(' + ')}`}</p>
<dl class="figures">${figures.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
${sparkline(visit, name, id)}
${note(visit, item, error)}</li>`;
}

/** The worst of its services. */
function circuitOf({ t }: Visit, { regions, clusters, api }: CloudItem): Html {
  const all = [
    ...regions.flatMap(({ services }) => services?.map(({ circuit }) => circuit) ?? []),
    ...clusters.map(({ circuit }) => circuit),
    ...(api === undefined ? [] : [api.circuit]),
  ];
  const worst = (['open', 'half-open'] as const).find((one) => all.includes(one)) ?? 'closed';
  return titled(worst, t.clouds.circuit[worst]);
}

function note(visit: Visit, item: CloudItem | undefined, error: string | undefined): Html {
  const { t } = visit;
  if (error !== undefined) return html`<p class="note" lang="en">${error}</p>`;
  if (item === undefined) return html`<p class="note">${t.frame.asking}</p>`;
  const { maintenance, access, lastSeenAt } = item;
  const parts = [
    ...(maintenance === null
      ? []
      : [
          maintenance.endsAt === null
            ? t.clouds.maintenanceOpen
            : t.clouds.maintenance(visit.format.exact(maintenance.endsAt)),
        ]),
    ...(item.error === null ? [] : [html`<span lang="en">${item.error.detail}</span>`]),
    ...(access === null ? [] : [access ? t.clouds.access : t.clouds.noAccess]),
    ...(item.status === 'up' ? [] : [html`${t.clouds.seen}: ${visit.format.ago(lastSeenAt) ?? '–'}`]),
  ];
  return html`<p class="note">${parts.map((part, index) => html`${index === 0 ? '' : ' · '}${part}`)}</p>`;
}

function matrix(visit: Visit, seen: readonly Seen[]): Html {
  const { t } = visit;
  return html`<section><h2>${t.clouds.capabilities}</h2>${table({
    id: 'capabilities',
    caption: t.clouds.capabilities,
    className: 'matrix',
    head: [t.clouds.capability, ...seen.map(({ name }) => name)],
    rows: CAPABILITIES.map((capability) => [
      html`<code>${capability}</code>`,
      ...seen.map(({ item }) => (item === undefined ? '…' : declared(visit, item.capabilities[capability]))),
    ]),
  })}</section>`;
}

function services(visit: Visit, seen: readonly Seen[]): Html {
  const { t } = visit;
  const parts = seen.map(({ id, name, item }) => {
    const rows = (item?.regions ?? []).flatMap(({ id: region, services }) =>
      (services ?? []).map(({ type, name: own, versions, microversions, circuit }) => [
        html`<code>${type}</code>`,
        own,
        html`<code>${region}</code>`,
        (versions ?? []).map((one) => one.id).join(', ') || '–',
        microversions === null ? '–' : `${microversions.min} – ${microversions.max}`,
        titled(circuit, t.clouds.circuit[circuit]),
      ]),
    );
    return html`<details class="fold" id="services-${id}"><summary>${name} <span class="count">${item === undefined ? '…' : rows.length}</span></summary>${
      rows.length === 0
        ? html`<p>${t.frame.none}</p>`
        : table({
            id: `services-${id}-table`,
            caption: `${t.clouds.servicesAndVersions}: ${name}`,
            head: [
              t.clouds.service,
              'Name',
              t.clouds.region,
              t.clouds.versions,
              t.clouds.microversions,
              t.clouds.circuitLabel,
            ],
            rows,
          })
    }</details>`;
  });
  return html`<section><h2>${t.clouds.servicesAndVersions}</h2>${parts}</section>`;
}

function certificates(visit: Visit, seen: readonly Seen[]): Html {
  const { t, format } = visit;
  const rows = seen.flatMap(({ name, item }) =>
    (item?.certificates ?? []).map(({ scope, version, validUntil, valid, url }) => {
      const to = safeUrl(url);
      const what = `${scope} ${version}`;
      return [
        name,
        to === undefined ? what : html`<a href="${to}" rel="noreferrer">${what}</a>`,
        valid ? format.date(validUntil) : html`${format.date(validUntil)} ${sign('bad', t.clouds.expired)}`,
      ];
    }),
  );
  return html`<section><h2>${t.clouds.certificates}</h2>${
    rows.length === 0
      ? html`<p>${t.clouds.noCertificates}</p>`
      : table({
          id: 'certificates',
          caption: t.clouds.certificates,
          head: [t.clouds.cloud, t.clouds.certificate, t.clouds.validUntil],
          rows,
        })
  }</section>`;
}

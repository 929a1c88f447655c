// SPDX-License-Identifier: Apache-2.0
// A list of wishes, and which clouds have all of them. The list stands in the address: it changes nothing, and can be sent on.
import { GatewayError } from '../../../../model/errors.ts';
import type { PortabilityQuestion, portability } from '../../../../scs/standards/portability.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { type Page, view } from '../page.ts';
import { asOf } from '../parts/cloud-strip.ts';
import { comparing, whenKnown } from '../parts/comparing.ts';
import { objectLink } from '../parts/fields.ts';
import { sign, type Tone } from '../parts/signs.ts';
import { table } from '../parts/table.ts';
import { onClouds, shellWord, snippetsOf } from '../snippets.ts';
import type { Visit } from '../visit.ts';

type Report = Awaited<ReturnType<typeof portability>>;
type Column = Report['clouds'][number];
type Item = Column['items'][number];

const ASPECTS = ['encrypted', 'replicated'] as const;
const TONES: Readonly<Record<Item['state'], Tone>> = { satisfied: 'good', missing: 'bad', unknown: 'idle' };

export const comparePortability: Page = {
  path: '/compare/portability',
  get(visit) {
    const wanted = wantedOf(visit.query);
    return view(visit.t.compare.tab.portability, body(visit, wanted), {
      snippets: snippetsOf(visit, 'checkPortability', {
        body: wanted ?? EXAMPLE,
        openstack: onClouds(visit.clouds, ...commandsFor(wanted ?? EXAMPLE)),
      }),
    });
  },
};

/** What a command asks for as long as nothing is wanted. */
const EXAMPLE: PortabilityQuestion = { flavors: ['SCS-2V-4'], images: [{ distro: 'ubuntu', version: '24.04' }] };

/** A person compares what they print. */
function commandsFor({ flavors = [], images = [], services = [], volumeAspects = [] }: PortabilityQuestion): string[] {
  return [
    ...flavors.map((one) => (typeof one === 'string' ? `flavor show ${shellWord(one)}` : 'flavor list --long')),
    ...images.map(({ distro, version }) => {
      const wanted = [`os_distro=${distro}`, ...(version === undefined ? [] : [`os_version=${version}`])];
      return `image list ${wanted.map((one) => `--property ${shellWord(one)}`).join(' ')}`;
    }),
    ...services.map((one) => `catalog show ${shellWord(one)}`),
    ...(volumeAspects.length > 0 ? ['volume type list --long'] : []),
  ];
}

/** Undefined: nothing is wanted yet. */
export function wantedOf(query: URLSearchParams): PortabilityQuestion | undefined {
  const lines = (name: string): string[] =>
    (query.get(name) ?? '')
      .split(/[\n,]/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
  const flavors = lines('flavors');
  const images = lines('images').map((line) => {
    const [distro = '', ...version] = line.split(/\s+/);
    return { distro: distro.toLowerCase(), ...(version.length > 0 && { version: version.join(' ') }) };
  });
  const services = lines('services');
  const volumeAspects = ASPECTS.filter((aspect) => query.getAll('aspect').includes(aspect));
  const wanted = {
    ...(flavors.length > 0 && { flavors }),
    ...(images.length > 0 && { images }),
    ...(services.length > 0 && { services }),
    ...(volumeAspects.length > 0 && { volumeAspects }),
  };
  return Object.keys(wanted).length === 0 ? undefined : wanted;
}

async function* body(visit: Visit, wanted: PortabilityQuestion | undefined): AsyncGenerator<Html> {
  const { t, query } = visit;
  const area = (name: string, label: string, hint: string): Html =>
    html`<label>${label}<textarea name="${name}" rows="3" maxlength="4000" placeholder="${hint}">${query.get(name)}</textarea></label>`;
  yield html`${comparing(visit, 'portability')}
<form class="wishes" method="get">${area('flavors', t.compare.wishFlavors, 'SCS-2V-4\nSCS-4V-16-50')}${area('images', t.compare.wishImages, 'ubuntu 24.04\ndebian 12')}${area('services', t.compare.wishServices, 'load-balancer\nobject-store')}<fieldset><legend>${t.compare.wishVolumes}</legend>${ASPECTS.map(
    (aspect) =>
      html`<label class="check"><input type="checkbox" name="aspect" value="${aspect}"${query.getAll('aspect').includes(aspect) ? html` checked` : NOTHING}>${t.compare.aspect[aspect]}</label>`,
  )}</fieldset><div class="actions"><button class="strong">${t.compare.look}</button></div></form>`;
  if (wanted === undefined) return;
  const asked = visit.ask<Report>('checkPortability', { body: wanted });
  try {
    yield* whenKnown(asked, (come) => state(visit, come));
  } catch (error) {
    // A wish that the API does not understand: its sentence says which, and the form stays.
    if (!(error instanceof GatewayError && error.code === 'badRequest')) throw error;
    yield html`<div class="notice bad" role="alert"><p lang="en">${error.message}</p></div></div>`;
  }
}

function state(visit: Visit, come: Report | undefined): Html {
  const { t } = visit;
  if (come === undefined) return html`<p class="notice">${t.resources.nothingYet}</p>`;
  const titles = come.clouds.map(({ cloud, region }) => {
    const name = visit.cloudName(cloud);
    return region === cloud ? name : `${name} · ${region}`;
  });
  const wishes = come.clouds[0]?.items ?? [];
  const rows = wishes.map((wish, index) => [
    html`<span class="small">${t.compare.wish[wish.kind]}</span><br><code>${wordsOf(wish.wanted)}</code>`,
    ...come.clouds.map((column) => cell(visit, column, column.items[index])),
  ]);
  const whole = [
    html`<strong>${t.compare.all}</strong>`,
    ...come.clouds.map(({ state }) => sign(TONES[state], t.compare.state[state])),
  ];
  const all = come.satisfying.map((id) => titles[come.clouds.findIndex(({ region }) => region === id)] ?? id);
  return html`${asOf(visit)}<p class="notice${all.length === 0 ? ' warn' : ''}">${all.length === 0 ? t.compare.nowhere : t.compare.where(all.join(', '))}</p>
${table({
  id: 'portability',
  caption: t.compare.tab.portability,
  className: 'matrix coloured reasons',
  head: [t.compare.wished, ...titles],
  rows: [whole, ...rows],
})}`;
}

/** `{ distro: 'ubuntu', version: '24.04' }` → `ubuntu 24.04`. */
const wordsOf = (wanted: Item['wanted']): string =>
  typeof wanted === 'string' ? wanted : Object.values(wanted ?? {}).join(' ');

function cell(visit: Visit, { cloud, error }: Column, item: Item | undefined): Html {
  if (item === undefined) return html`–`;
  const { compare } = visit.t;
  const link = (one: { readonly id?: string; readonly name: string }): Html => {
    const kind = ({ flavor: 'flavors', image: 'images', 'volume-type': 'volume-types' } as Record<string, string>)[
      item.kind
    ];
    return kind === undefined || one.id === undefined
      ? html`${one.name}`
      : html`<a href="${objectLink(visit, kind, { cloud, id: one.id })}">${one.name}</a>`;
  };
  return html`${sign(TONES[item.state], compare.state[item.state])}${item.chosen === null ? NOTHING : html`<div>${link(item.chosen)}</div>`}<div class="small reason" lang="en">${error?.detail ?? item.detail}</div>${item.nearest === undefined ? NOTHING : html`<div class="small">${compare.nearest}: ${link(item.nearest)}</div>`}`;
}

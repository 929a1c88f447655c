// SPDX-License-Identifier: Apache-2.0
// What came of each cloud that a page has asked, and how old it is: a word for each from the beginning, so that nothing moves when
// it answers, and the reason below where one has failed.
import type { CloudReport } from '../../../../scs/sources/fan-out.ts';
import { type Html, html, NOTHING } from '../html.ts';
import type { Visit } from '../visit.ts';
import { sign, type Tone } from './signs.ts';

const TONES: Readonly<Record<CloudReport['status'], Tone>> = {
  ok: 'good',
  stale: 'warn',
  error: 'bad',
  'not-offered': 'idle',
};

/** The clouds that the address asks for; none chosen means all. */
export function chosenClouds({ query, clouds }: Visit): Visit['clouds'] {
  const chosen = query.getAll('cloud').filter((id) => id !== '');
  return clouds.filter(({ id }) => chosen.length === 0 || chosen.includes(id));
}

/** When the page asked. What is older says so beside. `every`: seconds after which it asks anew. */
export const asOf = ({ t, format, now }: Visit, every?: number): Html =>
  html`<p class="asof"><span>${t.frame.asked} <time datetime="${new Date(now).toISOString()}">${format.clock(now)} UTC</time></span>${every === undefined ? NOTHING : html` · <span>${t.frame.every(every)}</span>`}</p>`;

export function cloudStrip(visit: Visit, reports: readonly CloudReport[], ended: boolean, every?: number): Html {
  const { t } = visit;
  const items = chosenClouds(visit).map(({ id, name }) => {
    const report = reports.find(({ cloud }) => cloud === id);
    if (report !== undefined) return html`<li>${told(visit, name, report)}</li>`;
    return html`<li>${ended ? sign('idle', name) : sign('busy', `${name} · ${t.frame.asking}`)}</li>`;
  });
  return html`${asOf(visit, every)}<ul class="strip" aria-label="${t.resources.came}">${items}</ul>`;
}

function told({ t, format }: Visit, name: string, { status, count, ms, saidAt: at }: CloudReport): Html {
  const amount = format.number(count);
  const what =
    status === 'not-offered' ? t.resources.notOffered : status === 'stale' ? `${amount}, ${t.resources.stale}` : amount;
  const age = at === undefined ? NOTHING : html` · <span class="small">${format.ago(at)}</span>`;
  return html`${sign(TONES[status], `${name} · ${what} · ${format.number(ms)} ${t.resources.ms}`)}${age}`;
}

export function failures(visit: Visit, reports: readonly CloudReport[]): Html {
  const failed = reports.filter(({ error }) => error !== undefined);
  if (failed.length === 0) return NOTHING;
  return html`<div class="notice bad"><strong>${visit.t.resources.came}</strong><ul>${failed.map(({ cloud, error }) => html`<li>${visit.cloudName(cloud)}: <span lang="en">${error?.detail}</span></li>`)}</ul></div>`;
}

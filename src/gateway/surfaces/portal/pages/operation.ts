// SPDX-License-Identifier: Apache-2.0
// A change that takes its time, as it goes on: the page fills with each look at it until it has ended, without a script too. An
// operation is stored nowhere; its address holds it, and can be opened again at any replica.
import type { Operation } from '../../../../scs/operations/operations.ts';
import { createFormat } from '../format.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { type Page, view } from '../page.ts';
import { asOf } from '../parts/cloud-strip.ts';
import { commandsOfObject } from '../parts/commands.ts';
import { objectLink, statusSign } from '../parts/fields.ts';
import { fill } from '../parts/fill.ts';
import { notice } from '../parts/outcome.ts';
import { own, wordFor } from '../parts/words.ts';
import { snippetsOf } from '../snippets.ts';
import type { Visit } from '../visit.ts';
import { kindName } from './resources.ts';

/** Seconds of one look each; an end is told at once. What takes longer than all of them is looked at by the next request. */
const LOOKS = ['2', '3', '5', '8', '13', '20', '30'] as const;
/** Seconds until that request, with the script. */
const EVERY_S = 5;

export const operation: Page = {
  path: '/operations/:operation',
  async get(visit) {
    const first = await look(visit, '0');
    const { id, cloud, resource, objectId } = first;
    const { openstack } = commandsOfObject(resource, { cloud, id: objectId, name: objectId });
    return view(titleOf(visit, first), body(visit, first), {
      snippets: snippetsOf(visit, 'followOperation', { parameters: { operation: id }, openstack }),
    });
  },
};

const look = async (visit: Visit, wait: string): Promise<Operation> =>
  (
    await visit.ask<Operation>('getOperation', {
      parameters: { operation: visit.params.operation ?? '' },
      query: { wait },
    })
  ).body;

const titleOf = (visit: Visit, { verb, resource }: Operation): string =>
  `${kindName(visit, resource)}: ${own<string>(visit.t.act.verb, verb) ?? wordFor(visit, 'verb', verb) ?? verb}`;

async function* body(visit: Visit, first: Operation): AsyncGenerator<Html> {
  yield html`<div class="title"><h1>${titleOf(visit, first)}</h1><p class="lead">${visit.cloudName(first.cloud)}</p></div>`;
  // Without a time for the next look the script stops looking.
  if (first.status !== 'running') {
    yield html`<div id="operation" class="state">${state(visit, first)}</div>`;
    return;
  }
  const began = performance.now();
  let latest = first;
  let more = (): void => undefined;
  const whole = (async () => {
    for (const wait of LOOKS) {
      latest = await look(visit, wait);
      more();
      if (latest.status !== 'running') return;
    }
  })();
  yield* fill(
    { id: 'operation', every: EVERY_S },
    whole,
    (told) => {
      more = told;
    },
    () => {
      const now = visit.now + performance.now() - began;
      return state({ ...visit, now, format: createFormat(visit.language, now) }, latest);
    },
  );
}

function state(visit: Visit, seen: Operation): Html {
  const { t, format } = visit;
  const { cloud, resource, objectId, status, stage, progress, startedAt, verb } = seen;
  const running = status === 'running';
  const gone = verb === 'delete' && status === 'succeeded';
  const to = objectLink(visit, resource, { cloud, id: objectId });
  const facts: readonly (readonly [string, Html | string | undefined])[] = [
    [t.act.object, gone ? html`<code>${objectId}</code>` : html`<a href="${to}"><code>${objectId}</code></a>`],
    [t.resources.status, stage === null ? '–' : statusSign(visit, stage)],
    [t.act.progress, progress === null ? '–' : format.percent(progress / 100)],
    [t.act.begun, format.ago(startedAt)],
  ];
  const again = running ? html`<p><a href="${visit.again({})}">${t.act.lookAgain}</a></p>` : NOTHING;
  return html`${asOf(visit, running ? EVERY_S : undefined)}${notice(visit, seen, again)}
<dl class="facts">${facts.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>
<p class="actions"><a class="button" href="${visit.link(`/resources/${encodeURIComponent(resource)}`)}">${t.resources.back(kindName(visit, resource))}</a></p>`;
}

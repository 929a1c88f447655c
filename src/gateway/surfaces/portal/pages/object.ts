// SPDX-License-Identifier: Apache-2.0
// One object: its fields, with links to the objects that they name, and what the cloud itself says of it.
import { GatewayError } from '../../../../model/errors.ts';
import { pascal } from '../../../../scs/names.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { type Page, view } from '../page.ts';
import { asOf } from '../parts/cloud-strip.ts';
import { commandsOfObject } from '../parts/commands.ts';
import { cell, isUnderWay, nameOf, type Shown } from '../parts/fields.ts';
import { fill } from '../parts/fill.ts';
import { type NameOf, namesFor } from '../parts/references.ts';
import { serverActs } from '../parts/server-acts.ts';
import { snippetsOf } from '../snippets.ts';
import type { Visit } from '../visit.ts';
import { kindName, kindOf } from './resources.ts';

/** Seconds after which it asks anew; sooner while something goes on. */
const EVERY_S = 30;
const SOON_S = 5;

/** What others than its owner see says nothing of where they work. */
const SHARED: ReadonlySet<string> = new Set(['images', 'networks', 'subnets', 'security-groups', 'quotas']);

export const object: Page = {
  path: '/resources/:kind/:cloud/:id',
  async get(visit) {
    const { params } = visit;
    const definition = kindOf(visit);
    const { plural, singular } = definition;
    const { cloud = '', id = '' } = params;
    // Another page below may have been meant.
    if (cloud === '' || id === '') throw new GatewayError('notFound', { detail: 'no such page' });
    const operation = `get${pascal(singular)}`;
    const question = {
      parameters: { cloud, id },
      query: { view: 'native', project: visit.query.get('project') ?? undefined },
    };
    const { body } = await visit.ask<Told>(operation, question);
    return view(`${body.name || body.id} · ${kindName(visit, plural)}`, show(visit, plural, body), {
      ...(SHARED.has(plural) ? {} : { project: body.project }),
      snippets: snippetsOf(visit, operation, { parameters: { cloud, id }, ...commandsOfObject(plural, body) }),
    });
  },
};

type Told = Shown & { readonly native?: unknown };

async function* show(visit: Visit, plural: string, { native, ...fields }: Told): AsyncGenerator<Html> {
  const { t } = visit;
  const item = fields as Shown;
  const kind = kindName(visit, plural);
  yield html`<div class="title"><p class="small"><a href="${visit.link(`/resources/${plural}`)}">${t.resources.back(kind)}</a></p><h1>${item.name || item.id}</h1><p class="lead">${visit.cloudName(item.cloud)}</p></div>
`;
  const facts = (names: NameOf): Html[] =>
    Object.keys(item).map((field) => html`<dt>${nameOf(visit, field)}</dt><dd>${cell(visit, item, field, names)}</dd>`);
  const every = isUnderWay(item.status) ? SOON_S : EVERY_S;
  const names = namesFor(visit, facts);
  yield* fill(
    { id: 'object', every },
    names.whole,
    () => undefined,
    () => html`${asOf(visit, every)}${plural === 'servers' ? html`<div class="actions" role="group" aria-label="${t.act.acts}">${serverActs(visit, item)}</div>` : NOTHING}
<section><h2 class="hidden">${t.resources.facts}</h2><dl class="facts">${facts(names.nameOf)}</dl></section>`,
  );
  yield html`
<details class="fold" id="native"><summary>${t.resources.native}</summary><p class="small">${t.resources.nativeHint}</p><pre tabindex="0"><code>${JSON.stringify(native ?? null, null, 2)}</code></pre></details>`;
}

// SPDX-License-Identifier: Apache-2.0
// One object: its fields, with links to the objects that they name, and what the cloud itself says of it.
import { GatewayError } from '../../../../model/errors.ts';
import { pascal } from '../../../../scs/names.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { type Page, view } from '../page.ts';
import { asOf } from '../parts/cloud-strip.ts';
import { commandsOfObject } from '../parts/commands.ts';
import { cell, isUnderWay, nameOf, type Shown } from '../parts/fields.ts';
import { serverActs } from '../parts/server-acts.ts';
import { snippetsOf } from '../snippets.ts';
import { kindName, kindOf } from './resources.ts';

/** Seconds after which it asks anew; sooner while something goes on. */
const EVERY_S = 30;
const SOON_S = 5;

export const object: Page = {
  path: '/resources/:kind/:cloud/:id',
  async get(visit) {
    const { t, params } = visit;
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
    const { body } = await visit.ask<Shown & { readonly native?: unknown }>(operation, question);
    const { native, ...item } = body;
    const kind = kindName(visit, plural);
    const facts: Html[] = Object.keys(item).map(
      (field) => html`<dt>${nameOf(visit, field)}</dt><dd>${cell(visit, item as Shown, field)}</dd>`,
    );
    const every = isUnderWay(body.status) ? SOON_S : EVERY_S;
    return view(
      `${body.name || body.id} · ${kind}`,
      html`<div class="title"><p class="small"><a href="${visit.link(`/resources/${plural}`)}">${t.resources.back(kind)}</a></p><h1>${body.name || body.id}</h1><p class="lead">${visit.cloudName(body.cloud)}</p></div>
<div id="object" class="state" data-refresh="${every}">${asOf(visit, every)}${plural === 'servers' ? html`<div class="actions" role="group" aria-label="${t.act.acts}">${serverActs(visit, body)}</div>` : NOTHING}
<section><h2 class="hidden">${t.resources.facts}</h2><dl class="facts">${facts}</dl></section></div>
<details class="fold" id="native"><summary>${t.resources.native}</summary><p class="small">${t.resources.nativeHint}</p><pre tabindex="0"><code>${JSON.stringify(native ?? null, null, 2)}</code></pre></details>`,
      {
        snippets: snippetsOf(visit, operation, { parameters: { cloud, id }, ...commandsOfObject(plural, body) }),
      },
    );
  },
};

// SPDX-License-Identifier: Apache-2.0
// Start, stop, reboot or delete a server: asked once, with its name and its cloud; then what came of it, also where that is not known.
import { GatewayError, toGatewayError } from '../../../../model/errors.ts';
import type { Operation } from '../../../../scs/operations/operations.ts';
import { type Html, html, NOTHING, safeUrl } from '../html.ts';
import { type Answer, type Page, type View, view } from '../page.ts';
import { objectLink, type Shown, statusSign } from '../parts/fields.ts';
import { isUncertain, outcomeNotice, outcomeOf, uncertainNotice } from '../parts/outcome.ts';
import { onceForm, takenKey } from '../parts/own-form.ts';
import { type Act, isAct } from '../parts/server-acts.ts';
import { sign } from '../parts/signs.ts';
import { onClouds, type Snippets, shellWord, snippetsOf } from '../snippets.ts';
import type { Visit } from '../visit.ts';

/** Seconds that the page waits for the end of it; whatever takes longer goes on, and is told as such. */
const WAIT = '5';
/** Operations of the API, where they are not called as the act. */
const operationOf = (act: Act): string => (act === 'console' ? 'openServerConsole' : `${act}Server`);

interface Done {
  readonly operation?: Operation;
  readonly result?: { readonly url: string };
}

export const serverAct: Page = {
  path: '/resources/servers/:cloud/:id/:act',
  async get(visit) {
    const { act, server } = await meant(visit);
    return question(visit, act, server);
  },
  async post(visit, form) {
    const { act, server } = await meant(visit);
    return perform(visit, act, server, takenKey(form));
  },
};

async function meant(visit: Visit): Promise<{ readonly act: Act; readonly server: Shown }> {
  const { act, cloud = '', id = '' } = visit.params;
  if (!isAct(act) || cloud === '' || id === '') throw new GatewayError('notFound', { detail: 'no such page' });
  const { body } = await visit.ask<Shown>('getServer', { parameters: { cloud, id } });
  return { act, server: body };
}

const nameOf = ({ name, id }: Shown): string => name || id;

const around = (visit: Visit, act: Act, server: Shown, content: Html): Html =>
  html`<div class="title"><p class="small"><a href="${objectLink(visit, 'servers', server)}">${nameOf(server)}</a></p><h1>${visit.t.act.title[act](nameOf(server))}</h1><p class="lead">${visit.cloudName(server.cloud)} · ${statusSign(visit, server.status)}</p></div>${content}`;

const form = (visit: Visit, act: Act, word: string, key?: string): Html =>
  html`<form method="post" class="actions">${onceForm(visit, key)}<button class="${act === 'delete' ? 'danger' : 'strong'}">${word}</button></form>`;

function question(visit: Visit, act: Act, server: Shown): View {
  const { t } = visit;
  const title = t.act.title[act](nameOf(server));
  const asks = t.act.ask[act](nameOf(server), visit.cloudName(server.cloud));
  return view(
    title,
    around(
      visit,
      act,
      server,
      html`<div class="notice${act === 'delete' ? ' bad' : ''}"><p>${asks}</p></div>${form(visit, act, t.act.verb[act])}<p><a href="${objectLink(visit, 'servers', server)}">${t.act.cancel}</a></p>`,
    ),
    { project: server.project, snippets: snippets(visit, act, server) },
  );
}

async function perform(visit: Visit, act: Act, server: Shown, key: string): Promise<Answer> {
  const { cloud, id } = server;
  const place = { region: server.region ?? undefined, project: server.project ?? undefined };
  try {
    const { status, body } = await visit.ask<Done | undefined>(operationOf(act), {
      parameters: { cloud, id },
      query: { ...place, wait: WAIT },
      headers: { 'idempotency-key': key },
    });
    if (act === 'console') return consoleView(visit, server, body?.result?.url ?? '');
    return outcome(visit, act, server, status === 204 ? undefined : body?.operation);
  } catch (thrown) {
    const error = toGatewayError(thrown);
    if (!isUncertain(error)) throw thrown;
    return uncertain(visit, act, server, key, error);
  }
}

function outcome(visit: Visit, act: Act, server: Shown, operation: Operation | undefined): View {
  const { t } = visit;
  const [tone, word] = outcomeOf(visit, operation);
  const gone = act === 'delete' && tone === 'good';
  return view(
    word,
    html`<div class="title"><h1>${t.act.title[act](nameOf(server))}</h1><p class="lead">${visit.cloudName(server.cloud)}</p></div>${outcomeNotice(visit, operation)}<p class="actions">${gone ? NOTHING : html`<a class="button" href="${objectLink(visit, 'servers', server)}">${t.act.look(nameOf(server))}</a>`}<a class="button" href="${visit.link('/resources/servers')}">${t.resources.back(t.resources.kind.servers)}</a></p>`,
    { project: server.project, snippets: snippets(visit, act, server) },
  );
}

/** A link, since the page may be at a host name of its own; whoever has its address has the console. */
const consoleView = (visit: Visit, server: Shown, url: string): View =>
  view(
    visit.t.act.title.console(nameOf(server)),
    around(
      visit,
      'console',
      server,
      html`<div class="notice" role="status"><p>${sign('good', visit.t.act.done)}</p><p>${visit.t.act.consoleHint}</p></div><p class="actions"><a class="button strong" href="${safeUrl(url) ?? ''}" target="_blank" rel="noopener noreferrer">${visit.t.act.verb.console} <span class="hidden">${nameOf(server)}</span></a></p>`,
    ),
    { secret: true, project: server.project, snippets: snippets(visit, 'console', server) },
  );

const uncertain = (visit: Visit, act: Act, server: Shown, key: string, error: GatewayError): View =>
  view(
    visit.t.act.uncertain,
    around(visit, act, server, html`${uncertainNotice(visit, error)}${form(visit, act, visit.t.act.findOut, key)}`),
    { status: error.status },
  );

function snippets(visit: Visit, act: Act, { cloud, id }: Shown): Snippets {
  return snippetsOf(visit, operationOf(act), {
    parameters: { cloud, id },
    openstack: onClouds(
      [{ id: cloud }],
      `${act === 'console' ? 'console url show' : `server ${act}`} ${shellWord(id)}`,
    ),
  });
}

// SPDX-License-Identifier: Apache-2.0
// The API, to be read, searched and tried: an operation is asked with the session of whoever looks, and its answer is shown as
// it came. What only reads is a link that can be sent on; what changes something is a form of the page, done once for each.
import { Readable } from 'node:stream';
import { GatewayError, toGatewayError } from '../../../../model/errors.ts';
import type { ScsOperation, ScsQuery } from '../../../scs-api.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { type Field, fieldsOf, isFound, sectionId } from '../operations.ts';
import { type Page, type View, view } from '../page.ts';
import { option } from '../parts/comparing.ts';
import { hidden, onceForm, takenKey } from '../parts/own-form.ts';
import { table } from '../parts/table.ts';
import { codeBlock, type Snippets, snippetsOf } from '../snippets.ts';
import type { Visit } from '../visit.ts';

export const api: Page = {
  path: '/api',
  nav: 'api',
  get(visit) {
    const { t, operations } = visit;
    const q = visit.query.get('q')?.trim() ?? '';
    const found = operations.filter((one) => isFound(one, q));
    const groups = [...Map.groupBy(found, ({ tag }) => tag)];
    return view(
      t.api.title,
      html`<div class="title"><h1>${t.api.title}</h1><p class="lead">${t.api.lead}</p></div>
<form class="filters" method="get" data-apply><label>${t.search.look}<input type="search" name="q" value="${q}" maxlength="100"></label><button>${t.search.look}</button><a class="button quiet" href="${visit.outside('/docs')}">${t.frame.reference}</a><a class="button quiet" href="${visit.outside('/scs/openapi.json')}">OpenAPI</a></form>
<p class="small">${t.resources.showing(visit.format.number(found.length))}</p>
${groups.map(([tag, all]) => html`<section><h2>${tag}</h2>${listed(visit, tag, all)}</section>`)}`,
      { snippets: snippetsOf(visit, 'getDocument', { openstack: 'openstack versions show' }) },
    );
  },
};

const listed = (visit: Visit, tag: string, all: readonly ScsOperation[]): Html =>
  table({
    id: sectionId(tag),
    caption: tag,
    head: [visit.t.api.operation, visit.t.api.request, visit.t.api.about],
    rows: all.map(({ operationId, method, path, summary }) => [
      html`<a href="${visit.link(`/api/${operationId}`)}">${operationId}</a>`,
      html`<code>${method} ${path}</code>`,
      html`<span lang="en">${summary}</span>`,
    ]),
  });

export const apiOperation: Page = {
  path: '/api/:operation',
  async get(visit) {
    const operation = meant(visit);
    const given = givenOf(visit.query, operation);
    const asked = operation.method === 'GET' && visit.query.get('do') === 'ask';
    return page(visit, operation, given, asked ? await tried(visit, operation, given) : undefined);
  },
  async post(visit, form) {
    const operation = meant(visit);
    if (operation.method === 'GET')
      throw new GatewayError('methodNotAllowed', { message: 'This operation only reads.' });
    const given = givenOf(form, operation);
    return page(visit, operation, given, await tried(visit, operation, given, takenKey(form)));
  },
};

function meant({ operations, params }: Visit): ScsOperation {
  const operation = operations.find(({ operationId }) => operationId === params.operation);
  if (operation === undefined) throw new GatewayError('notFound', { detail: 'no such page' });
  return operation;
}

interface Given {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: ScsQuery;
  /** As it was written. */
  readonly body: string;
}

/** Names of the fields of a form: a body may have the same. */
const nameOf = ({ where, name }: Field): string => `${where === 'query' ? 'q' : 'p'}.${name}`;

function givenOf(form: URLSearchParams, operation: ScsOperation): Given {
  const fields = fieldsOf(operation);
  const values = (field: Field): string[] => form.getAll(nameOf(field)).filter((value) => value !== '');
  const told = (where: Field['where']): [string, string][] =>
    fields
      .filter((field) => field.where === where)
      .flatMap((field) => values(field).map((value): [string, string] => [field.name, value]));
  const query = Object.fromEntries(
    [...Map.groupBy(told('query'), ([name]) => name)].map(([name, all]) => [
      name,
      all.length === 1 ? (all[0]?.[1] ?? '') : all.map(([, value]) => value),
    ]),
  );
  return { parameters: Object.fromEntries(told('parameters')), query, body: form.get('body') ?? '' };
}

interface Tried {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Characters of an answer that a page shows. */
const MOST_SHOWN = 200_000;

async function tried(visit: Visit, { operationId }: ScsOperation, given: Given, key?: string): Promise<Tried> {
  try {
    const { parameters, query } = given;
    const body = given.body.trim() === '' ? undefined : parsed(given.body);
    const headers = key === undefined ? {} : { 'idempotency-key': key };
    const answer = await visit.ask<unknown>(operationId, {
      parameters,
      query,
      headers,
      ...(body !== undefined && { body }),
    });
    const { status, headers: told } = answer;
    return { status, headers: told, text: withoutToken(visit, textOf(visit, answer.body)) };
  } catch (thrown) {
    const { status, code, message, faults } = toGatewayError(thrown);
    return { status, text: JSON.stringify({ code, detail: message, ...(faults && { errors: faults }) }, null, 2) };
  }
}

/** A kubeconfig may hold it, and nothing of a page may: scripts of it could read it. */
const withoutToken = ({ session }: Visit, text: string): string =>
  session === undefined ? text : text.replaceAll(session.token, '[token]');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new GatewayError('badRequest', { message: 'The body is no JSON.' });
  }
}

function textOf({ t }: Visit, body: unknown): string {
  // Events go on, and rows without an end too: a page would wait for them.
  if (body instanceof Readable) {
    body.destroy();
    return t.api.stream;
  }
  const text =
    typeof body === 'string' ? body : Buffer.isBuffer(body) ? body.toString() : (JSON.stringify(body, null, 2) ?? '');
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}\n…` : text;
}

function page(visit: Visit, operation: ScsOperation, given: Given, answer: Tried | undefined): View {
  const { t } = visit;
  const { operationId, method, path, summary, description } = operation;
  return view(
    `${operationId} · ${t.api.title}`,
    html`<div class="title"><p class="small"><a href="${visit.link('/api')}">${t.api.back}</a></p><h1>${operationId}</h1><p class="lead" lang="en">${summary}</p></div>
<p><code>${method} ${path}</code> · <a href="${visit.outside(`/docs#${operationId}`)}">${t.frame.reference}</a></p>
${description === undefined ? NOTHING : html`<p lang="en">${description}</p>`}
${tryForm(visit, operation, given)}
${answer === undefined ? NOTHING : answered(visit, answer)}`,
    { snippets: snippets(visit, operation, given), secret: true },
  );
}

function answered({ t }: Visit, { status, headers = {}, text }: Tried): Html {
  const heads = Object.entries(headers).map(
    ([name, value]) => html`<dt><code>${name}</code></dt><dd><code>${value}</code></dd>`,
  );
  return html`<section role="status"><h2>${t.api.answer}: ${status}</h2>${heads.length === 0 ? NOTHING : html`<dl class="facts">${heads}</dl>`}${text === '' ? NOTHING : codeBlock(t.api.body, text, t)}</section>`;
}

function tryForm(visit: Visit, operation: ScsOperation, given: Given): Html {
  const { t } = visit;
  const reads = operation.method === 'GET';
  const fields = fieldsOf(operation).map((field) => fieldOf(visit, field, given));
  const unseen = reads ? hidden('do', 'ask') : onceForm(visit);
  const example = operation.example?.body;
  const body =
    operation.body === undefined
      ? NOTHING
      : html`<label>${t.api.json}<textarea name="body" rows="8" maxlength="100000" spellcheck="false">${given.body || (example === undefined ? '{}' : JSON.stringify(example, null, 2))}</textarea></label>`;
  const word = operation.method === 'DELETE' ? t.act.verb.delete : reads ? t.api.ask : t.api.send;
  return html`<section><h2>${t.api.try}</h2>${reads ? NOTHING : html`<p class="notice warn">${t.api.changes}</p>`}<form method="${reads ? 'get' : 'post'}" class="wishes">${unseen}${fields}${body}<div class="actions"><button class="${operation.method === 'DELETE' ? 'danger' : 'strong'}">${word}</button></div></form></section>`;
}

function fieldOf({ t }: Visit, field: Field, given: Given): Html {
  const { name, where, required, values, many, description, example } = field;
  const value = [given[where][name] ?? []].flat().join(',');
  const hint = description.length > 160 ? `${description.slice(0, 160)}…` : description;
  const control =
    values !== undefined && !many
      ? html`<select name="${nameOf(field)}"${required ? html` required` : NOTHING}>${required ? NOTHING : option('', t.api.unset, value)}${values.map((one) => option(one, one, value))}</select>`
      : html`<input name="${nameOf(field)}" value="${value}" maxlength="4000" autocomplete="off" placeholder="${example}"${required ? html` required` : NOTHING}>`;
  return html`<label><span><code>${name}</code>${required ? html` <span class="small">(${t.api.required})</span>` : NOTHING}</span>${control}<span class="small" lang="en">${hint}</span></label>`;
}

function snippets(visit: Visit, { operationId }: ScsOperation, given: Given): Snippets {
  const { parameters, query } = given;
  let body: unknown;
  try {
    body = given.body.trim() === '' ? undefined : JSON.parse(given.body);
  } catch {
    // The answer says that it is no JSON.
  }
  return snippetsOf(visit, operationId, { parameters, query, body });
}

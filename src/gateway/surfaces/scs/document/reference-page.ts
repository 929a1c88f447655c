// SPDX-License-Identifier: Apache-2.0
// The reference at /docs: the OpenAPI document as one page of plain HTML. No script and nothing from elsewhere, so it
// reads the same in a closed network and under the strictest Content-Security-Policy. Pure.
import { createHash } from 'node:crypto';
import type { OpenApiDocument } from './openapi.ts';

// biome-ignore lint/suspicious/noExplicitAny: an OpenAPI document is walked as the JSON that it is
type Node = any;

const STYLE = `
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--accent:light-dark(#0b5cad,#7ab8ff)}
body{font:15px/1.5 system-ui,sans-serif;margin:0;display:grid;grid-template-columns:17rem minmax(0,1fr)}
nav{position:sticky;top:0;height:100vh;overflow:auto;border-right:1px solid var(--line);padding:1rem;box-sizing:border-box}
nav ul{list-style:none;padding:0 0 0 1rem;margin:0 0 .6rem}nav summary{margin:.2rem 0;font-weight:600}
main{padding:1rem 2rem;max-width:64rem;box-sizing:border-box}a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
h1 small{font-weight:400;opacity:.7}h2{border-bottom:1px solid var(--line);margin:3rem 0 1rem}h4{margin:1.2rem 0 .3rem}
.op{border:1px solid var(--line);border-radius:6px;margin:.4rem 0;padding:0 .8rem}.op>summary{margin:0;padding:.45rem 0}
.op>div{padding-bottom:.8rem;scroll-margin-top:4rem}.op:has(:target)>summary{font-weight:600}
code,pre{font:13px/1.45 ui-monospace,monospace;background:var(--soft);border-radius:3px}code{padding:.1em .3em}
pre{padding:.7rem;overflow:auto;max-height:32rem}.verb{display:inline-block;min-width:3.6rem;font:600 12px ui-monospace,monospace}
.get{color:light-dark(#0b5cad,#7ab8ff)}.post{color:light-dark(#1a7f37,#6fdd8b)}.patch{color:light-dark(#8a5a00,#f0c060)}.delete{color:light-dark(#b3261e,#ff9c94)}
table{border-collapse:collapse;width:100%;margin:.5rem 0}td,th{border-top:1px solid var(--line);padding:.35rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
.from{opacity:.7;font-size:.85em}.old{text-decoration:line-through}summary{cursor:pointer}details>details{margin-left:1rem}
@media(max-width:50rem){body{display:block}nav{position:static;height:auto}main{padding:1rem}}
`;

export const REFERENCE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export function referencePage(document: OpenApiDocument): string {
  const { info, tags, components, servers } = document;
  const operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, operation]) => ({ path, verb, operation: whole(operation, components) })),
  );
  const groups = tags.map((tag) => ({
    ...tag,
    operations: operations.filter(({ operation }) => operation.tags[0] === tag.name),
  }));
  const schemas = Object.entries(components.schemas as Record<string, Node>);
  const server = servers[0]?.url ?? '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${text(info.title)} ${text(info.version)}</title><style>${STYLE}</style></head>
<body><nav aria-label="Contents"><p><a href="#top"><strong>${text(info.title)}</strong></a> <a href="${text(server)}/scs/openapi.json">openapi.json</a></p>
${groups
  .map(({ name, operations: list }) =>
    contents(
      name,
      `tag-${name}`,
      list.map(({ operation }) => [operation.operationId, operation.summary]),
    ),
  )
  .join('\n')}
${contents(
  'Schemas',
  'schemas',
  schemas.map(([name]) => [`schema-${name}`, name]),
)}
</nav><main id="top"><h1>${text(info.title)} <small>${text(info.version)}</small></h1>${prose(info.description)}
${groups.map(({ name, description, operations: list }) => `<h2 id="tag-${text(name)}">${text(name)}</h2>${prose(description)}${list.map((one) => section(one, server)).join('\n')}`).join('\n')}
${failures(operations, server)}
<h2 id="schemas">Schemas</h2>
${schemas.map(([name, schema]) => `<details class="op"><summary>${text(name)}</summary><div id="schema-${text(name)}">${prose(schema.description)}${fields(schema)}</div></details>`).join('\n')}
</main></body></html>
`;
}

/** One heading of the list at the side, with what is below it; closed until somebody wants it. */
const contents = (title: string, id: string, links: readonly (readonly [id: string, title: string])[]): string =>
  `<details><summary><a href="#${text(id)}">${text(title)}</a></summary><ul>${links.map(([to, what]) => `<li><a href="#${text(to)}">${text(what)}</a></li>`).join('')}</ul></details>`;

const RESPONSES = '#/components/responses/';

/** With its failures where they stand. */
const whole = ({ responses, ...operation }: Node, components: Node): Node => ({
  ...operation,
  responses: Object.fromEntries(
    Object.entries<Node>(responses).map(([status, { $ref, ...response }]) => [
      status,
      $ref === undefined ? response : components.responses[$ref.slice(RESPONSES.length)],
    ]),
  ),
});

/** Closed, it is a line of a table of contents. The anchor is inside: a link to it opens what is around it. */
function section({ path, verb, operation }: Located, server: string): string {
  const { operationId, summary, description, parameters = [], requestBody, responses, deprecated } = operation;
  const rows = parameters.map(
    (one: Node) =>
      `<tr><td><code>${text(one.name)}</code>${one.required ? ' *' : ''}<br><span class="from">${text(one.in)}</span></td><td>${shape(one.schema)}</td><td>${inline(one.description)}</td></tr>`,
  );
  const body = requestBody?.content['application/json'];
  return `<details class="op"><summary><span class="verb ${text(verb)}">${text(verb.toUpperCase())}</span> <code${deprecated ? ' class="old"' : ''}>${text(path)}</code> ${text(summary)}</summary><div id="${text(operationId)}"><p class="from"><a href="#${text(operationId)}">${text(operationId)}</a></p>${prose(description)}
${rows.length === 0 ? '' : `<h4>Parameters</h4><table>${rows.join('')}</table>`}
${body === undefined ? '' : `<h4>Body</h4>${fields(body.schema)}`}
<h4>Example</h4><pre>${text(curl({ path, verb, operation }, server))}</pre>
<h4>Responses</h4>${answers(responses)}</div></details>`;
}

interface Located {
  readonly path: string;
  readonly verb: string;
  readonly operation: Node;
}

/** The request with the example's values, to be pasted into a shell. */
function curl({ path, verb, operation }: Located, server: string): string {
  const { parameters = [], requestBody, security } = operation;
  const given = (place: string): Node[] =>
    parameters.filter((one: Node) => one.in === place && one.example !== undefined);
  const values = new Map<string, string>(given('path').map(({ name, example }) => [name, String(example)]));
  const filled = path.replace(/\{(\w+)\}/g, (whole, name: string) => encodeURIComponent(values.get(name) ?? whole));
  const query = new URLSearchParams(
    given('query').map(({ name, example }): [string, string] => [name, String(example)]),
  );
  const body = requestBody?.content['application/json'].example;
  const quoted = (value: string): string => `'${value.replaceAll("'", `'\\''`)}'`;
  return [
    `curl${verb === 'get' ? '' : ` -X ${verb.toUpperCase()}`} ${quoted(`${server}${filled}${query.size === 0 ? '' : `?${query.toString().replace(/%(?:2C|3A|2F)/g, decodeURIComponent)}`}`)}`,
    ...(security?.length === 0 ? [] : ['-H "Authorization: Bearer $TOKEN"']),
    ...(body === undefined
      ? []
      : [`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(body, null, 2))}`]),
  ].join(' \\\n  ');
}

/** What succeeds, each with its fields; what fails, by name: every failure is told of once, at the end of the page. */
function answers(responses: Record<string, Node>): string {
  const all = Object.entries(responses);
  const failed = all.filter(([status]) => Number(status) >= 400);
  return `${all
    .filter((one) => !failed.includes(one))
    .map(success)
    .join('')}<p>${failed
    .map(([status, { description }]) => {
      const codes = [...failuresIn(description)].map(([code]) => `<a href="#error-${text(code)}">${text(code)}</a>`);
      return `<code>${text(status)}</code> ${codes.join(', ')}`;
    })
    .join(' · ')}</p>`;
}

function success([status, { description, content = {}, headers = {} }]: [string, Node]): string {
  const types = Object.keys(content);
  const { schema, example } = content['application/json'] ?? content['text/event-stream'] ?? {};
  const shown = example === undefined ? '' : `<pre>${text(JSON.stringify(example, null, 2))}</pre>`;
  return `<details><summary><code>${text(status)}</code> ${inline(description)} <span class="from">${types.map(text).join(', ')}</span></summary>${fields(schema)}${headersOf(headers)}${shown}</details>`;
}

const headersOf = (headers: object): string =>
  Object.keys(headers).length === 0
    ? ''
    : `<p class="from">Headers: ${Object.keys(headers)
        .map((name) => `<code>${text(name)}</code>`)
        .join(', ')}</p>`;

/** The rows of the error table that a response's description names, with their sentences. */
const failuresIn = (description: string): Map<string, string> =>
  new Map(
    description.split('\n\n').flatMap((line) => {
      const [, code, sentence] = /^`(\w+)`: (.*)$/.exec(line) ?? [];
      return code === undefined || sentence === undefined ? [] : [[code, sentence]];
    }),
  );

function failures(operations: readonly Located[], server: string): string {
  const all = new Map<string, readonly [status: string, sentence: string]>();
  for (const { operation } of operations)
    for (const [status, { description }] of Object.entries<Node>(operation.responses))
      if (Number(status) >= 400)
        for (const [code, sentence] of failuresIn(description)) all.set(code, [status, sentence]);
  const rows = [...all].toSorted(([, [a]], [, [b]]) => Number(a) - Number(b));
  return `<h2 id="failures">Failures</h2><p>All failures are <a href="#schema-Problem">problem details</a>; <a href="${text(server)}/scs/v1/errors">/scs/v1/errors</a> says what to do about each.</p><table>${rows.map(([code, [status, sentence]]) => `<tr id="error-${text(code)}"><td><code>${text(code)}</code></td><td>${text(status)}</td><td>${text(sentence)}</td></tr>`).join('')}</table>`;
}

/** The fields of an object, one below the other; what is no object is told by its shape. */
function fields(schema: Node): string {
  if (schema === undefined) return '';
  if (schema.properties === undefined) return `<p>${shape(schema)}</p>`;
  const required = new Set<string>(schema.required ?? []);
  const rows = Object.entries(schema.properties as Record<string, Node>).map(([name, field]) => {
    const source =
      field['x-source'] === undefined ? '' : `<br><span class="from">from ${inline(field['x-source'])}</span>`;
    const inner = objectIn(field);
    return `<tr><td><code>${text(name)}</code>${required.has(name) ? ' *' : ''}</td><td>${shape(field)}</td><td>${inline(field.description)}${source}${inner === undefined ? '' : `<details><summary>fields</summary>${fields(inner)}</details>`}</td></tr>`;
  });
  return `<table>${rows.join('')}</table>`;
}

/** The object behind "or null" and "list of". */
function objectIn(schema: Node): Node | undefined {
  if (schema.properties !== undefined) return schema;
  if (schema.items !== undefined) return objectIn(schema.items);
  return (schema.anyOf as Node[] | undefined)?.map(objectIn).find((found) => found !== undefined);
}

/** A schema's type in a few words; in HTML. */
function shape(schema: Node = {}): string {
  if (schema.$ref !== undefined) {
    const name = String(schema.$ref).split('/').at(-1) ?? '';
    return `<a href="#schema-${text(name)}">${text(name)}</a>`;
  }
  if (schema.const !== undefined) return `<code>${text(JSON.stringify(schema.const))}</code>`;
  if (Array.isArray(schema.enum))
    return schema.enum.map((value: unknown) => `<code>${text(String(value))}</code>`).join(' ');
  if (Array.isArray(schema.anyOf)) return schema.anyOf.map(shape).join(' or ');
  if (schema.type === 'array') return `list of ${shape(schema.items)}`;
  if (schema.additionalProperties?.type !== undefined) return `map of ${shape(schema.additionalProperties)}`;
  return text([schema.format ?? schema.type ?? 'anything', limits(schema)].filter(Boolean).join(' '));
}

const limits = ({ minimum, maximum }: Node): string =>
  minimum === undefined && maximum === undefined ? '' : `${minimum ?? ''}…${maximum ?? ''}`;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const text = (value: unknown): string => String(value ?? '').replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '');
/** Of Markdown, only `code`. */
const inline = (value: unknown): string => text(value).replace(/`([^`]+)`/g, '<code>$1</code>');
const prose = (value: unknown): string =>
  value === undefined || value === ''
    ? ''
    : String(value)
        .split(/\n\s*\n/)
        .map((paragraph) => `<p>${inline(paragraph)}</p>`)
        .join('');

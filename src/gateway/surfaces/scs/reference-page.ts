// SPDX-License-Identifier: Apache-2.0
// The reference at /docs: the OpenAPI document as one page of plain HTML. No script and nothing from elsewhere, so it
// reads the same in a closed network and under the strictest Content-Security-Policy. Pure.
import { createHash } from 'node:crypto';
import type { OpenApiDocument } from './openapi.ts';

// biome-ignore lint/suspicious/noExplicitAny: an OpenAPI document is walked as the JSON that it is
type Node = any;

const STYLE = `
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--accent:light-dark(#0b5cad,#7ab8ff)}
body{font:15px/1.5 system-ui,sans-serif;margin:0;display:grid;grid-template-columns:16rem 1fr}
nav{position:sticky;top:0;height:100vh;overflow:auto;border-right:1px solid var(--line);padding:1rem;box-sizing:border-box}
nav ul{list-style:none;padding:0;margin:0 0 .8rem}nav strong{display:block;margin-top:.4rem}
main{padding:1rem 2rem;max-width:60rem;min-width:0}a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
h2{border-bottom:1px solid var(--line);margin-top:3rem}section{margin:1.5rem 0;padding:1rem;border:1px solid var(--line);border-radius:6px}
code,pre{font:13px/1.45 ui-monospace,monospace;background:var(--soft);border-radius:3px}code{padding:.1em .3em}
pre{padding:.7rem;overflow:auto}.verb{font-weight:700;text-transform:uppercase;margin-right:.5rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0}td,th{border-top:1px solid var(--line);padding:.35rem .5rem;text-align:left;vertical-align:top}
.from{opacity:.7;font-size:.85em}details>summary{cursor:pointer;margin:.4rem 0}td details{margin:0}
@media(max-width:50rem){body{display:block}nav{position:static;height:auto}}
`;

export const REFERENCE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export function referencePage(document: OpenApiDocument): string {
  const { info, tags, components } = document;
  const operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, operation]) => ({ path, verb, operation: operation as Node })),
  );
  const groups = tags.map((tag) => ({
    ...tag,
    operations: operations.filter(({ operation }) => operation.tags[0] === tag.name),
  }));
  const schemas = Object.entries(components.schemas as Record<string, Node>);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${text(info.title)} ${text(info.version)}</title><style>${STYLE}</style></head>
<body><nav><a href="#top"><strong>${text(info.title)}</strong></a><p><a href="/scs/openapi.json">openapi.json</a></p>
${groups.map(({ name, operations: list }) => `<strong><a href="#${text(name)}">${text(name)}</a></strong><ul>${list.map(({ operation }) => `<li><a href="#${text(operation.operationId)}">${text(operation.summary)}</a></li>`).join('')}</ul>`).join('\n')}
<strong><a href="#schemas">Schemas</a></strong><ul>${schemas.map(([name]) => `<li><a href="#schema-${text(name)}">${text(name)}</a></li>`).join('')}</ul>
</nav><main id="top"><h1>${text(info.title)} <small>${text(info.version)}</small></h1>${prose(info.description)}
${groups.map(({ name, description, operations: list }) => `<h2 id="${text(name)}">${text(name)}</h2>${prose(description)}${list.map(operationSection).join('\n')}`).join('\n')}
<h2 id="schemas">Schemas</h2>
${schemas.map(([name, schema]) => `<section id="schema-${text(name)}"><h3>${text(name)}</h3>${prose(schema.description)}${fields(schema)}</section>`).join('\n')}
</main></body></html>
`;
}

function operationSection({ path, verb, operation }: { path: string; verb: string; operation: Node }): string {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation;
  const rows = parameters.map(
    (one: Node) =>
      `<tr><td><code>${text(one.name)}</code>${one.required ? ' *' : ''}<br><span class="from">${text(one.in)}</span></td><td>${shape(one.schema)}</td><td>${inline(one.description)}</td></tr>`,
  );
  const body = requestBody?.content['application/json'];
  return `<section id="${text(operationId)}"><h3>${text(summary)}</h3><p><span class="verb">${text(verb)}</span><code>${text(path)}</code></p>${prose(description)}
${rows.length === 0 ? '' : `<table><tr><th>Parameter</th><th>Type</th><th></th></tr>${rows.join('')}</table>`}
${body === undefined ? '' : `<details><summary>Body</summary>${fields(body.schema)}${body.example === undefined ? '' : `<pre>${text(JSON.stringify(body.example, null, 2))}</pre>`}</details>`}
${Object.entries(responses as Record<string, Node>)
  .map(([status, answer]) => response(status, answer))
  .join('')}</section>`;
}

function response(status: string, { description, content = {} }: Node): string {
  const types = Object.keys(content);
  const schema = content['application/json']?.schema;
  const summary = Number(status) < 400 ? inline(description) : '';
  const inside = Number(status) < 400 ? fields(schema) : prose(description);
  return `<details><summary><code>${text(status)}</code> ${summary} <span class="from">${types.map(text).join(', ')}</span></summary>${inside}</details>`;
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

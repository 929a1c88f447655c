// SPDX-License-Identifier: Apache-2.0
// The Python client's types and its method for each operation, written from the API's document. Read by Python 3.9, which
// knows `X | None` in annotations only as long as nobody evaluates them.
import type { OpenApiDocument } from '../src/gateway/surfaces/scs/document/openapi.ts';

// biome-ignore lint/suspicious/noExplicitAny: nodes of an OpenAPI document
type Node = any;

const HEAD = (about: string): string => `# SPDX-License-Identifier: Apache-2.0
# Written by npm run generate from docs/openapi.json; not edited by hand.
"""${about}"""
from __future__ import annotations

`;
const KEYWORDS = new Set(['class', 'def', 'del', 'from', 'import', 'in', 'is', 'lambda', 'not', 'or', 'and', 'pass']);

export function pythonModels({ components }: OpenApiDocument): string {
  const schemas = Object.entries(components.schemas as Record<string, Node>);
  const objects = schemas.filter(([, schema]) => schema.properties !== undefined);
  const others = schemas.filter(([, schema]) => schema.properties === undefined);
  return `${HEAD('The schemas of the API, as JSON has them.')}from typing import Any, Literal, TypedDict, Union

${objects.map(([name, schema]) => typedDict(name, schema)).join('\n')}
${others.map(([name, schema]) => alias(name, schema)).join('\n')}`;
}

/** What may be absent is said by a class of its own: `NotRequired` came with Python 3.11. */
function typedDict(name: string, { properties, required = [], description }: Node): string {
  const fields = Object.entries<Node>(properties);
  const text = description === undefined ? '' : docstring(description, 4);
  if (fields.some(([key]) => !/^[A-Za-z_]\w*$/.test(key) || KEYWORDS.has(key))) {
    const rows = fields.map(([key, field]) => `        "${key}": '${typeOf(field)}',\n`);
    return `${name} = TypedDict(\n    "${name}",\n    {\n${rows.join('')}    },\n    total=${required.length > 0 ? 'True' : 'False'},\n)\n`;
  }
  const body = (some: [string, Node][]): string =>
    some.map(([key, field]) => `${comment(field.description)}    ${key}: ${typeOf(field)}\n`).join('');
  const always = fields.filter(([key]) => required.includes(key));
  const sometimes = fields.filter(([key]) => !required.includes(key));
  const kind = (base: string, total: string, some: [string, Node][], about: string): string =>
    `\nclass ${base}:\n${about}${body(some)}${about === '' && some.length === 0 ? '    pass\n' : ''}`.replace(
      ':\n',
      `${total}:\n`,
    );
  if (sometimes.length === 0) return kind(`${name}(TypedDict)`, '', always, text);
  if (always.length === 0) return kind(`${name}(TypedDict, total=False)`, '', sometimes, text);
  return `${kind(`_${name}(TypedDict)`, '', always, '')}\n${kind(`${name}(_${name}, total=False)`, '', sometimes, text)}`;
}

const alias = (name: string, schema: Node): string =>
  `\n${comment(schema.description).trimStart()}${name} = ${typeOf(schema, true)}\n`;

/** In an annotation; `now` where Python evaluates it at once. */
function typeOf(schema: Node, now = false): string {
  const own = (inner: Node): string => typeOf(inner, now);
  if (schema.$ref !== undefined) return now ? `"${refName(schema)}"` : refName(schema);
  if (schema.enum !== undefined) return literal(schema.enum);
  if (schema.anyOf !== undefined) {
    const kinds: string[] = schema.anyOf.map(own);
    return now ? `Union[${kinds.join(', ')}]` : kinds.join(' | ');
  }
  if (Array.isArray(schema.type)) {
    const kinds = schema.type.map((type: string) => own({ ...schema, type }));
    return now ? `Union[${kinds.join(', ')}]` : kinds.join(' | ');
  }
  switch (schema.type) {
    case 'string':
      return 'str';
    case 'integer':
      return 'int';
    case 'number':
      return 'float';
    case 'boolean':
      return 'bool';
    case 'null':
      return 'None';
    case 'array':
      return `list[${own(schema.items)}]`;
    case 'object':
      return `dict[str, ${typeof schema.additionalProperties === 'object' && Object.keys(schema.additionalProperties).length > 0 ? own(schema.additionalProperties) : 'Any'}]`;
    default:
      return 'Any';
  }
}

function literal(values: readonly unknown[]): string {
  const own = values.filter((value) => value !== null).map((value) => JSON.stringify(value));
  return `Literal[${own.join(', ')}]${values.includes(null) ? ' | None' : ''}`;
}

export function pythonOperations(document: OpenApiDocument): string {
  const methods = Object.entries<Node>(document.paths).flatMap(([path, item]) =>
    Object.entries<Node>(item).flatMap(([verb, operation]) => method(path, verb, operation)),
  );
  const body = methods.join('\n');
  const code = body.replaceAll(/"""[\s\S]*?"""/g, '');
  const names = Object.keys(document.components.schemas as object).filter((name) =>
    new RegExp(`\\b(?<!")${name}\\b(?!")`).test(code),
  );
  return `${HEAD('A method for each operation of the API.')}from collections.abc import Iterable
from typing import ${/\bAny\b/.test(code) ? 'Any, ' : ''}Literal

from ._calls import Calls
from ._lists import Listing
from .models import (
${names
  .toSorted()
  .map((name) => `    ${name},\n`)
  .join('')})


class Operations(Calls):
    """A method for each operation, by its operationId; what it may be given stands in the reference, /docs."""

${body}`;
}

/** None for a stream of events: `wait` follows operations. */
function method(path: string, verb: string, operation: Node): string[] {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation;
  const success: Node[] = Object.entries<Node>(responses).flatMap(([status, one]) =>
    Number(status) < 300 ? [one] : [],
  );
  const contents = success.map(({ content = {} }) => content);
  if (contents.some((content) => Object.keys(content).join() === 'text/event-stream')) return [];
  const schema = contents.map((content) => content['application/json']?.schema).find((one) => one !== undefined);
  const listed = parameters.some(({ name }: Node) => name === 'cursor');
  const keyed = parameters.some(({ name }: Node) => name === 'Idempotency-Key');
  const inPath = parameters.filter((one: Node) => one.in === 'path');
  const inQuery = parameters.filter((one: Node) => one.in === 'query' && !(listed && one.name === 'cursor'));
  const inHeader = parameters.filter((one: Node) => one.in === 'header' && one.name !== 'Idempotency-Key');
  const empty = contents.filter((content) => Object.keys(content).length === 0).length;
  const text = schema === undefined ? 'str' : typeOf(schema);
  const kind = empty === contents.length ? 'None' : `${text}${empty === 0 ? '' : ' | None'}`;
  const item = listed ? typeOf(itemOf(schema)) : '';
  const keywords = [...inQuery, ...inHeader].map((one: Node) =>
    one.required ? `${snake(one.name)}: ${given(one)}` : `${snake(one.name)}: ${given(one)} | None = None`,
  );
  if (keyed) keywords.push('idempotency_key: str | bool | None = None');
  const signature = [
    'self',
    ...inPath.map(({ name }: Node) => `${snake(name)}: str`),
    ...(requestBody === undefined ? [] : [`body: ${typeOf(requestBody.content['application/json'].schema)}`]),
    ...(keywords.length === 0
      ? []
      : ['*', ...keywords.toSorted((a, b) => Number(a.includes(' = ')) - Number(b.includes(' = ')))]),
  ];
  const pairs = (some: Node[]): string => `{${some.map(({ name }) => `"${name}": ${snake(name)}`).join(', ')}}`;
  const args = [
    ...(listed ? [] : [`"${verb.toUpperCase()}"`]),
    `"${path}"`,
    ...(inPath.length === 0 ? [] : [`path=${pairs(inPath)}`]),
    ...(inQuery.length === 0 ? [] : [`query=${pairs(inQuery)}`]),
    ...(inHeader.length === 0 ? [] : [`headers=${pairs(inHeader)}`]),
    ...(requestBody === undefined ? [] : ['body=body']),
    ...(keyed ? ['key=idempotency_key'] : []),
    // It changes nothing, so it may be sent again.
    ...(verb === 'post' && !keyed ? ['safe=True'] : []),
  ];
  const about =
    description === `${summary}.` || description === undefined ? `${summary}.` : `${summary}.\n\n${description}`;
  const result = listed ? `Listing[${item}]` : kind;
  const call = `self.${listed ? '_list' : '_call'}(\n            ${args.join(',\n            ')},\n        )`;
  return [
    `    def ${snake(operationId)}(
        ${signature.join(',\n        ')},
    ) -> ${result}:
${docstring(about, 8)}        ${kind === 'None' ? '' : 'return '}${call}
`,
  ];
}

/** A list is described by a component; what it lists is said there. */
const itemOf = (schema: Node): Node => ({ $ref: `#/components/schemas/${refName(schema).replace(/List$/, '')}` });

/** Several values may come from anything that can be gone through. */
const given = ({ schema }: Node): string =>
  schema.type === 'array' ? `Iterable[${typeOf(schema.items)}]` : typeOf(schema);

const refName = (schema: Node): string => String(schema.$ref).split('/').at(-1) ?? '';

/** `ramGiB` → `ram_gib`. */
function snake(name: string): string {
  const words = name.replaceAll(/[GM]iB/g, (unit) => `${unit[0]}ib`).replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2');
  const plain = words.toLowerCase().replaceAll(/\W/g, '_');
  return KEYWORDS.has(plain) ? `${plain}_` : plain;
}

const comment = (text: string | undefined): string =>
  text === undefined ? '' : `    # ${text.replaceAll(/\s+/g, ' ')}\n`;

function docstring(text: string, indent: number): string {
  const pad = ' '.repeat(indent);
  const safe = text.replaceAll('\\', '\\\\').replaceAll('"""', "'''");
  const lines = safe.split('\n').map((line, at) => (at === 0 || line === '' ? line : `${pad}${line}`));
  return `${pad}"""${lines.join('\n')}${lines.length > 1 ? `\n${pad}` : ''}"""\n`;
}

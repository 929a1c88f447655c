// SPDX-License-Identifier: Apache-2.0
// What a page shows, as a command or a program gets it: the same request to the SCS API by curl, the nearest commands of
// `openstack`, and the TypeScript client. Whatever comes from outside is quoted for where it stands. Pure.
import { GatewayError } from '../../../model/errors.ts';
import { fromText } from '../../../schema/from-text.ts';
import type { Node } from '../../../schema/node.ts';
import type { ScsOperation, ScsQuery } from '../../scs-api.ts';
import { type Html, html, NOTHING } from './html.ts';
import { type Field, fieldsOf } from './operations.ts';
import type { Texts } from './texts/index.ts';

export interface Snippets {
  readonly curl: string;
  readonly openstack: string;
  /** Of what Kubernetes has. */
  readonly kubectl?: string;
  readonly typescript: string;
}

/** For a POSIX shell. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** On the cloud, or on each of several: commands of `openstack` know one at a time. */
export function onClouds(clouds: readonly { readonly id: string }[], ...commands: readonly string[]): string {
  const [first, ...more] = clouds.map(({ id }) => shellWord(id));
  const region =
    first === undefined ? '' : more.length === 0 ? ` --os-region-name ${first}` : ' --os-region-name "$region"';
  const lines = commands.map((command) => `openstack${region} ${command}`);
  if (more.length === 0) return lines.join('\n');
  return [`for region in ${[first, ...more].join(' ')}; do`, ...lines.map((line) => `  ${line}`), 'done'].join('\n');
}

interface Asked {
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  readonly query?: ScsQuery | undefined;
  readonly body?: unknown;
  /** The nearest commands. Absent: `openstack` has none, and gives the token for the same request. */
  readonly openstack?: string | undefined;
  readonly kubectl?: string | undefined;
}

interface Api {
  readonly publicUrl: string;
  readonly operations: readonly ScsOperation[];
}

/** `operation`: its `operationId`. What it needs and is not given stands as a word to be replaced. */
export function snippetsOf({ publicUrl, operations }: Api, operation: string, asked: Asked = {}): Snippets {
  const known = operations.find(({ operationId }) => operationId === operation);
  if (known === undefined) throw new GatewayError('internal', { detail: `no operation ${operation}` });
  const { openstack, kubectl } = asked;
  const whole = { ...asked, ...filled(known, asked) };
  return {
    curl: curl(publicUrl, known, whole, BEARER),
    openstack: openstack ?? curl(publicUrl, known, whole, FROM_OPENSTACK),
    ...(kubectl !== undefined && { kubectl }),
    typescript: typescript(publicUrl, known, whole),
  };
}

interface Whole {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: ScsQuery;
  readonly body?: unknown;
}

function filled(operation: ScsOperation, { parameters = {}, query = {}, body }: Asked): Whole {
  const needed = fieldsOf(operation).filter(({ required }) => required);
  const missing = (where: Field['where'], given: ScsQuery): Record<string, string> =>
    Object.fromEntries(
      needed
        .filter((field) => field.where === where && given[field.name] === undefined)
        .map(({ name, values, example }) => [name, (values?.[0] ?? example) || name.toUpperCase()]),
    );
  const { required = [] } = (operation.body ?? {}) as { readonly required?: readonly string[] };
  const sent = body ?? (required.length === 0 ? undefined : (operation.example?.body ?? {}));
  return {
    parameters: { ...parameters, ...missing('parameters', parameters) },
    query: { ...query, ...missing('query', query) },
    ...(sent !== undefined && { body: sent }),
  };
}

const BEARER = '"Authorization: Bearer $(scs-gateway token --unscoped)"';
const FROM_OPENSTACK = '"X-Auth-Token: $(openstack token issue -f value -c id)"';

function curl(
  publicUrl: string,
  { method, path }: ScsOperation,
  { parameters, query, body }: Whole,
  login: string,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) for (const one of [value ?? []].flat()) search.append(name, one);
  const place = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
  const url = `${publicUrl}${place}${search.size === 0 ? '' : `?${search.toString().replace(/%(?:2C|3A|2F)/g, decodeURIComponent)}`}`;
  return [
    `curl${method === 'GET' ? '' : ` -X ${method}`} ${shellWord(url)}`,
    `-H ${login}`,
    ...(body === undefined
      ? []
      : [`-H 'Content-Type: application/json'`, `-d ${shellWord(JSON.stringify(body, null, 2))}`]),
  ].join(' \\\n  ');
}

function typescript(publicUrl: string, operation: ScsOperation, { parameters, query, body }: Whole): string {
  const wishes = typed(operation, query);
  const given = {
    ...(Object.keys(parameters).length > 0 && { path: parameters }),
    ...(Object.keys(wishes).length > 0 && { query: wishes }),
    ...(body !== undefined && { body }),
  };
  const input = Object.keys(given).length === 0 ? '' : JSON.stringify(given, null, 2);
  const call = `client.${operation.operationId}(${input})`;
  return [
    `import { createScsClient } from 'scs-gateway-client';`,
    '',
    `const client = createScsClient({ serverUrl: ${JSON.stringify(publicUrl)}, auth: { bearer: token } });`,
    STREAMS.includes(operation.operationId)
      ? `for await (const event of ${call}) console.log(event);`
      : `const answer = await ${call};`,
  ].join('\n');
}

const STREAMS: readonly string[] = ['followOperation'];

/** At commas that separate, as the API reads a list; `\,` is a comma of a value. */
const LISTED = /(?:\\.|[^,\\])+/gs;

/** Texts of an address as the client takes them: numbers, yes or no, lists. What the API would refuse is not in it. */
function typed({ query: schema }: ScsOperation, query: ScsQuery): Readonly<Record<string, unknown>> {
  const { properties = {} } = (schema ?? {}) as { readonly properties?: Readonly<Record<string, Node>> };
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => {
      const node = properties[name];
      if (node === undefined || value === undefined) return [];
      const texts = [value].flat();
      if (node.type !== 'array') return [[name, fromText(node, texts[0])]];
      const { enum: known } = node.items ?? {};
      const all = texts.flatMap((text) => text.match(LISTED) ?? []);
      const fit = known === undefined ? all : all.filter((one) => known.includes(one));
      return fit.length === 0 ? [] : [[name, fit]];
    }),
  );
}

interface Identity {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Below the identity service. */
  readonly path: string;
  readonly body?: unknown;
  readonly openstack: string;
}

/** Of what OpenStack's own identity API has, and the SCS API has not. */
export function identitySnippets(publicUrl: string, { method = 'GET', path, body, openstack }: Identity): Snippets {
  const url = `${publicUrl}/identity/v3${path}`;
  const text = body === undefined ? undefined : JSON.stringify(body, null, 2);
  const json = text === undefined ? [] : [`-H 'Content-Type: application/json'`, `-d ${shellWord(text)}`];
  const head = `curl${method === 'GET' ? '' : ` -X ${method}`} ${shellWord(url)}`;
  const headers = [...(text === undefined ? [] : [`'Content-Type': 'application/json'`]), `'X-Auth-Token': token`];
  const init = [
    ...(method === 'GET' ? [] : [`method: '${method}'`]),
    `headers: { ${headers.join(', ')} }`,
    ...(text === undefined ? [] : [`body: JSON.stringify(${text})`]),
  ];
  return {
    curl: [head, '-H "X-Auth-Token: $(scs-gateway token)"', ...json].join(' \\\n  '),
    openstack,
    typescript: `const answer = await fetch(${JSON.stringify(url)}, { ${init.join(', ')} });`,
  };
}

const NAMES = { curl: 'curl', openstack: 'openstack', kubectl: 'kubectl', typescript: 'TypeScript' } as const;

export function showSnippets(snippets: Snippets | undefined, t: Texts): Html {
  if (snippets === undefined) return NOTHING;
  const kinds = ['curl', 'openstack', 'kubectl', 'typescript'] as const;
  const blocks = kinds.flatMap((kind) => {
    const code = snippets[kind];
    return code === undefined ? [] : [codeBlock(NAMES[kind], code, t)];
  });
  return html`<details class="how"><summary>${t.frame.sameElsewhere}</summary>${blocks}</details>`;
}

/** The button works with the script alone, which shows it. */
export const codeBlock = (title: string, code: string, t: Texts): Html =>
  html`<figure class="code"><figcaption>${title}<button type="button" class="quiet" data-copy data-copied="${t.frame.copied}" hidden>${t.frame.copy}</button></figcaption><pre tabindex="0"><code>${code}</code></pre></figure>`;

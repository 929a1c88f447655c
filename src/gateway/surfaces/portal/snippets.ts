// SPDX-License-Identifier: Apache-2.0
// What a page shows, as a command or a program gets it: the same request to the SCS API by curl, the nearest command of
// `openstack`, and the TypeScript client. Whatever comes from outside is quoted for where it stands. Pure.

import type { ScsQuery } from '../../scs-api.ts';
import { type Html, html, NOTHING } from './html.ts';
import type { Texts } from './texts/index.ts';

/** What is absent has no such command. */
export interface Snippets {
  readonly curl?: string;
  readonly openstack?: string;
  readonly kubectl?: string;
  readonly typescript?: string;
}

/** For a POSIX shell. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

export interface Request {
  readonly publicUrl: string;
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Of the document, as the path is: `listServers`, `/scs/v1/servers`. */
  readonly operation: string;
  readonly path: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: ScsQuery;
  readonly body?: unknown;
  readonly openstack?: string | undefined;
  readonly kubectl?: string | undefined;
}

export function snippetsOf(request: Request): Snippets {
  const { openstack, kubectl } = request;
  return {
    curl: curl(request),
    ...(openstack !== undefined && { openstack }),
    ...(kubectl !== undefined && { kubectl }),
    typescript: typescript(request),
  };
}

function curl({ publicUrl, method = 'GET', path, parameters = {}, query = {}, body }: Request): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) for (const one of [value ?? []].flat()) search.append(name, one);
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
  const url = `${publicUrl}${filled}${search.size === 0 ? '' : `?${search.toString().replace(/%(?:2C|3A|2F)/g, decodeURIComponent)}`}`;
  return [
    `curl${method === 'GET' ? '' : ` -X ${method}`} ${shellWord(url)}`,
    '-H "Authorization: Bearer $(scs-gateway token --unscoped)"',
    ...(body === undefined
      ? []
      : [`-H 'Content-Type: application/json'`, `-d ${shellWord(JSON.stringify(body, null, 2))}`]),
  ].join(' \\\n  ');
}

function typescript({ publicUrl, operation, parameters = {}, query = {}, body }: Request): string {
  const given = {
    ...(Object.keys(parameters).length > 0 && { path: parameters }),
    ...(Object.values(query).some((value) => value !== undefined) && { query: JSON.parse(JSON.stringify(query)) }),
    ...(body !== undefined && { body }),
  };
  const input = Object.keys(given).length === 0 ? '' : JSON.stringify(given, null, 2);
  return [
    `import { createScsClient } from 'scs-gateway-client';`,
    '',
    `const client = createScsClient({ serverUrl: ${JSON.stringify(publicUrl)}, auth: { bearer: token } });`,
    `const answer = await client.${operation}(${input});`,
  ].join('\n');
}

const NAMES = { curl: 'curl', openstack: 'openstack', kubectl: 'kubectl', typescript: 'TypeScript' } as const;

export function showSnippets(snippets: Snippets | undefined, t: Texts): Html {
  if (snippets === undefined) return NOTHING;
  const blocks = (['curl', 'openstack', 'kubectl', 'typescript'] as const).flatMap((kind) => {
    const code = snippets[kind];
    return code === undefined ? [] : [codeBlock(NAMES[kind], code, t)];
  });
  return html`<details class="how"><summary>${t.frame.sameElsewhere}</summary>${blocks}</details>`;
}

/** The button works with the script alone, which shows it. */
export const codeBlock = (title: string, code: string, t: Texts): Html =>
  html`<figure class="code"><figcaption>${title}<button type="button" class="quiet" data-copy data-copied="${t.frame.copied}" hidden>${t.frame.copy}</button></figcaption><pre tabindex="0"><code>${code}</code></pre></figure>`;

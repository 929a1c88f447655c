// SPDX-License-Identifier: Apache-2.0
// A page that stands alone: no script, nothing fetched, and a policy that says so to the browser. What members have said is in
// it, so that every text is escaped, and nothing becomes a link.
import { createHash } from 'node:crypto';

/** Text that is HTML already. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Html | readonly Html[];

/** Every value is escaped but for what is HTML already. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Html =>
  new Html(parts.map((part, index) => part + (index < values.length ? shown(values[index] as Value) : '')).join(''));

function shown(value: Value): string {
  if (value instanceof Html) return value.text;
  return typeof value === 'object' ? value.map(({ text }) => text).join('') : escapeHtml(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .replaceAll(/[&<>"']/g, (found) => ENTITIES[found] ?? '');

const STYLE = `
:root { color-scheme: light dark; --bad: #b3261e; --good: #1b6e3c; --dim: #6b6b6b; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff9b93; --good: #7fd6a0; --dim: #a5a5a5; } }
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; padding: 1.5rem; max-width: 76rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 1.75rem 0 .5rem; }
p.dim, .dim { color: var(--dim); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem; border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); overflow-wrap: anywhere; }
th { font-weight: 600; }
td.run, th.run { padding: .25rem .2rem; text-align: center; }
.ok { color: var(--good); } .failed { color: var(--bad); font-weight: 600; }
.next { display: block; color: var(--dim); }
`;

/** CSP level 3: the one style by its hash, and nothing else from anywhere. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

export const page = (title: string, body: readonly Html[]): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
${body}</body>
</html>
`.text;

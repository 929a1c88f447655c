// SPDX-License-Identifier: Apache-2.0
// What stands around every page: the head, the navigation, the switches and the foot. Pure.
import type { PortalFiles } from '../../portal-files.ts';
import { type Html, html, NOTHING } from './html.ts';
import type { View } from './page.ts';
import { ownForm } from './parts/own-form.ts';
import type { PortalSettings } from './settings.ts';
import { showSnippets } from './snippets.ts';
import { LANGUAGES } from './texts/index.ts';
import type { Visit } from './visit.ts';

const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
export const isTheme = (text: string | null | undefined): text is Theme => THEMES.includes(text as Theme);

export interface Frame {
  readonly visit: Visit;
  readonly settings: PortalSettings;
  readonly files: PortalFiles;
  readonly version: string;
  readonly theme: Theme;
  /** Of the Content-Security-Policy. */
  readonly nonce: string;
  /** What the navigation has, in its order. */
  readonly nav: readonly { readonly path: string; readonly word: string }[];
}

/** Everything before the page's own part. Sent at once, so that there is something to see. */
export function head(frame: Frame, { title }: View): Html {
  const { visit, settings, files, theme, nonce } = frame;
  const { t, language } = visit;
  const file = ({ name }: { readonly name: string }): string => visit.link(`/static/${name}`);
  return html`<!doctype html>
<html lang="${language}"${theme === 'system' ? NOTHING : html` data-theme="${theme}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title} · ${settings.name}</title>
<link rel="stylesheet" href="${file(files.style)}" nonce="${nonce}">
<script src="${file(files.script)}" defer nonce="${nonce}"></script>
<link rel="icon" href="${file(files.icon)}" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#main">${t.frame.skip}</a>
<header class="top">
<a class="brand" href="${visit.link(visit.caller === undefined ? '' : '/clouds')}">${mark(files, file)}<span>${settings.name}</span></a>
${visit.caller === undefined ? NOTHING : navigation(frame)}
${visit.caller === undefined ? NOTHING : searchField(visit)}<div class="tools">${switches(frame)}${account(visit)}</div>
</header>
<main id="main" tabindex="-1">
`;
}

export function foot({ visit, settings, version }: Frame, { snippets }: View): Html {
  const { t } = visit;
  const links = [
    ...(settings.imprint === undefined ? [] : [html`<a href="${settings.imprint}">${t.frame.imprint}</a>`]),
    ...(settings.privacy === undefined ? [] : [html`<a href="${settings.privacy}">${t.frame.privacy}</a>`]),
    html`<a href="${visit.outside('/docs')}">${t.frame.reference}</a>`,
  ];
  return html`
${showSnippets(snippets, t)}
</main>
<footer class="foot"><nav aria-label="${settings.name}">${links}</nav><span>${t.frame.version(version)}</span></footer>
</body>
</html>
`;
}

const mark = (files: PortalFiles, file: (one: { readonly name: string }) => string): Html =>
  html`<img src="${file(files.logo ?? files.icon)}" alt="" height="28">`;

function navigation({ visit, nav }: Frame): Html {
  const { path } = visit;
  const isHere = (to: string): boolean => path === to || path.startsWith(`${to}/`);
  const links = nav.map(
    ({ path: to, word }) =>
      html`<li><a href="${visit.link(to)}"${isHere(to) ? html` aria-current="page"` : NOTHING}>${word}</a></li>`,
  );
  return html`<nav class="main" aria-label="${visit.t.frame.navigation}"><ul>${links}</ul></nav>`;
}

/** Its page has one of its own. */
const searchField = ({ t, path, link }: Visit): Html =>
  path === '/search'
    ? NOTHING
    : html`<form class="find" role="search" method="get" action="${link('/search')}"><input type="search" name="q" required maxlength="255" aria-label="${t.search.what}" placeholder="${t.search.look}"></form>`;

/** Links: they work without a script, and the address stays what it is but for the wish. */
function switches({ visit, theme }: Frame): Html {
  const { t, language } = visit;
  const languages = Object.entries(LANGUAGES).map(([id, { name }]) =>
    id === language
      ? html`<span aria-current="true" lang="${id}"><abbr title="${name}">${id.toUpperCase()}</abbr></span>`
      : html`<a href="${visit.again({ lang: id })}" lang="${id}" hreflang="${id}" rel="nofollow"><span class="hidden">${name}</span><span aria-hidden="true">${id.toUpperCase()}</span></a>`,
  );
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
  const label = `${t.frame.theme}: ${t.frame[theme]} → ${t.frame[next]}`;
  return html`<div class="switch" role="group" aria-label="${t.frame.language}">${languages}</div><a class="theme ${theme}" href="${visit.again({ theme: next })}" rel="nofollow" title="${label}"><span class="hidden">${label}</span></a>`;
}

function account(visit: Visit): Html {
  const { t, caller } = visit;
  if (caller === undefined) return html`<a class="button" href="${visit.link('/login')}">${t.frame.logIn}</a>`;
  return html`<form method="post" action="${visit.link('/logout')}">${ownForm(visit)}<span class="who" title="${t.frame.account(caller.principal.name)}"><span class="hidden">${t.frame.account(caller.principal.name)}</span><span aria-hidden="true">${caller.principal.name}</span></span><button class="quiet">${t.frame.logOut}</button></form>`;
}

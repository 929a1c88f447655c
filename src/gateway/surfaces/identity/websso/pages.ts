// SPDX-License-Identifier: Apache-2.0
// The pages of a login in a browser. They load nothing, and run one script that the page itself names; everything in them is
// escaped. Pure.
import { randomBytes } from 'node:crypto';

export interface WebPage {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface PageParts {
  readonly title: string;
  /** HTML. */
  readonly body: string;
  readonly script?: string;
  /** The one origin that a form of the page may be sent to. */
  readonly formTo?: string;
  readonly referrer?: 'no-referrer' | 'unsafe-url';
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}h1{font-size:1.4rem}a{color:#0b57d0}';

function webPage({ title, body, script, formTo, referrer = 'no-referrer' }: PageParts): WebPage {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    ...(script === undefined ? [] : [`script-src 'nonce-${nonce}'`]),
    `form-action ${formTo ?? "'none'"}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  const run = script === undefined ? '' : `<script nonce="${nonce}">${script}</script>`;
  return {
    html: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>
<style nonce="${nonce}">${STYLE}</style></head>
<body><h1>${escapeHtml(title)}</h1>
${body}
${run}</body></html>
`,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'referrer-policy': referrer,
      'cache-control': 'no-store',
    },
  };
}

/**
 * Hands the token to the dashboard, as Keystone's own template does (keystone/etc/sso_callback_template.html). Whether it is
 * told this URL: browsers send the bare origin from one site to another unless the page says otherwise, from which Horizon
 * takes a wrong URL of Keystone; without any it uses that of its settings.
 */
export function tokenPage(
  origin: string,
  token: string,
  { sendReferrer }: { readonly sendReferrer: boolean },
): WebPage {
  const submit = "document.forms['sso'].submit();";
  return webPage({
    title: 'Logging in',
    body: `<form id="sso" name="sso" method="post" action="${escapeHtml(origin)}">
<input type="hidden" name="token" value="${escapeHtml(token)}">
<noscript><button>Continue</button></noscript>
</form>`,
    // Code and state, though used, are no business of the dashboard's.
    script: sendReferrer ? `history.replaceState(null, '', location.pathname);${submit}` : submit,
    formTo: new URL(origin).origin,
    referrer: sendReferrer ? 'unsafe-url' : 'no-referrer',
  });
}

export const choicePage = (choices: readonly { readonly name: string; readonly url: string }[]): WebPage =>
  webPage({
    title: 'Where do you log in?',
    body: `<ul>${choices.map(({ name, url }) => `<li><a href="${escapeHtml(url)}">${escapeHtml(name)}</a></li>`).join('')}</ul>`,
  });

export const loggedOutPage = (): WebPage =>
  webPage({
    title: 'You are logged out',
    body: '<p>Your session at the gateway has ended. You may close this page.</p>',
  });

/** `again`: where the login begins anew. */
export const errorPage = (message: string, again: string | undefined): WebPage =>
  webPage({
    title: 'The login did not succeed',
    body: `<p>${escapeHtml(message)}</p>${again === undefined ? '' : `\n<p><a href="${escapeHtml(again)}">Try again</a></p>`}`,
  });

// SPDX-License-Identifier: Apache-2.0
// RFC 8288: of a member's Link header only the pages of a list pass, which openstacksdk follows. Any other relation is an
// order to a browser (preload, preconnect, stylesheet), and a link that leads away would be followed with a token.

const PAGES: ReadonlySet<string> = new Set(['next', 'prev', 'previous', 'first', 'last']);
const LINK = /<([^<>]*)>([^<>]*)/g;
const REL = /(?:^|;)\s*rel\s*=\s*(?:"([^"]*)"|([^\s";,]+))/i;

/** `locate` gives the gateway's URL, or undefined where it leads elsewhere. Undefined: nothing is left. */
export function pageLinks(
  link: string | readonly string[],
  locate: (url: string) => string | undefined,
): string | undefined {
  const kept: string[] = [];
  for (const [, url = '', parameters = ''] of String(link).matchAll(LINK)) {
    const found = REL.exec(parameters);
    const rel = (found?.[1] ?? found?.[2] ?? '').toLowerCase();
    const ours = PAGES.has(rel) ? locate(url) : undefined;
    if (ours !== undefined) kept.push(`<${ours}>; rel="${rel}"`);
  }
  return kept.length === 0 ? undefined : kept.join(', ');
}

// SPDX-License-Identifier: Apache-2.0
// What a browser lets a console's page do: the page is the member's, and the name in the address bar may be the gateway's.
// Nothing here trusts the page; all of it is told to the browser by headers.

/**
 * A document of an origin of its own that nobody else has (HTML, "sandboxed origin browsing context flag"): no cookies, no
 * storage, no service worker, no reading of what the gateway answers. No popups, no navigation of other windows, also
 * where it has an origin of its own.
 */
const SANDBOX = 'sandbox allow-scripts allow-forms allow-modals allow-pointer-lock';

/**
 * The storage that pages use without asking whether there is one (noVNC up to 1.3, spice-html5), for as long as the page
 * lives. In a sandbox the real one throws.
 */
const STORAGE = `<script>for(const name of["localStorage","sessionStorage"]){const kept=new Map();Object.defineProperty(window,name,{value:{getItem:k=>kept.get(String(k))??null,setItem:(k,v)=>{kept.set(String(k),String(v))},removeItem:k=>{kept.delete(String(k))},clear:()=>kept.clear(),key:i=>[...kept.keys()][i]??null,get length(){return kept.size}}})}Object.defineProperty(document,"cookie",{get:()=>"",set:()=>{}})</script>`;

export interface BrowserPolicy {
  /** Beside what the header policy lets pass. */
  headers(): string[];
  /** Absent: pages pass as they are. */
  readonly page?: (html: string) => string;
  /** Whether a page of this origin may open a WebSocket at a console with the origin `own`. */
  mayConnect(origin: string | undefined, own: string): boolean;
}

export function createBrowserPolicy(deps: {
  /** Whether consoles have host names of their own. */
  readonly apart: boolean;
  /** Origins of dashboards that show consoles within their own pages. */
  readonly dashboards: () => readonly string[];
}): BrowserPolicy {
  const { apart, dashboards } = deps;
  return {
    headers() {
      const ancestors = dashboards().join(' ') || "'none'";
      const policy = `${SANDBOX}${apart ? ' allow-same-origin' : ''}; frame-ancestors ${ancestors}`;
      return [
        ...['content-security-policy', policy],
        ...['x-content-type-options', 'nosniff'],
        // The URL is the right to the console.
        ...['referrer-policy', 'no-referrer'],
        // Scripts that are modules, fonts and fetched files are read across origins where the page has an opaque one.
        ...(apart ? [] : ['access-control-allow-origin', '*']),
      ];
    },
    ...(apart ? {} : { page: withStorage }),
    mayConnect: (origin, own) =>
      // Programs send none, or that of the URL that they open. Whatever has an opaque origin sends `null`.
      origin === undefined || origin === own || (!apart && origin === 'null') || dashboards().includes(origin),
  };
}

/** Before the page's first script, and behind its doctype: without one, a browser would lay it out as in 1999. */
const withStorage = (html: string): string =>
  html.replace(/^(?:\xef\xbb\xbf)?(?:\s|<!--.*?-->)*(?:<!doctype[^>]*>)?/is, (start) => `${start}${STORAGE}`);

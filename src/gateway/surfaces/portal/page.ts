// SPDX-License-Identifier: Apache-2.0
// What a page of the portal is: a path, the word that leads to it, and what it shows to a visit. To add one: a file in pages/
// and a line in its index (docs/adding-a-page.md).
import type { Html } from './html.ts';
import type { Snippets } from './snippets.ts';
import type { Texts } from './texts/index.ts';
import type { Visit } from './visit.ts';

export interface Page {
  /** Below /portal, in the router's writing: `/resources/:kind`. */
  readonly path: string;
  /** Stands in the navigation, by this word. */
  readonly nav?: keyof Texts['nav'];
  /** To be seen without a login. */
  readonly open?: true;
  /** For operators of the gateway; for all others there is no such page. */
  readonly operator?: true;
  get(visit: Visit): Answer | Promise<Answer>;
  /** A form of the page that was sent. That it came from a page of ours has been checked. */
  post?(visit: Visit, form: URLSearchParams): Answer | Promise<Answer>;
}

export type Answer = View | Redirect | Download;

export interface View {
  readonly kind: 'view';
  readonly status?: number;
  readonly title: string;
  /** Parts that come one by one are sent as they come. */
  readonly body: Html | AsyncIterable<Html>;
  /** How a command or a program does the same. */
  readonly snippets?: Snippets;
  /** The project that somebody works in by it, as the API takes one: proposed where the next one is asked for. */
  readonly project?: string | null | undefined;
  /** It tells what nobody else may learn: not compressed, since its length would tell of it. */
  readonly secret?: true;
}

/** `to`: a path of the portal, with its query. */
interface Redirect {
  readonly kind: 'redirect';
  readonly to: string;
}

/** Links to it have no `download`: by that a browser would save a failure as the file. */
export interface Download {
  readonly kind: 'download';
  /** Of the file. */
  readonly name: string;
  readonly type: string;
  readonly body: string | AsyncIterable<string>;
}

export const view = (title: string, body: View['body'], more: Partial<View> = {}): View => ({
  kind: 'view',
  title,
  body,
  ...more,
});

// SPDX-License-Identifier: Apache-2.0
// What of a console proxy's answer a browser gets: little, since the page needs little and the browser obeys headers.

import type { AnswerPlan } from '../../../members/answer-plan.ts';
import { type AnswerHeaders, firstOf, pageHeaders } from '../../../members/headers.ts';
import { GatewayError } from '../../../model/errors.ts';
import type { Console } from '../../consoles.ts';
import type { BrowserPolicy } from './browser-policy.ts';

export interface PlanInput {
  readonly console: Console;
  /** Of the request, as the member sees it. */
  readonly path: string;
  /** The path that leads to the console proxy's root, as the browser sees it. */
  readonly base: string;
  readonly policy: BrowserPolicy;
  readonly status: number;
  readonly headers: AnswerHeaders;
}

export function planAnswer({ console, path, base, policy, status, headers }: PlanInput): AnswerPlan {
  const out = [...pageHeaders(headers), ...policy.headers()];
  if (status > 300 && status < 400 && status !== 304) out.push('location', locationOf(console, path, base, headers));
  const { page } = policy;
  if (page === undefined || status !== 200 || !/^text\/html\b/i.test(firstOf(headers, 'content-type') ?? ''))
    return { status, headers: out };
  return { status, headers: out, translate: { whole: page, stream: () => beginning(page) } };
}

/** A redirect stays with this console proxy: there is nowhere else that its page has business at. */
function locationOf({ origin, cloud }: Console, path: string, base: string, headers: AnswerHeaders): string {
  const location = firstOf(headers, 'location') ?? '';
  const to = URL.parse(location, `${origin}${path}`);
  if (location === '' || to?.origin !== new URL(origin).origin)
    throw new GatewayError('memberRedirect', { cloud, detail: `a console redirects to "${location.slice(0, 200)}"` });
  return `${base}${to.pathname}${to.search}`;
}

/** Of a page that comes in pieces only the first is of interest. */
function beginning(page: (html: string) => string): { push(chunk: Buffer): Buffer; end(): Buffer } {
  let begun = false;
  return {
    push(chunk) {
      if (begun) return chunk;
      begun = true;
      return Buffer.from(page(chunk.toString('latin1')), 'latin1');
    },
    end: () => Buffer.alloc(0),
  };
}

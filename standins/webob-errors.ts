// SPDX-License-Identifier: Apache-2.0
// Errors as WebOb writes them, which is how Glance refuses: a page, or JSON for whoever takes that and no pages
// (webob/exc.py, `generate_response`). The JSON's message keeps the page's line breaks.
import { STATUS_CODES } from 'node:http';
import { type Answer, Refusal } from './http.ts';

class Explained {
  readonly status: string;
  readonly why: string;
  constructor(status: number, why: string) {
    this.status = `${status} ${STATUS_CODES[status]}`;
    this.why = why;
  }
}

export const explained = (status: number, why: string): Answer => ({ status, body: new Explained(status, why) });
export const refused = (status: number, why: string): Refusal => new Refusal(status, new Explained(status, why));

/** The answer in the form that was asked for. */
export function inForm({ status, body, headers }: Answer, accept = ''): Answer {
  if (!(body instanceof Explained)) return { status, body, ...(headers && { headers }) };
  const whole = `${body.why}<br /><br />\n\n\n`;
  const json = /\bapplication\/json\b/.test(accept) && !/text\/(html|\*)|\*\/\*/.test(accept);
  if (json) {
    const title = body.status.slice(4);
    const type = { 'Content-Type': 'application/json' };
    return { status, body: { message: whole, code: body.status, title }, headers: { ...headers, ...type } };
  }
  const page = `<html>\n <head>\n  <title>${body.status}</title>\n </head>\n <body>\n  <h1>${body.status}</h1>\n  ${whole}\n </body>\n</html>`;
  return { status, body: page, headers: { ...headers, 'Content-Type': 'text/html; charset=UTF-8' } };
}

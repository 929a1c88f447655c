// SPDX-License-Identifier: Apache-2.0
// `fetch` as every command of a user does it: tokens go by https only (plain http is for loopback hosts), no answer is
// without end, and a server that is away is told in a sentence.
import { isLoopback } from '../model/loopback.ts';
import { AWAY, authorityHint, CommandError } from './command.ts';
import { causes, reasonOf } from './error-causes.ts';

/** Bytes. A description or a token is a few KiB. */
const MAX_ANSWER = 1024 * 1024;

export const isSafeUrl = (url: string): boolean => {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && isLoopback(parsed.hostname));
};

export const guardedFetch =
  (inner: typeof fetch, most = MAX_ANSWER) =>
  async (url: string, options: object): Promise<Response> => {
    const { origin } = new URL(url);
    if (!isSafeUrl(url)) throw new CommandError(`${url} must be https (plain http is for loopback hosts only)`);
    try {
      const answer = await inner(url, options as RequestInit);
      const { status, headers } = answer;
      const body = await boundedBody(answer, origin, most);
      return new Response(body.length === 0 ? null : body, { status, headers });
    } catch (error) {
      // fetch rejects with a TypeError on a network error (https://fetch.spec.whatwg.org/#fetch-method).
      if (!(error instanceof TypeError)) throw error;
      const hint = authorityHint(causes(error).at(-1));
      // Waiting makes no certificate a trusted one.
      const exitCode = hint === '' ? AWAY : 1;
      throw new CommandError(`${origin} cannot be reached: ${reasonOf(error)}${hint}`, { cause: error, exitCode });
    }
  };

async function boundedBody({ body }: Response, origin: string, most: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > most) throw new CommandError(`${origin} gave an answer of more than ${most / 1024} KiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

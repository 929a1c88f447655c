// SPDX-License-Identifier: Apache-2.0
// What calls throw beside what `fetch` itself throws: an answer that is no success, and a list that is not whole.
import type { CloudReport, Problem } from './scs-api.ts';

const TYPE = 'urn:scs-gateway:error:';

/** An answer that is not 2xx. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** What the gateway says (RFC 9457); undefined where something else answered, a proxy perhaps. */
  readonly problem: Problem | undefined;
  /** The row of the gateway's error table, `nativeNotFound`. */
  readonly code: string | undefined;
  /** What happened, in a sentence. */
  readonly detail: string;
  // Not fields, so that a log of the error stays short.
  readonly #response: Response;
  readonly #body: unknown;

  /** `cause`: how the attempt before failed, where the call was tried again. */
  constructor(response: Response, body: unknown, cause?: unknown) {
    const problem = isProblem(body) ? body : undefined;
    const status = problem?.status ?? response.status;
    const detail = problem?.detail ?? (clipped(body) || response.statusText || 'no reason given');
    const about = problem === undefined ? '' : ` ${problem.code}`;
    const request = problem === undefined ? '' : ` (${problem.requestId})`;
    super(`${status}${about}: ${detail}${request}`, cause === undefined ? {} : { cause });
    this.status = status;
    this.problem = problem;
    this.code = problem?.code;
    this.detail = detail;
    this.#response = response;
    this.#body = body;
  }

  /** The answer, for its headers; its body has been read. */
  get response(): Response {
    return this.#response;
  }

  /** That body, as JSON if it was. */
  get body(): unknown {
    return this.#body;
  }
}

/** What the gateway says of a call that threw; undefined where it was no answer of the gateway (no network, aborted). */
export const problemOf = (error: unknown): Problem | undefined =>
  error instanceof ApiError ? error.problem : undefined;

/** All has been given that there was, but these clouds failed: objects of theirs may be missing. */
export class PartialListError extends Error {
  override readonly name = 'PartialListError';
  readonly clouds: readonly CloudReport[];

  constructor(clouds: readonly CloudReport[]) {
    super(
      `the list is not whole: ${clouds.map(({ cloud, error }) => `${cloud}: ${error?.detail ?? 'failed'}`).join(' ')}`,
    );
    this.clouds = clouds;
  }
}

/** JSON if it is, else text. */
export async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'type' in body && String(body.type).startsWith(TYPE);

/** A page of a proxy, say. */
const clipped = (body: unknown): string => (typeof body === 'string' ? body.trim().slice(0, 200) : '');

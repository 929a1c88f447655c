// SPDX-License-Identifier: Apache-2.0
// A 401 to a credential that may be good. It is kept until whoever gave the credential has been asked: if that is good, the
// 401 is of something behind the member and goes to the client as it came. Sending the request again would have the
// service do its work twice, and could not be done at all after a streamed body.
import type { IncomingMessage } from 'node:http';
import type { AnswerHeaders } from './headers.ts';

/** Nobody may get it, so it is read for the sake of the connection, but not for ever. */
const LARGEST = 64 * 1024;
/** Milliseconds. A refusal is a few words. */
const PATIENCE = 3_000;

export class Declined {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly chunks: Buffer[] = [];
  #size = 0;
  #patience: NodeJS.Timeout;

  /** `late`: its end does not come. */
  constructor(status: number, headers: AnswerHeaders, late: () => void) {
    this.status = status;
    this.headers = headers;
    this.#patience = setTimeout(late, PATIENCE).unref();
  }

  close(): void {
    clearTimeout(this.#patience);
  }

  /** False: it is longer than any refusal. */
  push(chunk: Buffer): boolean {
    this.#size += chunk.length;
    if (this.#size > LARGEST) return false;
    this.chunks.push(chunk);
    return true;
  }
}

/** Undefined where it is too long, breaks off or does not come to its end in time. Its connection is of no use then. */
export async function readDeclined(answer: IncomingMessage): Promise<Declined | undefined> {
  const declined = new Declined(answer.statusCode ?? 0, answer.headers, () => answer.destroy());
  try {
    for await (const chunk of answer) if (!declined.push(chunk as Buffer)) return undefined;
    return declined;
  } catch {
    return undefined;
  } finally {
    declined.close();
    answer.destroy();
  }
}

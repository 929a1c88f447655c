// SPDX-License-Identifier: Apache-2.0
// The hash chain of one process. Each event has its number and the hash of the one before, and ends with its own hash, which is
// over the line as it stands up to `,"hash":`. So whoever has a file needs no more than SHA-256 and a cut of the line to check
// it; and with a key (HMAC) nobody without it can write another chain.
import { createHmac, hash, randomUUID } from 'node:crypto';

/** What the first event of a chain follows. */
export const NOTHING = '0'.repeat(64);

export type Digest = (text: string) => string;

export const digestBy = (key: string | undefined): Digest =>
  key === undefined
    ? (text) => hash('sha256', text, 'hex')
    : (text) => createHmac('sha256', key).update(text).digest('hex');

/** The last event of a chain, as it is known. */
export interface Head {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
}

interface Linked {
  readonly seq: number;
  readonly line: string;
}

export interface Chain {
  readonly id: string;
  /** `event`: an object as JSON, without the brace at its end. */
  link(event: string): Linked;
  head(): Head;
}

export function createChain(digest: Digest): Chain {
  const id = randomUUID();
  const before = `,"chain":{"id":"${id}","seq":`;
  let seq = 0;
  let prev = NOTHING;
  return {
    id,
    link(event) {
      seq += 1;
      const body = `${event}${before}${seq},"prev":"${prev}"}`;
      prev = digest(body);
      return { seq, line: `${body},"hash":"${prev}"}\n` };
    },
    head: () => ({ chain: id, seq, hash: prev }),
  };
}

const TAIL = /^(\{.*),"hash":"([0-9a-f]{64})"\}$/s;

export interface ReadEvent extends Head {
  readonly prev: string;
  /** What the hash is over. */
  readonly body: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever a file has
  readonly event: any;
}

/** Undefined: the line is no event of a chain, or not all of one. */
export function readEvent(line: string): ReadEvent | undefined {
  const [, body, hash] = TAIL.exec(line) ?? [];
  if (body === undefined || hash === undefined) return undefined;
  try {
    const event = JSON.parse(line);
    const { id, seq, prev } = event.chain ?? {};
    if (typeof id !== 'string' || !Number.isSafeInteger(seq) || seq < 1 || typeof prev !== 'string') return undefined;
    return { chain: id, seq, hash, prev, body, event };
  } catch {
    return undefined;
  }
}

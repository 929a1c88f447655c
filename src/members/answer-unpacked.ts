// SPDX-License-Identifier: Apache-2.0
// A compressed answer that is to be translated, as the client gets it: uncompressed and translated, whole where it is
// small, else in pieces between which the event loop does other work, at the pace of the client. It is unpacked once to
// know its size, so that one that cannot be read is refused before the client has seen any of it, and none is held whole.
import type { ServerResponse } from 'node:http';
import { isGone } from '../http/client-stream.ts';
import { drained } from '../http/drained.ts';
import { GatewayError } from '../model/errors.ts';
import { unpacked } from './decompress.ts';

export interface Packed {
  readonly client: ServerResponse;
  readonly cloud: string;
  readonly coding: string;
  readonly body: Buffer;
  /** Up to here it is sent whole. */
  readonly small: number;
  /** Milliseconds that a client may read nothing. */
  readonly patience: number;
  /** Sends all of it, a latin1 text of bytes. */
  whole(text: string): void;
  /** Sends the head; `write` what follows. */
  begin(): void;
  readonly rewriter: () => { push(chunk: Buffer): Buffer; end(): Buffer };
  end(last: Buffer): void;
}

/** Rejects with `memberGarbage`, or with `clientTimeout` where the client has gone or does not read. */
export async function answerUnpacked(answer: Packed): Promise<void> {
  const { client, cloud, coding, body, small } = answer;
  const first: Buffer[] = [];
  let size = 0;
  for await (const piece of unpacked(coding, body, cloud)) {
    if (isGone(client)) throw new GatewayError('clientTimeout', { detail: 'the client has gone' });
    size += piece.length;
    if (size <= small) first.push(piece);
  }
  if (size <= small) {
    answer.whole(Buffer.concat(first).toString('latin1'));
    return;
  }
  first.length = 0;
  answer.begin();
  const rewriter = answer.rewriter();
  for await (const piece of unpacked(coding, body, cloud)) {
    const ours = rewriter.push(piece);
    if (ours.length > 0 && !client.write(ours)) await drained(client, answer.patience);
  }
  answer.end(rewriter.end());
}

// SPDX-License-Identifier: Apache-2.0
// What is to become of a member's answer, as the surface decides by its head; relay and tunnel carry it out.
import type { AnswerHeaders, RawNames } from './headers.ts';

/** How an answer's body is treated, decided once its head is known. */
export interface AnswerPlan {
  readonly status: number;
  /** Flat list for writeHead; without content-length. */
  readonly headers: string[];
  /** Absent: bytes pass as they are. */
  readonly translate?: Translation;
}

export interface Translation {
  /** A whole body. latin1 in and out: bytes stay bytes. */
  whole(text: string): string;
  /** Whether the head need not wait for the body, where that has no length: it hardly ever is what is translated. */
  readonly early?: boolean;
  stream(): { push(chunk: Buffer): Buffer; end(): Buffer };
}

/** What becomes of an answer, by its head. Undefined: a 401 to be mended, none of it is for the client. */
export type Plan = (status: number, headers: AnswerHeaders, raw?: RawNames) => AnswerPlan | undefined;

// SPDX-License-Identifier: Apache-2.0
// What is wrong with all logins at a member, as far as logins have shown: /readyz and /scs/v1/clouds say it in the same words.
import type { ErrorCode } from './errors.ts';

export interface LoginTrouble {
  readonly code: Extract<ErrorCode, 'memberRefused' | 'memberUnreachable'>;
  /** A clause; its subject, where it has none, is the cloud. */
  readonly words: string;
}

/** `since`: ISO 8601. */
export const refusesAll = (since: string): LoginTrouble => ({
  code: 'memberRefused',
  words: `refuses whomever the gateway sends, since ${since}`,
});

export const failsAll = (status: number, since: string): LoginTrouble => ({
  code: 'memberUnreachable',
  words: `its Keystone answers every login with ${status}, since ${since}`,
});

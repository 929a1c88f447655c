// SPDX-License-Identifier: Apache-2.0
// Application credentials of the gateway: what a token made from one may do, and what the gateway keeps of one. No I/O.
import { hash } from 'node:crypto';
import type { AccessRule } from './access-rules.ts';
import type { ProjectRef } from './identity.ts';

/** As it is kept, without its secret. */
export interface ApplicationCredential {
  readonly id: string;
  /** The owner's id at the gateway. */
  readonly owner: string;
  readonly name: string;
  readonly description: string | null;
  readonly project: ProjectRef;
  /** Names. The owner's at the time of creation, if `limited` is false. */
  readonly roles: readonly string[];
  /** The roles were chosen, and bind it. */
  readonly limited: boolean;
  readonly unrestricted: boolean;
  readonly accessRules?: readonly AccessRule[];
  /** Epoch milliseconds. */
  readonly expiresAt?: number;
}

/**
 * All tokens of one credential descend from it as from a login: this is the audit id that stands for it, so that they, and
 * what they have opened, end as those of a revoked login do.
 */
export const credentialAuditId = (id: string): string =>
  hash('sha256', `application credential\0${id}`, 'base64url').slice(0, 22);

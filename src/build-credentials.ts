// SPDX-License-Identifier: Apache-2.0
// Application credentials as the running gateway has them: put together for the composition root.
import { type ApplicationCredentials, createApplicationCredentials } from './federation/credentials/index.ts';
import type { GroupProof } from './federation/group-memory.ts';
import type { Revocations } from './federation/revocations.ts';
import type { CredentialLookup } from './federation/tokens.ts';
import type { CredentialSurface } from './gateway/surfaces/identity/deps.ts';
import type { Clock } from './model/clock.ts';
import type { DurableStore } from './model/durable-store.ts';
import type { Seal } from './model/seal.ts';
import type { Store } from './model/store.ts';

export interface CredentialSettings {
  readonly perUser: number;
  readonly rules: number;
  /** Milliseconds. */
  readonly ownerUnseen: number;
}

interface Log {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface Credentials {
  readonly applicationCredentials: CredentialSurface;
  readonly lookup: CredentialLookup;
  /** A token of an identity provider was verified. */
  seen(proof: GroupProof): Promise<void>;
}

export function buildCredentials(deps: {
  readonly durable: DurableStore;
  readonly store: Store;
  readonly seal: Seal;
  readonly revocations: Revocations;
  readonly now: Clock;
  readonly settings: () => CredentialSettings;
  readonly log: () => Log;
  readonly saysAgain: (what: string) => boolean;
}): Credentials {
  const { durable, store, seal, revocations, now, settings, log, saysAgain } = deps;
  const credentials = createApplicationCredentials({
    ...{ durable, store, seal, revocations, now },
    options: settings,
    log: {
      notNoted(error) {
        if (saysAgain('owner not noted'))
          log().warn({ reason: String(error) }, 'a login of an owner of application credentials could not be noted');
      },
      unreadable(kind) {
        if (saysAgain(`unreadable ${kind}`))
          log().error(
            { kind },
            'durable store: an item is not what was sealed, or its seal key is gone; it counts as missing',
          );
      },
    },
  });
  return {
    applicationCredentials: {
      credentials: credentials satisfies ApplicationCredentials,
      mostRules: () => settings().rules,
      perUser: () => settings().perUser,
      now,
    },
    lookup: credentials.claimsOf,
    // Not awaited by anything that would fail: a login does not depend on it.
    seen: ({ principal, issuedAt }) => credentials.seen(principal, Math.min(issuedAt, now())),
  };
}

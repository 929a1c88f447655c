// SPDX-License-Identifier: Apache-2.0
// Application credentials as the running gateway has them: put together for the composition root.
import { type ApplicationCredentials, createApplicationCredentials } from './federation/credentials/index.ts';
import type { OwnerQuestions } from './federation/credentials/owner-refresh.ts';
import type { PrincipalSource } from './federation/credentials/sources.ts';
import type { GroupProof } from './federation/group-memory.ts';
import type { Revocations } from './federation/revocations.ts';
import type { CredentialLookup } from './federation/tokens.ts';
import type { CredentialSurface } from './gateway/own-credentials.ts';
import type { Clock } from './model/clock.ts';
import type { DurableStore } from './model/durable-store.ts';
import type { Store } from './model/store.ts';

export interface CredentialSettings {
  readonly perUser: number;
  readonly rules: number;
  /** Milliseconds. */
  readonly ownerUnseen: number;
}

interface Log {
  warn(fields: object, message: string): void;
}

export interface Credentials {
  readonly applicationCredentials: CredentialSurface;
  readonly lookup: CredentialLookup;
  /** A token of an identity provider was verified. */
  seen(proof: GroupProof): Promise<void>;
  close(): void;
}

export function buildCredentials(deps: {
  readonly durable: DurableStore;
  readonly store: Store;
  readonly revocations: Revocations;
  readonly now: Clock;
  readonly settings: () => CredentialSettings;
  /** Of principals, by the configuration of now. */
  readonly sources: () => readonly PrincipalSource[];
  /** Absent: owners are known by their logins alone. */
  readonly questions?: OwnerQuestions;
  readonly log: () => Log;
  readonly saysAgain: (what: string) => boolean;
}): Credentials {
  const { durable, store, revocations, now, settings, sources, log, saysAgain } = deps;
  const credentials = createApplicationCredentials({
    ...{ durable, store, revocations, now, sources },
    ...(deps.questions && { questions: deps.questions }),
    options: settings,
    log: {
      notNoted(error) {
        if (saysAgain('owner not noted'))
          log().warn({ reason: String(error) }, 'a login of an owner of application credentials could not be noted');
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
    close: credentials.close,
    // Not awaited by anything that would fail: a login does not depend on it.
    seen: ({ principal, issuedAt }) => credentials.seen(principal, Math.min(issuedAt, now())),
  };
}

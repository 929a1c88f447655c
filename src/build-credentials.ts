// SPDX-License-Identifier: Apache-2.0
// Application credentials as the running gateway has them: put together for the composition root, with what they need from
// time to time. Without a store that outlives the process there are none.
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
}

export interface Credentials {
  readonly applicationCredentials?: CredentialSurface;
  readonly lookup?: CredentialLookup;
  /** A token of an identity provider was verified. */
  seen(proof: GroupProof): Promise<void>;
  close(): void;
}

/** Milliseconds: what older keys have sealed is sealed anew long before `keys rotate` removes them. */
const RENEW_EVERY = 6 * 60 * 60_000;
const FIRST_RENEWAL = 2 * 60_000;

export function buildCredentials(deps: {
  readonly durable: DurableStore | undefined;
  readonly store: Store;
  readonly seal: Seal;
  readonly revocations: Revocations;
  readonly now: Clock;
  readonly settings: () => CredentialSettings;
  readonly log: () => Log;
  readonly saysAgain: (what: string) => boolean;
}): Credentials {
  const { durable, store, seal, revocations, now, settings, log, saysAgain } = deps;
  if (durable === undefined) return { seen: async () => undefined, close: () => undefined };
  const credentials = createApplicationCredentials({
    ...{ durable, store, seal, revocations, now },
    options: settings,
    log: {
      unreadable(kind, id) {
        if (saysAgain(`unreadable ${kind} ${id}`))
          log().warn({ kind, id }, 'what is kept cannot be read: its seal key is gone, or somebody has changed it');
      },
      notNoted(error) {
        if (saysAgain('owner not noted'))
          log().warn({ reason: String(error) }, 'a login of an owner of application credentials could not be noted');
      },
    },
  });
  const renew = (): void =>
    void credentials.renewSeals().then(
      (count) => {
        if (count > 0) log().warn({ count }, 'sealed anew what an older key had sealed');
      },
      (error: unknown) => log().warn({ reason: String(error) }, 'what older keys have sealed could not be sealed anew'),
    );
  const timers = [setTimeout(renew, FIRST_RENEWAL).unref(), setInterval(renew, RENEW_EVERY).unref()];
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
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

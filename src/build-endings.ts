// SPDX-License-Identifier: Apache-2.0
// What ends logins from outside, and what is known of identity providers while they are away: logouts that they tell of,
// their last documents, and of whom there may be tokens.
import { type BackChannelLogout, createBackChannelLogout } from './federation/back-channel-logout.ts';
import { createKeptDocuments } from './federation/identity/kept-documents.ts';
import { createKnownUsers } from './federation/known-users.ts';
import type { Revocations } from './federation/revocations.ts';
import { type LogoutLogDeps, logoutLog } from './gateway/logout-log.ts';
import type { Fleet } from './members/fleet.ts';
import type { DurableStore } from './model/durable-store.ts';
import type { Principal } from './model/identity.ts';
import type { Store } from './model/store.ts';

export interface EndingsDeps extends LogoutLogDeps {
  readonly fleet: () => Fleet;
  readonly store: Store;
  readonly durable: DurableStore;
  readonly revocations: Revocations;
}

export interface Endings extends Pick<BackChannelLogout, 'logOut'> {
  /** For those who judge the tokens of identity providers. */
  readonly judging: Pick<BackChannelLogout, 'loggedOut'> & { readonly kept: ReturnType<typeof createKeptDocuments> };
  readonly onLogin: (principal: Principal) => void;
  /** For /readyz: requests go on without a provider, logins of its users may not. */
  readiness(): { readonly ok: boolean; readonly detail: string; readonly needed: false };
}

export function buildEndings(deps: EndingsDeps): Endings {
  const { fleet, store, durable, revocations, now } = deps;
  const providers = () => fleet().identityProviders;
  const logout = createBackChannelLogout({ providers, revocations, store, now, onLogout: logoutLog(deps) });
  return {
    judging: { loggedOut: logout.loggedOut, kept: createKeptDocuments(durable) },
    logOut: logout.logOut,
    onLogin: createKnownUsers({ store, now }),
    readiness() {
      const all = providers().health();
      const told = all.map(({ id, detail }) => `${id}: ${detail}`).join('; ');
      return { ok: all.every(({ ok }) => ok), detail: told || 'none configured', needed: false };
    },
  };
}

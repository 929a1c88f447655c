// SPDX-License-Identifier: Apache-2.0
// What logins in a browser need beside the identity facade's own.
import type { BrowserLogin } from '../../../federation/browser-login/index.ts';
import type { RefreshTokens } from '../../../federation/owner-groups/refresh-tokens.ts';
import type { Clock } from '../../../model/clock.ts';
import type { Seal } from '../../../model/seal.ts';
import type { Store } from '../../../model/store.ts';

export interface WebSsoDeps {
  /** Providers with a login in a browser. As the others a function: the configuration may change at runtime. */
  readonly logins: () => readonly BrowserLogin[];
  readonly trustedDashboards: () => readonly string[];
  readonly sendReferrer: () => boolean;
  readonly seal: Seal;
  readonly store: Pick<Store, 'add'>;
  readonly now: Clock;
  /** Tokens of the provider that a login leaves for later, under its audit id. Absent: none is kept. */
  readonly loginTokens?: {
    keep(login: string, what: string, kept: { readonly token: string; readonly until: number }): Promise<void>;
    of(login: string, what: string): Promise<{ readonly token: string } | undefined>;
    forget(login: string, whats: Iterable<string>): Promise<void>;
  };
  /** What becomes of the refresh token that a login has brought. Absent: nothing. */
  readonly refreshTokens?: Pick<RefreshTokens, 'left'>;
}

// SPDX-License-Identifier: Apache-2.0
// Whether a token of an identity provider is taken, and whose it is: by the very check of a login, which asks the issuer for
// its keys and for what the token lacks. Why it is not taken, the gateway tells its operator alone.

import type { Config } from '../config/config.ts';
import type { Principal } from '../model/identity.ts';
import type { CheckDeps } from './index.ts';
import { withProviders } from './index.ts';
import { reasonOf } from './ledger.ts';

export type TokenVerdict =
  | { readonly principal: Principal; readonly expiresAt: number; readonly notes: readonly string[] }
  | { readonly refused: string; readonly notes: readonly string[] };

export async function explainToken(config: Config, token: string, deps: CheckDeps = {}): Promise<TokenVerdict> {
  return withProviders(config, deps, async (providers, outcomes) => {
    const notes = (): string[] =>
      outcomes
        .filter(({ outcome }) => outcome !== 'ok')
        .map(({ outcome, reason, ...rest }) =>
          [outcome, reason, 'detail' in rest ? rest.detail : ''].filter(Boolean).join(', '),
        );
    try {
      const { principal, expiresAt } = await providers.authenticateAny(token);
      return { principal, expiresAt, notes: notes() };
    } catch (error) {
      return { refused: reasonOf(error), notes: notes() };
    }
  });
}

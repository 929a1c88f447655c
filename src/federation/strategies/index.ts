// SPDX-License-Identifier: Apache-2.0
// The list of strategies for OpenStack members. A new one is a file in this folder and a line here.
import type { Strategy } from '../../model/strategy.ts';
import type { AssertionDeps } from '../assertion.ts';
import {
  type ApplicationCredential,
  createApplicationCredential,
  createPassword,
  type PasswordCredential,
} from './held-credential.ts';
import { createHubOidc, type HubOidcOptions } from './hub-oidc.ts';
import { createNative } from './native.ts';

export type StrategyOptions =
  | HubOidcOptions
  | { readonly kind: 'application-credential'; readonly credentials: readonly ApplicationCredential[] }
  | { readonly kind: 'password'; readonly credentials: readonly PasswordCredential[] }
  | { readonly kind: 'native' };

export function createStrategy(
  options: StrategyOptions,
  member: { readonly authUrl: string },
  deps: AssertionDeps,
): Strategy {
  switch (options.kind) {
    case 'hub-oidc':
      return createHubOidc(options, member, deps);
    case 'application-credential':
      return createApplicationCredential(options.credentials, member);
    case 'password':
      return createPassword(options.credentials, member);
    case 'native':
      return createNative(member);
  }
}

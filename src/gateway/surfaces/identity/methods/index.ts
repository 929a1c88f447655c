// SPDX-License-Identifier: Apache-2.0
// The list of methods that `POST /v3/auth/tokens` accepts. A new one is a file in this folder and a line here
// (docs/adding-an-identity-method.md). Logins with an identity provider's token have their own URL: federated.ts.
import type { IdentityMethod } from '../identity-method.ts';
import { token } from './token.ts';

export const METHODS: readonly IdentityMethod[] = [token];

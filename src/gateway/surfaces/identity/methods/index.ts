// SPDX-License-Identifier: Apache-2.0
// The list of methods that `POST /v3/auth/tokens` takes: a new one is a file beside this and a line here
// (docs/adding-an-identity-method.md). Logins with an identity provider's token have a URL of their own: federated.ts.
import type { IdentityMethod } from '../identity-method.ts';
import { token } from './token.ts';

export const METHODS: readonly IdentityMethod[] = [token];

// SPDX-License-Identifier: Apache-2.0
// The methods of `POST /v3/auth/tokens`. A new one is a file in this folder and a line here
// (docs/adding-an-identity-method.md). Logins with an identity provider's token have their own URL: federated.ts.
import type { IdentityMethod } from '../identity-method.ts';
import { applicationCredential } from './application-credential.ts';
import { password } from './password.ts';
import { token } from './token.ts';

export const METHODS: readonly IdentityMethod[] = [password, token, applicationCredential];

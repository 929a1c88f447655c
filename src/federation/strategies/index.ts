// SPDX-License-Identifier: Apache-2.0
// The list of strategies for OpenStack members. A new one is a file in this folder and a line here; the configuration's
// schema and types, and the contract tests, follow from the list (docs/adding-a-strategy.md).
import { applicationCredential } from './application-credential.ts';
import { hubOidc } from './hub-oidc.ts';
import { native } from './native.ts';
import { passthrough } from './passthrough.ts';
import { password } from './password.ts';

/** In the order of the reference page. */
export const STRATEGIES = [hubOidc, passthrough, applicationCredential, password, native] as const;

export type StrategyOptions = ReturnType<(typeof STRATEGIES)[number]['resolve']>;

// SPDX-License-Identifier: Apache-2.0
// The list of the kinds of bearer token that identity providers issue. A new one is a file in this folder and a line here
// (docs/adding-an-identity-method.md). The kinds are tried in this order; the last one accepts any token.
import type { BearerKind } from '../bearer-kind.ts';
import { jws } from './jws.ts';
import { opaque } from './opaque.ts';

export const BEARERS: readonly BearerKind[] = [jws, opaque];

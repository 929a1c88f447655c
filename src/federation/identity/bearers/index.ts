// SPDX-License-Identifier: Apache-2.0
// The list of kinds of bearer token. A new one is a file in this folder and a line here. The kinds are asked in this
// order; the last one accepts every token that is left.
import type { BearerKind } from '../bearer-kind.ts';
import { jws } from './jws.ts';
import { opaque } from './opaque.ts';

export const BEARERS: readonly BearerKind[] = [jws, opaque];

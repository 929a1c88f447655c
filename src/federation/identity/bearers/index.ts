// SPDX-License-Identifier: Apache-2.0
// The list of kinds of bearer token that identity providers give: a new one is a file beside this and a line here. Each is
// asked in this order whether a token is of its kind; the last takes what is left.
import type { BearerKind } from '../bearer-kind.ts';
import { jws } from './jws.ts';
import { opaque } from './opaque.ts';

export const BEARERS: readonly BearerKind[] = [jws, opaque];

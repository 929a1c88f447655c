// SPDX-License-Identifier: Apache-2.0
// What is held is measured once all garbage is collected; without, a figure says how long ago V8 last did.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
export const collectGarbage = runInNewContext('gc') as () => void;

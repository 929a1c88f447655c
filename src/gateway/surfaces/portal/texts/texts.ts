// SPDX-License-Identifier: Apache-2.0
// What every language has to say: the words of the English table, as they may be in another language.
import type { en } from './en/index.ts';

/** A literal may be any text, a function any of the same values. */
type Said<T> = T extends string
  ? string
  : T extends (...values: infer V) => string
    ? (...values: V) => string
    : { readonly [K in keyof T]: Said<T[K]> };

export type Texts = Said<typeof en>;

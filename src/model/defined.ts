// SPDX-License-Identifier: Apache-2.0
// Objects whose optional fields are absent where they have no value, as `exactOptionalPropertyTypes`, JSON bodies and
// libraries that look at keys want them.

/** The same with fields that may be undefined made optional. */
export type Defined<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The fields that are not undefined, in their order. Null is a value. */
export const defined = <T extends object>(values: T): Defined<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;

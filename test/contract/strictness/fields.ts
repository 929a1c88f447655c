// SPDX-License-Identifier: Apache-2.0
// Which fields of an answer a stand-in has made up, and which it leaves out.
import { LEFT_OUT } from './left-out.ts';

const stem = (path: string): string => path.replace(/\?$/, '');
/** Of an empty list, or of nothing, nobody knows what would be in it. */
const isOpen = (path: string): boolean => /(\[\]|\?)$/.test(path);
const isBelow = (path: string, whole: string): boolean =>
  isOpen(whole) && path.startsWith(stem(whole)) && /^[.[]/.test(path.slice(stem(whole).length));
const isAmong = (path: string, paths: readonly string[]): boolean =>
  paths.some((one) => stem(one) === stem(path) || isBelow(stem(path), one) || isBelow(stem(one), path));

const without = (paths: readonly string[], others: readonly string[]): readonly string[] =>
  paths.filter((path) => !isAmong(path, others)).map(stem);

/** Fields of a stand-in that a real service does not have. */
export const inventedOf = (standIn: readonly string[], real: readonly string[]): readonly string[] =>
  without(standIn, real);

/** The other way round. */
export const missingOf = (standIn: readonly string[], real: readonly string[]): readonly string[] =>
  without(real, standIn);

/** The row of the table that says why a field is left out. */
export const reasonFor = (field: string): (typeof LEFT_OUT)[number] | undefined =>
  LEFT_OUT.find(([fields]) => new RegExp(`^${fields}$`).test(field));

/** What is to be said of a stand-in's fields beside the real ones; empty where all is well. */
export function remarksOn(standIn: readonly string[], real: readonly string[]): readonly string[] {
  const missing = missingOf(standIn, real).filter((field) => reasonFor(field) === undefined);
  return [
    ...inventedOf(standIn, real).map((field) => `invents ${field}`),
    ...missing.map((field) => `leaves out ${field} and does not say why`),
  ];
}

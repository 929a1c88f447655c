// SPDX-License-Identifier: Apache-2.0
// Use against limit as a bar, beside the figures that say the same. All bars of a table are of one measure, so that clouds compare.
import { type Html, html, NOTHING } from '../html.ts';

export interface Bar {
  readonly used: number;
  /** Null: there is none. */
  readonly limit: number | null;
}

const WIDTH = 320;
const HEIGHT = 10;

/** From here on a limit is worth a look. */
const NEAR = 0.8;

export type Fullness = 'good' | 'warn' | 'bad';
export const fullness = ({ used, limit }: Bar): Fullness => {
  if (limit === null) return 'good';
  if (used >= limit) return used === 0 ? 'good' : 'bad';
  return used / limit >= NEAR ? 'warn' : 'good';
};

/** The greatest limit or use is as wide as there is room. */
export const measureOf = (all: readonly Bar[]): number =>
  Math.max(1, ...all.map(({ used, limit }) => Math.max(used, limit ?? 0)));

export function bar(one: Bar, measure: number): Html {
  const width = (value: number): string => (Math.min(1, Math.max(0, value / measure)) * WIDTH).toFixed(1);
  return html`<svg class="bar" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${one.limit === null ? NOTHING : html`<rect class="limit" width="${width(one.limit)}" height="${HEIGHT}"/>`}<rect class="used ${fullness(one)}" width="${width(one.used)}" height="${HEIGHT}"/></svg>`;
}

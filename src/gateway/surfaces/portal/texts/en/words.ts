// SPDX-License-Identifier: Apache-2.0
// What states and other words of closed sets are called: as the API calls them, unless it stands here.
import type { Words } from './frame.ts';

export const words = {} as Readonly<Record<string, Readonly<Record<string, string>>>> satisfies Readonly<
  Record<string, Words>
>;

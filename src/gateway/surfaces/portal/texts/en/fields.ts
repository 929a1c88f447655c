// SPDX-License-Identifier: Apache-2.0
// What the fields of objects are called: as the API calls them, in words, unless it stands here.
import type { Words } from './frame.ts';

export const fields = {} as Readonly<Record<string, string>> satisfies Words;

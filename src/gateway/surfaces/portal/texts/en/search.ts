// SPDX-License-Identifier: Apache-2.0
import type { Words } from './frame.ts';

export const search = {
  title: 'Search',
  lead: 'By a part of a name, an id or at least its first eight characters, or an IP address.',
  what: 'Name, id or address',
  look: 'Search',
  empty: 'Nothing has been asked for yet.',
  kind: 'Kind',
  found: 'Found by',
  why: { id: 'id', address: 'address', name: 'name' },
  more: (rows: string) => `The first ${rows} are shown; say more of the name to see fewer.`,
} as const satisfies Words;

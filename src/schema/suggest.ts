// SPDX-License-Identifier: Apache-2.0
// "did you mean": the known word nearest to a mistyped one, for the reasons of faults.

/** Levenshtein distance: how many letters to insert, drop or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** ` (did you mean "authUrl"?)`, or nothing where no known word is close. */
export function didYouMean(word: string, known: readonly string[]): string {
  const plain = (text: string): string => text.toLowerCase().replace(/[-_]/g, '');
  // Longer than any name of ours: not a typing mistake, and not worth the table.
  if (word.length > 64) return '';
  let best: string | undefined;
  let least = Math.min(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const far = distance(plain(word), plain(candidate));
    if (far < least) {
      best = candidate;
      least = far;
    }
  }
  return best === undefined ? '' : ` (did you mean "${best}"?)`;
}

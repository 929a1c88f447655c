// SPDX-License-Identifier: Apache-2.0
// Names and versions as people count: 9 before 10. Pure.
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

export const inOrder = (a: string, b: string): number => collator.compare(a, b);

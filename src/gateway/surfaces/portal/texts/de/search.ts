// SPDX-License-Identifier: Apache-2.0
export const search = {
  title: 'Suche',
  lead: 'Nach einem Teil des Namens, einer ID oder mindestens ihren ersten acht Zeichen, oder einer IP-Adresse.',
  what: 'Name, ID oder Adresse',
  look: 'Suchen',
  empty: 'Noch wurde nach nichts gefragt.',
  kind: 'Art',
  found: 'Gefunden durch',
  why: { id: 'ID', address: 'Adresse', name: 'Name' },
  more: (rows: string) => `Die ersten ${rows} sind zu sehen; ein längerer Teil des Namens zeigt weniger.`,
};

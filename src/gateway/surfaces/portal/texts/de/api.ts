// SPDX-License-Identifier: Apache-2.0
export const api = {
  title: 'API',
  lead: 'Jede Operation der SCS-API, zum Nachlesen und Ausprobieren mit Ihrer Sitzung. Programme nehmen stattdessen ein Token.',
  operation: 'Operation',
  request: 'Anfrage',
  about: 'Was sie tut',
  back: 'Alle Operationen',
  try: 'Ausprobieren',
  ask: 'Fragen',
  send: 'Ausführen',
  changes: 'Dies ändert etwas an einer Cloud: es geschieht wirklich, einmal je Formular.',
  answer: 'Antwort',
  body: 'Inhalt',
  json: 'Inhalt (JSON)',
  unset: 'nicht gesetzt',
  required: 'nötig',
  stream: 'Die Antwort ist ein Datenstrom, den diese Seite nicht zeigt: nehmen Sie curl.',
};

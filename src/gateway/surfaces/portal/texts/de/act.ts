// SPDX-License-Identifier: Apache-2.0
export const act = {
  acts: 'Was Sie tun können',
  verb: {
    start: 'Starten',
    stop: 'Anhalten',
    reboot: 'Neu starten',
    console: 'Konsole',
    delete: 'Löschen',
    create: 'Anlegen',
  },
  title: {
    start: (name: string) => `${name} starten`,
    stop: (name: string) => `${name} anhalten`,
    reboot: (name: string) => `${name} neu starten`,
    console: (name: string) => `Konsole von ${name}`,
    delete: (name: string) => `${name} löschen`,
  },
  ask: {
    start: (name: string, cloud: string) => `Der Server ${name} in ${cloud} wird gestartet.`,
    stop: (name: string, cloud: string) =>
      `Der Server ${name} in ${cloud} wird heruntergefahren. Was auf ihm läuft, endet; seine Platten bleiben.`,
    reboot: (name: string, cloud: string) => `Das Betriebssystem des Servers ${name} in ${cloud} startet neu.`,
    console: (name: string, cloud: string) =>
      `Bildschirm und Tastatur von ${name} in ${cloud} werden für eine Weile geöffnet. Wer die Adresse der Seite hat, hat die Konsole.`,
    delete: (name: string, cloud: string) =>
      `Der Server ${name} in ${cloud} wird gelöscht, mit seinen lokalen Platten. Das lässt sich nicht rückgängig machen.`,
  },
  cancel: 'Zurück, ohne etwas zu ändern',
  done: 'Getan',
  running: 'Im Gange: die Cloud hat es angenommen und ist dabei.',
  follow: 'Bis zum Ende verfolgen',
  lookAgain: 'Erneut nachsehen',
  object: 'Objekt',
  progress: 'Fortschritt',
  begun: 'Begonnen',
  failed: 'Es ist nicht gelungen',
  uncertain: 'Nicht sicher',
  uncertainHint:
    'Es kam rechtzeitig keine Antwort der Cloud. Vielleicht ist es getan, vielleicht nicht. Nachzusehen ist ungefährlich: nichts geschieht zweimal.',
  consoleHint:
    'Sie öffnet sich in einem neuen Fenster. Ihre Adresse ist ein Schlüssel: geben Sie sie nicht weiter. Sie endet nach einer Weile von selbst, und mit Ihrer Sitzung.',
  findOut: 'Nachsehen',
  look: (name: string) => `${name} ansehen`,
};

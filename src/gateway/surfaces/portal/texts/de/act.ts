// SPDX-License-Identifier: Apache-2.0
export const act = {
  acts: 'Was Sie tun können',
  verb: { start: 'Starten', stop: 'Anhalten', reboot: 'Neu starten', delete: 'Löschen' },
  title: {
    start: (name: string) => `${name} starten`,
    stop: (name: string) => `${name} anhalten`,
    reboot: (name: string) => `${name} neu starten`,
    delete: (name: string) => `${name} löschen`,
  },
  ask: {
    start: (name: string, cloud: string) => `Der Server ${name} in ${cloud} wird gestartet.`,
    stop: (name: string, cloud: string) =>
      `Der Server ${name} in ${cloud} wird heruntergefahren. Was auf ihm läuft, endet; seine Platten bleiben.`,
    reboot: (name: string, cloud: string) => `Das Betriebssystem des Servers ${name} in ${cloud} startet neu.`,
    delete: (name: string, cloud: string) =>
      `Der Server ${name} in ${cloud} wird gelöscht, mit seinen lokalen Platten. Das lässt sich nicht rückgängig machen.`,
  },
  cancel: 'Zurück, ohne etwas zu ändern',
  done: 'Getan',
  running: 'Im Gange: die Cloud hat es angenommen und ist dabei.',
  failed: 'Es ist nicht gelungen',
  uncertain: 'Nicht sicher',
  uncertainHint:
    'Es kam rechtzeitig keine Antwort der Cloud. Vielleicht ist es getan, vielleicht nicht. Nachzusehen ist ungefährlich: nichts geschieht zweimal.',
  findOut: 'Nachsehen',
  look: (name: string) => `${name} ansehen`,
};

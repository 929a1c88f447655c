// SPDX-License-Identifier: Apache-2.0
// The words of the site itself in German.
export const GERMAN = {
  label: 'Deutsch',
  lang: 'de',
  description: 'Eine Anmeldung, eine Adresse, alle Clouds',
  themeConfig: {
    outline: { level: [2, 3] as [number, number], label: 'Auf dieser Seite' },
    docFooter: { prev: 'Vorige Seite', next: 'Nächste Seite' },
    darkModeSwitchLabel: 'Darstellung',
    lightModeSwitchTitle: 'Hell darstellen',
    darkModeSwitchTitle: 'Dunkel darstellen',
    sidebarMenuLabel: 'Inhalt',
    returnToTopLabel: 'Nach oben',
    langMenuLabel: 'Sprache wechseln',
    skipToContentLabel: 'Zum Inhalt springen',
    notFound: {
      title: 'Seite nicht gefunden',
      quote: 'Diese Seite gibt es nicht, oder nicht mehr.',
      linkLabel: 'Zur Startseite',
      linkText: 'Zur Startseite',
    },
  },
  search: {
    button: { buttonText: 'Suchen', buttonAriaLabel: 'Suchen' },
    modal: {
      displayDetails: 'Ausführlich anzeigen',
      resetButtonTitle: 'Suche leeren',
      backButtonTitle: 'Suche schließen',
      noResultsText: 'Nichts gefunden für',
      footer: { selectText: 'öffnen', navigateText: 'wählen', closeText: 'schließen' },
    },
  },
};

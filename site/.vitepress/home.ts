// SPDX-License-Identifier: Apache-2.0
// The head of the two start pages. What is below it is docs/README.md and docs/de/README.md, as they are in the repository.
import type { PageData } from 'vitepress';

const HEADS = {
  'index.md': {
    name: 'SCS Federation Gateway',
    text: 'One login, one endpoint, every cloud',
    tagline: 'OpenStack clouds and Kubernetes clusters of different operators, with the clients that you have',
    actions: [
      { text: 'Use it in five minutes', link: '/tutorials/user' },
      { text: 'Operate it', link: '/tutorials/operator', theme: 'alt' },
      { text: 'Automate with it', link: '/tutorials/automation', theme: 'alt' },
    ],
  },
  'de/index.md': {
    name: 'SCS Federation Gateway',
    text: 'Eine Anmeldung, eine Adresse, alle Clouds',
    tagline: 'OpenStack-Clouds und Kubernetes-Cluster verschiedener Betreiber, mit den Programmen, die Sie schon haben',
    actions: [
      { text: 'Nutzen, in fünf Minuten', link: '/de/tutorials/user' },
      { text: 'Betreiben', link: '/de/tutorials/operator', theme: 'alt' },
      { text: 'Automatisieren', link: '/de/tutorials/automation', theme: 'alt' },
    ],
  },
} as const;

export function home(page: PageData): Partial<PageData> | undefined {
  const head = HEADS[page.relativePath as keyof typeof HEADS];
  return head && { frontmatter: { ...page.frontmatter, layout: 'home', hero: head } };
}

// SPDX-License-Identifier: Apache-2.0
import type { Words } from './frame.ts';

export const create = {
  title: 'Create a server',
  lead: 'Say what it needs, and see which cloud it would go to and what speaks against the others. Nothing is made before you say so.',
  flavor: 'Flavor, or vCPUs and GiB of RAM',
  image: 'Image, or distribution and version',
  networks: 'Networks: auto, none, or names',
  strategy: 'Which of those that fit',
  by: {
    first: 'the first, in the order of the clouds',
    spread: 'where you have the fewest servers',
    'cheapest-fit': 'where the smallest flavor fits',
  },
  on: 'Only on (none chosen: any)',
  look: 'Where would it go?',
  empty: 'A flavor and an image are needed for a preview.',
  preview: 'Preview',
  verdict: 'Fits?',
  chosen: 'it would go here',
  fits: 'fits too',
  unfit: 'does not fit',
  servers: 'Your servers there',
  nowhere: 'No cloud fits. What speaks against each stands below.',
  where: (cloud: string) => `It would go to ${cloud}. If that refuses, for a quota say, it goes to the next that fits.`,
  keypair: 'Key pair (optional)',
  userData: 'User data for cloud-init (optional)',
  make: 'Create the server',
  of: (name: string) => `Create the server ${name}`,
  change: 'Change what it needs',
} as const satisfies Words;

// SPDX-License-Identifier: Apache-2.0
import type { Words } from './frame.ts';

export const login = {
  welcome: 'One login for every cloud',
  lead: 'See what you have on each cloud of this federation, how the clouds are, and how to reach all of them with the tools you know.',
  with: (provider: string) => `Log in with ${provider}`,
  where: 'Where do you log in?',
  none: 'Nobody can log in with a browser here yet',
  noneHint:
    'No identity provider of this gateway has a client for browsers. Its operator adds a login section to an identity provider in the configuration. Everything else works by command and by API.',
  ended: 'Your session has ended',
  endedHint: 'Log in again to go on where you were.',
  loggedOut: 'You are logged out',
  loggedOutHint: 'Your session at the gateway has ended.',
  atProvider: 'Log out at the identity provider as well',
  failed: 'The login did not succeed',
  again: 'Log in again',
  clouds: 'All clouds, side by side',
  cloudsHint: 'Health, services and capabilities of each, as they are now.',
  resources: 'Everything you have',
  resourcesHint: 'Servers, volumes, networks and clusters of all clouds in one table.',
  tools: 'Your own tools',
  toolsHint: 'openstack, kubectl, Terraform and any program, with one login.',
  forged: 'This form did not come from a page of the portal',
  forgedHint: 'Nothing was changed. Open the page again and send the form from there.',
} as const satisfies Words;

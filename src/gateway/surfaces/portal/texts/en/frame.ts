// SPDX-License-Identifier: Apache-2.0
// What stands around every page, and words that several pages share.
export const frame = {
  skip: 'Skip to the content',
  navigation: 'Main navigation',
  language: 'Language',
  theme: 'Appearance',
  light: 'Light',
  dark: 'Dark',
  system: 'Automatic',
  logIn: 'Log in',
  logOut: 'Log out',
  account: (name: string) => `Logged in as ${name}`,
  imprint: 'Imprint',
  privacy: 'Privacy',
  reference: 'API reference',
  version: (version: string) => `Version ${version}`,
  sameElsewhere: 'The same by command or program',
  copy: 'Copy',
  copied: 'Copied',
  asked: 'As of',
  every: (seconds: number) => `This page asks anew every ${seconds} seconds.`,
  yes: 'yes',
  no: 'no',
  unknown: 'unknown',
  none: 'none',
  now: 'just now',
  asking: 'asking…',
  retry: 'Try again',
  failed: 'That did not work',
  notFound: 'There is no such page',
  notFoundHint: 'The address may be mistyped, or what it showed is gone.',
  requestId: 'Request',
} as const satisfies Words;

export type Words = Readonly<
  Record<string, string | ((...values: never[]) => string) | Readonly<Record<string, string>>>
>;

// SPDX-License-Identifier: Apache-2.0
// The section of a version in CHANGELOG.md, for the forge's page of the release.

export function notesOf(changelog: string, version: string): string {
  const sections = changelog.split(/^(?=## )/m);
  const found = sections.find((section) => section.startsWith(`## [${version}]`));
  if (found === undefined) throw new Error(`CHANGELOG.md has no section of ${version}`);
  return `${found.slice(found.indexOf('\n') + 1).trim()}\n`;
}

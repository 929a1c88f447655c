// SPDX-License-Identifier: Apache-2.0
// The licences of the packages that a bundle has inside. Whoever passes the bundle on passes them on too: they ask for it.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutputChunk } from 'rolldown';

/** As one text, a package after the other in the order of their folders. */
export async function licencesOf(chunks: readonly OutputChunk[]): Promise<string> {
  const packages = new Set(chunks.flatMap(({ moduleIds }) => moduleIds.flatMap(packageOf)));
  let text = '';
  for (const path of [...packages].toSorted()) {
    const { name, version, license } = JSON.parse(await readFile(join(path, 'package.json'), 'utf8'));
    // Some say it in their page alone.
    const files = await readdir(path);
    const file = [/^licen[cs]e/i, /^readme/i].flatMap((form) => files.filter((one) => form.test(one)))[0];
    if (file === undefined) throw new Error(`${name} says nowhere how it may be passed on`);
    const found = await readFile(join(path, file), 'utf8');
    text += `${name} ${version} (${license})\n\n${found.trim()}\n\n`;
  }
  return text;
}

/** The folder of the package that a module is of; none for our own. */
function packageOf(id: string): string[] {
  const found = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1];
  return found === undefined ? [] : [found];
}

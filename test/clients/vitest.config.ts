// SPDX-License-Identifier: Apache-2.0
// The ring of clients that are made from the API's document by others' generators: npm run test:clients. Generators are
// installed into the lab's cache once, at fixed versions; a program of the machine that is missing is an error that says how to
// get it.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { defineConfig } from 'vitest/config';

const folders = (process.env.PATH ?? '').split(delimiter);
const has = (program: string): boolean =>
  folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

const apt = (name: string): string => `install as root: test/lab/install-packages.sh ${name}`;
const NEEDED: Readonly<Record<string, string>> = {
  curl: apt('curl'),
  java: apt('openjdk-17-jdk-headless'),
  javac: apt('openjdk-17-jdk-headless'),
  mvn: apt('maven'),
  chromium: apt('chromium'),
  go: 'https://go.dev/doc/install',
};
const missing = Object.entries(NEEDED).filter(([program]) => !has(program));
if (missing.length > 0)
  throw new Error(`missing: ${missing.map(([program, from]) => `${program} (${from})`).join(', ')}`);

export default defineConfig({
  test: {
    root: `${import.meta.dirname}/../..`,
    include: ['test/clients/*.test.ts'],
    // Compilers take their time on a busy machine, and the first run fetches what they need.
    testTimeout: 300_000,
    hookTimeout: 1_800_000,
    pool: 'forks',
    fileParallelism: false,
  },
});

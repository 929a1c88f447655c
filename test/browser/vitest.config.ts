// SPDX-License-Identifier: Apache-2.0
// The ring in a real browser: npm run test:browser. It needs Debian's chromium, novnc, websockify and spice-html5, which
// are installed by test/lab/install-packages.sh.
import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const NEEDED = {
  chromium: '/usr/bin/chromium',
  novnc: '/usr/share/novnc',
  'spice-html5': '/usr/share/spice-html5',
  websockify: '/usr/bin/websockify',
};
const missing = Object.entries(NEEDED).flatMap(([name, path]) => (existsSync(path) ? [] : [name]));
if (missing.length > 0)
  throw new Error(`missing: ${missing.join(', ')}; install as root: test/lab/install-packages.sh ${missing.join(' ')}`);

export default defineConfig({
  test: {
    root: `${import.meta.dirname}/../..`,
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Most of them wait for the browser.
    maxWorkers: 2,
  },
});

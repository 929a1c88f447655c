#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// The command, in JavaScript that every Node understands: an older one cannot even load `src/main.ts`, and would say so by a
// stack (ERR_UNKNOWN_FILE_EXTENSION).
const [major, minor] = process.versions.node.split('.').map(Number);

// 24.5: tls.setDefaultCACertificates, of `--ca`.
if (major < 24 || (major === 24 && minor < 5)) {
  process.stderr.write(
    `scs-gateway: this is Node.js ${process.versions.node}, and Node.js 24.5 or newer is needed: run "npm ci" and then "npm start -- …", which brings its own, or install it from https://nodejs.org/en/download\n`,
  );
  process.exitCode = 1;
} else import('../src/main.ts');

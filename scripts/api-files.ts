// SPDX-License-Identifier: Apache-2.0
// What is derived from the routes of the SCS API: its document, and the typed client that is made from that.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiDocument } from '../src/gateway/surfaces/scs/document-routes.ts';
import { type ScsDeps, scsRoutes } from '../src/gateway/surfaces/scs/index.ts';

/** Of no installation: whoever uses the client says where its gateway is. */
const SERVER = 'https://gateway.example.org';

export function apiFiles(): ReadonlyMap<string, string> {
  // Making the list of routes asks nobody anything.
  const routes = scsRoutes({ publicUrl: SERVER } as ScsDeps);
  const document = `${JSON.stringify(apiDocument(routes, SERVER), null, 1)}\n`;
  return new Map([
    ['docs/openapi.json', document],
    ['clients/typescript/scs-api.ts', client(document)],
  ]);
}

function client(document: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'scs-api-'));
  try {
    const [from, to] = [join(folder, 'openapi.json'), join(folder, 'scs-api.ts')];
    writeFileSync(from, document);
    const redocly = join(import.meta.dirname, '../node_modules/@redocly/cli/bin/cli.js');
    const args = ['generate-client', from, '--output', to, '--import-ext', 'ts'];
    // It reports its use and looks for newer versions of itself unless told not to.
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const { status, stderr } = spawnSync(process.execPath, [redocly, ...args], { cwd: folder, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`the client could not be made: ${stderr}`);
    return `// SPDX-License-Identifier: Apache-2.0\n${readFileSync(to, 'utf8')}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// SPDX-License-Identifier: Apache-2.0
// What is derived from the routes of the SCS API: its document, and the typed client that is made from that.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiDocument } from '../src/gateway/surfaces/scs/document/document-routes.ts';
import type { OpenApiDocument } from '../src/gateway/surfaces/scs/document/openapi.ts';
import { type ScsDeps, scsRoutes } from '../src/gateway/surfaces/scs/index.ts';
import { redocly } from './redocly.ts';

/** Of no installation: whoever uses the client says where its gateway is. */
const SERVER = 'https://gateway.example.org';

/**
 * What the generated code takes from the types of a browser, of its own: it holds in projects with them and without. Node's
 * types let a header be undefined.
 */
const PREAMBLE = `// SPDX-License-Identifier: Apache-2.0
type HeadersInit = Headers | [string, string][] | Record<string, string>;
type RequestInit = Omit<NonNullable<Parameters<typeof fetch>[1]>, 'headers'> & { headers?: HeadersInit };
type BodyInit = NonNullable<RequestInit['body']>;
declare const document: unknown;
`;

export function apiFiles(): ReadonlyMap<string, string> {
  // Making the list of routes asks nobody anything.
  const routes = scsRoutes({ publicUrl: SERVER } as ScsDeps);
  const document = apiDocument(routes, SERVER);
  return new Map([
    ['docs/openapi.json', asText(document)],
    ['clients/typescript/scs-api.ts', client(document)],
  ]);
}

const asText = (document: OpenApiDocument): string => `${JSON.stringify(document, null, 1)}\n`;

function client(document: OpenApiDocument): string {
  const folder = mkdtempSync(join(tmpdir(), 'scs-api-'));
  try {
    const [from, to] = [join(folder, 'openapi.json'), join(folder, 'scs-api.ts')];
    writeFileSync(from, asText(oneKindEach(document)));
    const config = join(import.meta.dirname, 'redocly.yaml');
    const { status, stderr } = redocly(
      ['generate-client', from, '--config', config, '--output', to, '--import-ext', 'ts'],
      folder,
    );
    if (status !== 0) throw new Error(`the client could not be made: ${stderr}`);
    return `${PREAMBLE}${readFileSync(to, 'utf8')}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Of an operation that can answer with JSON or with events, a method does one: JSON, where there is a choice. */
function oneKindEach(document: OpenApiDocument): OpenApiDocument {
  return JSON.parse(JSON.stringify(document), (key, value) => {
    if (key !== 'content' || !('application/json' in value)) return value;
    const { 'text/event-stream': _, ...others } = value;
    return others;
  }) as OpenApiDocument;
}

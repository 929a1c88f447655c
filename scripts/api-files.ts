// SPDX-License-Identifier: Apache-2.0
// What is derived from the routes of the SCS API: its document, and what its clients are made of.
import { apiDocument } from '../src/gateway/surfaces/scs/document/document-routes.ts';
import type { OpenApiDocument } from '../src/gateway/surfaces/scs/document/openapi.ts';
import { type ScsDeps, scsRoutes } from '../src/gateway/surfaces/scs/index.ts';
import { apiPages } from './api-pages.ts';
import { pythonModels, pythonOperations } from './api-python.ts';
import { apiOperations, apiTypes } from './api-types.ts';

/** Of no installation: whoever uses the client says where its gateway is. */
const SERVER = 'https://gateway.example.org';

const PYTHON = 'clients/python/src/scs_gateway_client';

export async function apiFiles(): Promise<ReadonlyMap<string, string>> {
  // Making the list of routes asks nobody anything.
  const routes = scsRoutes({ publicUrl: SERVER } as ScsDeps);
  const document = apiDocument(routes, SERVER);
  return new Map([
    ['docs/openapi.json', asText(document)],
    ...apiPages(document),
    ['clients/typescript/scs-api.ts', await apiTypes(document)],
    ['clients/typescript/operations.ts', apiOperations(document)],
    [`${PYTHON}/models.py`, pythonModels(document)],
    [`${PYTHON}/operations.py`, pythonOperations(document)],
  ]);
}

const asText = (document: OpenApiDocument): string => `${JSON.stringify(document, null, 1)}\n`;

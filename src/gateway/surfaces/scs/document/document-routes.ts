// SPDX-License-Identifier: Apache-2.0
// The API tells about itself: /scs/openapi.json for programs, /docs for people. Made once, at the first question.
import Type, { type TSchema } from 'typebox';
import { CLOUD_KINDS } from '../../../../adapters/kinds.ts';
import { FlavorQuery, ImageQuery } from '../../../../model/scs/queries.ts';
import { RESOURCES } from '../../../../model/scs/resources/index.ts';
import { cloudSchemaOf } from '../../../../scs/clouds/cloud-schema.ts';
import { nativeErrorSchema } from '../../../../scs/failure.ts';
import { cloudReportSchema } from '../../../../scs/lists/list-schemas.ts';
import { pascal } from '../../../../scs/names.ts';
import { operationSchema } from '../../../../scs/operations/operation-schemas.ts';
import { placementSchema } from '../../../../scs/placement/placement-schema.ts';
import { flavorNameSchema } from '../../../../scs/standards/flavor-names.ts';
import { createSharedDocument } from '../../../shared-document.ts';
import { problemSchema } from '../problem.ts';
import type { ScsRoute } from '../route.ts';
import { forGenerators } from './for-generators.ts';
import { type OpenApiDocument, openApiDocument } from './openapi.ts';
import { REFERENCE_POLICY, referencePage } from './reference-page.ts';

/** Headings of what is not a resource, in the order of the reference; resources bring their own `about`. */
const TAGS = [
  {
    name: 'clouds',
    description: 'The member clouds: their state, what they offer, and how far they conform to the standards.',
  },
  { name: 'projects', description: 'The projects that you may use, and their clouds.' },
  { name: 'me', description: 'Your identity at the gateway, and the revocation of your tokens.' },
  { name: 'identity', description: 'Configuration for tools: a kubeconfig for kubectl and helm.' },
  { name: 'search', description: 'Search in all clouds by name, id or address.' },
  {
    name: 'standards',
    description: 'Comparisons based on the SCS standards: flavor names, images, conformance, portability.',
  },
  { name: 'operations', description: 'Long-running operations.' },
  { name: 'about', description: 'The API itself.' },
] as const;

/** Of those beside OpenStack and Kubernetes. */
type CloudKindNames = readonly { readonly kind: string }[];

/** The version of the interface, not of the program: docs/scs-api-versions.md has the rules. */
const API_VERSION = '1.0.0';

const componentsOf = (kinds: CloudKindNames): Readonly<Record<string, TSchema>> => ({
  ...Object.fromEntries(RESOURCES.map(({ singular, item }) => [pascal(singular), item])),
  // Of a flavor as of a project: whatever is told of by these two alone.
  IdAndName: Type.Object({ id: Type.String(), name: Type.String() }),
  FlavorQuery,
  ImageQuery,
  Operation: operationSchema,
  Placement: placementSchema,
  Cloud: cloudSchemaOf(kinds),
  CloudReport: cloudReportSchema,
  FlavorName: flavorNameSchema,
  NativeError: nativeErrorSchema,
  Problem: problemSchema,
});

/** With the fields of an object where the object stands, as people read them. */
const plainDocument = (routes: readonly ScsRoute[], server: string, kinds: CloudKindNames): OpenApiDocument =>
  openApiDocument(routes, {
    version: API_VERSION,
    server,
    tags: [...TAGS, ...RESOURCES.map(({ plural, about }) => ({ name: plural, description: about }))],
    components: componentsOf(kinds),
  });

/** As programs get it. */
export const apiDocument = (
  routes: readonly ScsRoute[],
  server: string,
  kinds: CloudKindNames = CLOUD_KINDS,
): OpenApiDocument => forGenerators(plainDocument(routes, server, kinds));

/** `routes` gives all of them, these two included. */
export function documentRoutes(
  routes: () => readonly ScsRoute[],
  publicUrl: string,
  kinds: CloudKindNames,
): ScsRoute[] {
  const cache = { 'cache-control': 'public, max-age=300' };
  const openapi = createSharedDocument(() => JSON.stringify(apiDocument(routes(), publicUrl, kinds)), cache);
  const reference = createSharedDocument(() => referencePage(plainDocument(routes(), publicUrl, kinds)), {
    ...cache,
    'content-security-policy': REFERENCE_POLICY,
    'content-type': 'text/html; charset=utf-8',
  });
  return [
    {
      method: 'GET',
      path: '/scs/openapi.json',
      operationId: 'getDocument',
      tag: 'about',
      summary: 'Get the OpenAPI document',
      open: true,
      answers: {
        200: {
          description: 'The OpenAPI 3.1 document.',
          schema: Type.Object({ openapi: Type.String() }),
          headers: ['ETag'],
        },
        304: { description: 'Not modified since the ETag in `If-None-Match`.', headers: ['ETag'] },
      },
      handle: ({ request }) => openapi(request.headers),
    },
    {
      method: 'GET',
      path: '/docs',
      operationId: 'getReference',
      tag: 'about',
      summary: 'Get the reference page',
      open: true,
      answers: {
        200: {
          description: 'The reference as an HTML page.',
          schema: Type.String(),
          contentTypes: ['text/html'],
          headers: ['ETag'],
        },
        304: { description: 'Not modified since the ETag in `If-None-Match`.', headers: ['ETag'] },
      },
      handle: ({ request }) => reference(request.headers),
    },
  ];
}

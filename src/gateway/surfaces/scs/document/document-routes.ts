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
import { operationSchema, placementSchema } from '../../../../scs/operations/operation-schemas.ts';
import { flavorNameSchema } from '../../../../scs/standards/flavor-names.ts';
import { problemSchema } from '../problem.ts';
import type { ScsRoute } from '../route.ts';
import { type OpenApiDocument, openApiDocument } from './openapi.ts';
import { REFERENCE_POLICY, referencePage } from './reference-page.ts';

/** Headings of what is not a resource, in the order of the reference; resources bring their own `about`. */
const TAGS = [
  {
    name: 'clouds',
    description: 'The member clouds: how they are, what they offer, how far they hold to the standards.',
  },
  { name: 'projects', description: 'Which projects you may use, and on which clouds.' },
  { name: 'me', description: 'Who you are here, and the end of your tokens.' },
  { name: 'identity', description: 'What tools need to log in: a kubeconfig for kubectl and helm.' },
  { name: 'search', description: 'Anything by name, id or address, over all clouds.' },
  { name: 'standards', description: 'What the SCS standards make comparable: names of flavors, images, portability.' },
  { name: 'operations', description: 'Changes that take their time.' },
  { name: 'about', description: 'The API itself.' },
] as const;

/** Of those beside OpenStack and Kubernetes. */
type CloudKindNames = readonly { readonly kind: string }[];

/** The version of the interface, not of the program: docs/scs-api-versions.md has the rules. */
const API_VERSION = '1.0.0';

const componentsOf = (kinds: CloudKindNames): Readonly<Record<string, TSchema>> => ({
  ...Object.fromEntries(RESOURCES.map(({ singular, item }) => [pascal(singular), item])),
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

export const apiDocument = (
  routes: readonly ScsRoute[],
  server: string,
  kinds: CloudKindNames = CLOUD_KINDS,
): OpenApiDocument =>
  openApiDocument(routes, {
    version: API_VERSION,
    server,
    tags: [...TAGS, ...RESOURCES.map(({ plural, about }) => ({ name: plural, description: about }))],
    components: componentsOf(kinds),
  });

/** `routes` gives all of them, these two included. */
export function documentRoutes(
  routes: () => readonly ScsRoute[],
  publicUrl: string,
  kinds: CloudKindNames,
): ScsRoute[] {
  let document: OpenApiDocument | undefined;
  let page: string | undefined;
  const whole = (): OpenApiDocument => {
    document ??= apiDocument(routes(), publicUrl, kinds);
    return document;
  };
  const headers = { 'cache-control': 'public, max-age=300' };
  return [
    {
      method: 'GET',
      path: '/scs/openapi.json',
      operationId: 'getDocument',
      tag: 'about',
      summary: 'This document',
      open: true,
      answers: { 200: { description: 'OpenAPI 3.1.', schema: Type.Object({ openapi: Type.String() }) } },
      handle: async () => ({ status: 200, headers, body: whole() }),
    },
    {
      method: 'GET',
      path: '/docs',
      operationId: 'getReference',
      tag: 'about',
      summary: 'The reference, to read',
      open: true,
      answers: { 200: { description: 'A page.', schema: Type.String(), contentTypes: ['text/html'] } },
      async handle() {
        page ??= referencePage(whole());
        const security = { 'content-security-policy': REFERENCE_POLICY };
        return {
          status: 200,
          headers: { ...headers, ...security, 'content-type': 'text/html; charset=utf-8' },
          body: page,
        };
      },
    },
  ];
}

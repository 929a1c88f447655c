// SPDX-License-Identifier: Apache-2.0
// The OpenAPI 3.1 document, made from the routes themselves: what it says is what is checked and served. Pure.
import type { TObject, TSchema } from 'typebox';
import { DEPRECATED, HEADERS, type HeaderName, headerReferences, WITH_TOKEN } from '../headers.ts';
import type { ScsRoute } from '../route.ts';
import { deprecationNote } from './deprecation.ts';
import { createFailures } from './failures.ts';

export interface OpenApiOptions {
  readonly version: string;
  /** Base of the URLs; `/` in the vendored copy, which belongs to no installation. */
  readonly server: string;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  /** Schemas that get a name of their own, wherever they are used. */
  readonly components: Readonly<Record<string, TSchema>>;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

const DESCRIPTION = `One API for all member clouds. Every object names its cloud. Lists query all clouds concurrently and report what
happened at each. Values that a cloud does not declare are \`unknown\` or null, never guessed. Failures are RFC 9457 problem details.

Requests carry a token of the gateway or of a trusted identity provider as Bearer; there is no login step.`;

/** Content that is told by its schema; of other content, only that it is text. */
const BY_SCHEMA: ReadonlySet<string> = new Set(['application/json', 'text/event-stream']);

export function openApiDocument(routes: readonly ScsRoute[], options: OpenApiOptions) {
  // Keyed by the serialised schema: `Type.Optional()` clones, so identity does not work.
  const names = new Map(Object.entries(options.components).map(([name, schema]) => [JSON.stringify(schema), name]));
  const schema = (node: unknown): Json => write(node, names);
  const failures = createFailures(routes);
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    paths[route.path] ??= {};
    (paths[route.path] as Record<string, Json>)[route.method.toLowerCase()] = operation(
      route,
      schema,
      failures.of(route),
    );
  }
  const used = new Set(routes.map(({ tag }) => tag));
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://spec.openapis.org/oas/3.1/dialect/base',
    info: {
      title: 'SCS API',
      version: options.version,
      summary: 'One normalised interface to all member clouds.',
      description: DESCRIPTION,
      contact: { name: 'The operator of the gateway' },
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: options.server }],
    security: [{ bearer: [] }, { token: [] }],
    tags: options.tags.filter(({ name }) => used.has(name)),
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token of the gateway or of a trusted identity provider.',
        },
        token: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Auth-Token',
          description: "The same token in OpenStack's header.",
        },
      },
      headers: usedHeaders([paths, failures.components]),
      responses: failures.components as unknown as Json,
      schemas: Object.fromEntries(
        Object.entries(options.components).map(([name, component]) => [name, write(component, names, true)]),
      ),
    },
  };
}

export type OpenApiDocument = ReturnType<typeof openApiDocument>;

function operation(route: ScsRoute, schema: (node: unknown) => Json, failures: Record<string, Json>): Json {
  const { example } = route;
  const parameters = [
    ...parametersOf('path', route.parameters, schema, example?.parameters),
    ...parametersOf('query', route.query, schema, example?.query),
    ...parametersOf('header', route.headers, schema),
  ];
  const answers = Object.entries(route.answers).map(
    ([status, { description, schema: body, contentTypes, example: answer, headers = [] }]) => [
      status,
      {
        description,
        ...headersOf(route, headers),
        ...(body === undefined
          ? {}
          : {
              content: Object.fromEntries(
                (contentTypes ?? ['application/json']).map((type) => [
                  type,
                  // Lines are not one JSON value; of events, it is what each has as its `data`.
                  {
                    ...(BY_SCHEMA.has(type) ? { schema: schema(body) } : { schema: { type: 'string' } }),
                    ...(type === 'application/json' && answer !== undefined ? { example: answer as Json } : {}),
                  },
                ]),
              ),
            }),
      },
    ],
  );
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    description:
      [route.deprecated && deprecationNote(route.deprecated), route.description].filter(Boolean).join('\n\n') ||
      undefined,
    ...(route.deprecated ? { deprecated: true } : {}),
    ...(route.open ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: (route.body.required ?? []).length > 0,
            content: {
              'application/json': {
                schema: closed(schema(route.body)),
                ...(example?.body === undefined ? {} : { example: example.body as Json }),
              },
            },
          },
        }),
    responses: { ...Object.fromEntries(answers), ...failures },
  };
}

/** An object of a request that names its fields takes no others. */
function closed(node: Json): Json {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return node;
  const { properties, items, anyOf, ...rest } = node as { readonly [key: string]: Json | undefined };
  return {
    ...rest,
    ...(properties === undefined
      ? {}
      : { properties: mapValues(properties as object, (one) => closed(one as Json)), additionalProperties: false }),
    ...(items === undefined ? {} : { items: closed(items) }),
    ...(anyOf === undefined ? {} : { anyOf: (anyOf as readonly Json[]).map(closed) }),
  };
}

/** Those that nothing refers to would be told for nothing. */
function usedHeaders(all: unknown): Json {
  const written = JSON.stringify(all);
  return Object.fromEntries(
    Object.entries(HEADERS).filter(([name]) => written.includes(`"#/components/headers/${name}"`)),
  ) as Json;
}

/** Of a success; HTTP keeps most of them for 304 as well. */
function headersOf({ open, deprecated }: ScsRoute, own: readonly HeaderName[]): { headers?: Json } {
  const names = [...own, ...(open ? [] : WITH_TOKEN), ...(deprecated ? DEPRECATED : [])];
  return names.length === 0 ? {} : { headers: headerReferences(names) };
}

function parametersOf(
  place: 'path' | 'query' | 'header',
  object: TObject | undefined,
  schema: (node: unknown) => Json,
  example?: Readonly<Record<string, string>>,
): Json[] {
  const required = new Set<string>(object?.required ?? []);
  return Object.entries(object?.properties ?? {}).map(([name, node]) => {
    const { description, deprecated, ...rest } = schema(node) as Record<string, Json>;
    const value = example?.[name];
    return {
      name: place === 'header' ? headerName(name) : name,
      in: place,
      required: place === 'path' || required.has(name),
      description,
      ...(deprecated === undefined ? {} : { deprecated }),
      schema: rest,
      ...(value === undefined ? {} : { example: typed(rest, value) }),
    };
  });
}

/** Examples are written as they stand in a URL. */
function typed({ type, items, enum: values }: Record<string, Json>, value: string): Json {
  if (type === 'array') return value.split(',').map((one) => typed(items as Record<string, Json>, one));
  const plain =
    type === 'boolean' ||
    type === 'number' ||
    type === 'integer' ||
    typeof (values as Json[] | undefined)?.[0] === 'number';
  return plain ? (JSON.parse(value) as Json) : value;
}

const headerName = (name: string): string => name.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());

/** A schema as plain JSON. Named ones become references; what only the validator needs is put as the document has it. */
function write(node: unknown, names: ReadonlyMap<string, string>, whole = false): Json {
  if (Array.isArray(node)) return node.map((item) => write(item, names));
  if (typeof node !== 'object' || node === null) return node as Json;
  const name = whole || !('properties' in node) ? undefined : names.get(JSON.stringify(node));
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` };
  const out: Record<string, Json> = {};
  for (const [key, value] of Object.entries(node)) {
    if (value === undefined) continue;
    if (key === 'patternProperties' && isAnyKey(value)) out.additionalProperties = write(value['^.*$'], names);
    else if (key === 'properties') out[key] = mapValues(value as object, (property) => write(property, names));
    else out[key] = key === 'default' || key === 'examples' || key === 'const' ? (value as Json) : write(value, names);
  }
  if (Array.isArray(out.enum) && out.type === undefined && out.enum.every((value) => typeof value === 'string'))
    out.type = 'string';
  return out;
}

const mapValues = (object: object, change: (value: unknown) => Json): Json =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));

/** How TypeBox writes "whatever the key". */
const isAnyKey = (value: unknown): value is Record<'^.*$', unknown> =>
  typeof value === 'object' && value !== null && '^.*$' in value && Object.keys(value).length === 1;

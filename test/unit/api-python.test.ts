// SPDX-License-Identifier: Apache-2.0
// What the Python client is generated from, on a document of one's own, and that it is in step with its runtime part.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pythonModels, pythonOperations } from '../../scripts/api-python.ts';
import type { OpenApiDocument } from '../../src/gateway/surfaces/scs/document/openapi.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const json = (name: string) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } });
const query = (name: string, schema: object, more = {}) => ({ in: 'query', name, schema, required: false, ...more });
const id = { in: 'path', name: 'id', required: true, schema: { type: 'string' } };
const key = { in: 'header', name: 'Idempotency-Key', schema: { type: 'string' } };
const DOCUMENT = {
  paths: {
    '/things': {
      get: {
        operationId: 'listThings',
        summary: 'List things',
        parameters: [
          query('cursor', { type: 'string' }),
          query('ramGiB', { type: 'number' }),
          query('status', { type: 'array', items: { type: 'string', enum: ['on', 'off'] } }),
          query('from', { type: 'string' }, { required: true }),
        ],
        responses: { 200: { content: json('ThingList') } },
      },
      post: {
        operationId: 'createThing',
        summary: 'Create a thing',
        description: 'As its "name" says.\nOnce.',
        parameters: [query('wait', { type: 'number' }), key],
        requestBody: { content: json('CreateThingRequest') },
        responses: { 201: { content: json('Thing') }, 204: {}, 400: {} },
      },
    },
    '/things/{id}': {
      patch: {
        operationId: 'updateThing',
        summary: 'Update a thing',
        parameters: [id, { in: 'header', name: 'If-Match', schema: { type: 'string' } }],
        requestBody: { content: json('CreateThingRequest') },
        responses: { 204: {} },
      },
    },
    '/things/{id}/check': {
      post: {
        operationId: 'checkThing',
        summary: 'Check a thing',
        parameters: [id],
        requestBody: { content: json('CreateThingRequest') },
        responses: { 200: { content: { 'text/plain': { schema: { type: 'string' } } } } },
      },
    },
    '/things/{id}/events': {
      get: {
        operationId: 'followThing',
        parameters: [id],
        responses: { 200: { content: { 'text/event-stream': {} } } },
      },
    },
  },
  components: {
    schemas: {
      Thing: {
        type: 'object',
        description: 'A thing.',
        required: ['name', 'size'],
        properties: {
          name: { type: 'string', description: 'Its name.' },
          size: { type: ['integer', 'null'] },
          parts: { type: 'array', items: { $ref: '#/components/schemas/Thing' } },
        },
      },
      ThingList: { type: 'object', required: ['items'], properties: { items: { type: 'array', items: {} } } },
      CreateThingRequest: { type: 'object', properties: { 'its-name': { type: 'string', enum: ['a', null] } } },
      Source: { anyOf: [{ type: 'string' }, { $ref: '#/components/schemas/Thing' }] },
    },
  },
} as unknown as OpenApiDocument;

it('the models of the Python client tell what is always there from what may be', () => {
  const [, models = ''] = pythonModels(DOCUMENT).split('Union\n\n');
  expect(models).toBe(`
class _Thing(TypedDict):
    # Its name.
    name: str
    size: int | None


class Thing(_Thing, total=False):
    """A thing."""
    parts: list[Thing]


class ThingList(TypedDict):
    items: list[Any]

CreateThingRequest = TypedDict(
    "CreateThingRequest",
    {
        "its-name": 'Literal["a"] | None',
    },
    total=False,
)


Source = Union[str, "Thing"]
`);
});

it('the methods of the Python client take what each operation takes, and know what may be sent twice', () => {
  const [, methods = ''] = pythonOperations(DOCUMENT).split('/docs."""\n\n');
  expect(methods).toBe(`    def list_things(
        self,
        *,
        from_: str,
        ram_gib: float | None = None,
        status: Iterable[Literal["on", "off"]] | None = None,
    ) -> Listing[Thing]:
        """List things."""
        return self._list(
            "/things",
            query={"ramGiB": ram_gib, "status": status, "from": from_},
        )

    def create_thing(
        self,
        body: CreateThingRequest,
        *,
        wait: float | None = None,
        idempotency_key: str | bool | None = None,
    ) -> Thing | None:
        """Create a thing.

        As its "name" says.
        Once.
        """
        return self._call(
            "POST",
            "/things",
            query={"wait": wait},
            body=body,
            key=idempotency_key,
        )

    def update_thing(
        self,
        id: str,
        body: CreateThingRequest,
        *,
        if_match: str | None = None,
    ) -> None:
        """Update a thing."""
        self._call(
            "PATCH",
            "/things/{id}",
            path={"id": id},
            headers={"If-Match": if_match},
            body=body,
        )

    def check_thing(
        self,
        id: str,
        body: CreateThingRequest,
    ) -> str:
        """Check a thing."""
        return self._call(
            "POST",
            "/things/{id}/check",
            path={"id": id},
            body=body,
            safe=True,
        )
`);
});

it('the Python client may send a POST twice that has no key: these change nothing', () => {
  const { paths } = JSON.parse(read('docs/openapi.json'));
  const posts = Object.values<{ post?: { operationId: string; parameters?: { name: string }[] } }>(paths);
  const keyless = posts.filter(({ post }) => post && !post.parameters?.some(({ name }) => name === 'Idempotency-Key'));
  expect(keyless.map(({ post }) => post?.operationId)).toEqual([
    'previewServerPlacement',
    'writeFlavorName',
    'checkPortability',
  ]);
});

it("the Python client's package has the version, the licence and the files that it says", () => {
  const manifest = read('clients/python/pyproject.toml');
  const { version, license } = JSON.parse(read('package.json'));
  expect(manifest).toContain(`\nversion = "${version}"\nd`);
  expect(manifest).toContain(`\nlicense = "${license}"\n`);
  expect(read('clients/python/LICENSE')).toBe(read('LICENSE'));
  expect(read('clients/python/src/scs_gateway_client/py.typed')).toBe('');
});

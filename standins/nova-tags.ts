// SPDX-License-Identifier: Apache-2.0
// Tags and metadata of the stand-in's servers, with the checks of Nova (api/openstack/compute/server_tags.py and
// server_metadata.py, api/validation/parameter_types.py).
import { answer, type Call, dig, object, Refusal, type Route, route, text } from './http.ts';
import { stateOf } from './nova-states.ts';

interface Labelled {
  readonly id: string;
  readonly status: string;
  readonly readyAt: number;
  readonly pending: string;
  metadata: Record<string, unknown>;
  tags: readonly unknown[];
}

export interface LabelDeps {
  readonly root: string;
  readonly now: () => number;
  readonly microversion: (call: Call) => number;
  /** Refuses where there is none. */
  readonly find: (call: Call) => Labelled;
}

const MOST_TAGS = 50;
const MOST_ITEMS = 128;

const refuse = (kind: string, code: number, message: string): never => {
  throw new Refusal(code, { [kind]: { code, message } }, { 'Content-Type': 'application/json; charset=UTF-8' });
};

/** The first thing that is wrong with the tags of a body. */
export function tagsFault(tags: unknown): string | undefined {
  if (tags === undefined) return undefined;
  const said = (value: unknown, what: string) => `Invalid input for field/attribute tags. Value: ${value}. ${what}`;
  if (!Array.isArray(tags)) return said(tags, `'${tags}' is not of type 'array'`);
  if (tags.length > MOST_TAGS) return said(tags, `${JSON.stringify(tags)} is too long`);
  const wrong = tags.find((tag) => !isTag(tag));
  return wrong === undefined ? undefined : said(wrong, `'${wrong}' does not match '^[^,/]*$' or is too long`);
}

const isTag = (tag: unknown): boolean => typeof tag === 'string' && /^[^,/]{1,60}$/s.test(tag);

export function metadataFault(metadata: unknown): string | undefined {
  if (metadata === undefined) return undefined;
  const said = (what: string) => `Invalid input for field/attribute metadata. Value: ${metadata}. ${what}`;
  for (const [key, value] of Object.entries(object(metadata))) {
    if (!/^[a-zA-Z0-9\-_:. ]{1,255}$/.test(key))
      return said(`Additional properties are not allowed ('${key}' was unexpected)`);
    if (typeof value !== 'string' || value.length > 255) return said(`'${value}' is too long`);
  }
  return undefined;
}

export function labelRoutes({ root, now, microversion, find }: LabelDeps): Route[] {
  /** Nova takes tags only of a server in a settled state. */
  const tagged = (call: Call, action: string): Labelled => {
    if (microversion(call) < 26) refuse('itemNotFound', 404, 'The resource could not be found.');
    const server = find(call);
    const [vm] = stateOf(server.readyAt > now() ? server.pending : server.status);
    if (!['active', 'paused', 'suspended', 'stopped'].includes(vm))
      refuse('conflictingRequest', 409, `Cannot '${action}' instance ${server.id} while it is in vm_state ${vm}`);
    return server;
  };
  const items = async (call: Call): Promise<Record<string, unknown>> => {
    const given = dig(await call.json(), 'metadata');
    const fault = metadataFault(given);
    if (fault !== undefined) refuse('badRequest', 400, fault);
    return object(given);
  };
  const set = (server: Labelled, metadata: Record<string, unknown>) => {
    const message = 'Maximum number of metadata items exceeds 128';
    if (Object.keys(metadata).length > MOST_ITEMS) refuse('forbidden', 403, message);
    server.metadata = metadata;
    return answer(200, { metadata });
  };
  const at = `${root}/servers/:id`;
  return [
    route('GET', `${at}/metadata`, (call) => answer(200, { metadata: find(call).metadata })),
    route('PUT', `${at}/metadata`, async (call) => set(find(call), await items(call))),
    route('POST', `${at}/metadata`, async (call) => {
      const server = find(call);
      return set(server, { ...server.metadata, ...(await items(call)) });
    }),
    route('DELETE', `${at}/metadata/:key`, (call) => {
      const server = find(call);
      const key = call.params[1] ?? '';
      if (!Object.hasOwn(server.metadata, key)) refuse('itemNotFound', 404, 'Metadata item was not found');
      const { [key]: _, ...left } = server.metadata;
      server.metadata = left;
      return answer(204);
    }),
    route('GET', `${at}/tags`, (call) => answer(200, { tags: find(call).tags })),
    route('PUT', `${at}/tags/:tag`, (call) => {
      const server = tagged(call, 'update tag');
      const tag = call.params[1] ?? '';
      if (!isTag(tag))
        refuse(
          'badRequest',
          400,
          `Tag '${tag}' is invalid. It must be a non empty string without characters '/' and ','.`,
        );
      // Asked before it is looked whether the server has it.
      if (server.tags.length >= MOST_TAGS)
        refuse('badRequest', 400, `The number of tags exceeded the per-server limit ${MOST_TAGS}`);
      if (server.tags.includes(tag)) return answer(204);
      server.tags = [...server.tags, tag];
      return answer(201);
    }),
    route('DELETE', `${at}/tags/:tag`, (call) => {
      const server = tagged(call, 'delete tag');
      const tag = call.params[1] ?? '';
      if (!server.tags.includes(tag)) refuse('itemNotFound', 404, `Server ${server.id} has no tag '${tag}'`);
      server.tags = server.tags.filter((one) => one !== tag);
      return answer(204);
    }),
    route('PUT', `${at}/tags`, async (call) => {
      const server = tagged(call, 'update tags');
      const tags = dig(await call.json(), 'tags');
      const fault = tags === undefined ? "'tags' is a required property" : tagsFault(tags);
      if (fault !== undefined) refuse('badRequest', 400, fault);
      server.tags = [...new Set((tags as unknown[]).map((tag) => text(tag) ?? ''))];
      return answer(200, { tags: server.tags });
    }),
    route('DELETE', `${at}/tags`, (call) => {
      tagged(call, 'delete tags').tags = [];
      return answer(204);
    }),
  ];
}

// SPDX-License-Identifier: Apache-2.0
// The stand-in's Swift: an account for each project, containers, opaque objects of any size. Errors are HTML.
import { randomBytes } from 'node:crypto';
import { type Blob, type Blobs, parseRange } from './blobs.ts';
import { answer, type Call, type Headers, Refusal, route, type Service, text } from './http.ts';
import { createSwiftDoors } from './swift-open.ts';

interface Stored {
  readonly blob: Blob;
  readonly type: string;
  readonly meta: Headers;
  readonly at: number;
}

export interface SwiftOptions {
  readonly blobs: Blobs;
  readonly now: () => number;
  readonly keystoneUrl: () => string;
}

export function createSwift({ blobs, now, keystoneUrl }: SwiftOptions) {
  const accounts = new Map<string, Map<string, Map<string, Stored>>>();
  const gone = (): never => {
    throw new Refusal(404, page('Not Found', 'The resource could not be found.'), HTML);
  };
  const account = (call: Call): Map<string, Map<string, Stored>> => {
    const name = call.params[0] ?? '';
    if (name !== `AUTH_${call.token.project?.id}` && !doors.letIn(call))
      throw new Refusal(403, page('Forbidden', 'Access was denied to this resource.'), HTML);
    const found = accounts.get(name) ?? new Map();
    accounts.set(name, found);
    return found;
  };
  /** Of accounts and containers, by their paths. */
  const metadata = new Map<string, Headers>();
  const metaOf = (...names: readonly (string | undefined)[]): Headers => metadata.get(names.join('/')) ?? {};
  /** An empty value, or X-Remove-…, takes one away. */
  const setMeta = ({ req, params }: Call, depth: number): void => {
    const kept = { ...metaOf(...params.slice(0, depth)) };
    for (const [name, value] of Object.entries(req.headers)) {
      const [, remove, rest = ''] = /^x-(remove-)?((?:account|container)-(?:meta-.+|read|write))$/.exec(name) ?? [];
      if (rest === '') continue;
      if (remove !== undefined || value === '') delete kept[`x-${rest}`];
      else kept[`x-${rest}`] = text(value) ?? '';
    }
    checkMeta(kept);
    metadata.set(params.slice(0, depth).join('/'), kept);
  };
  const doors = createSwiftDoors({ metaOf, now, unauthorized: (call) => service.unauthorized(call) });
  const container = (call: Call) => account(call).get(call.params[1] ?? '') ?? gone();
  const object = (call: Call) => container(call).get(call.params[2] ?? '') ?? gone();
  const stamp = (at: number) => ({
    'X-Timestamp': (at / 1000).toFixed(5),
    'Last-Modified': new Date(at).toUTCString(),
  });
  const listing = (call: Call, rows: readonly (Record<string, unknown> & { name: string })[], headers: Headers) => {
    const limit = Number(call.query.get('limit') ?? 10_000);
    const after = call.query.get('marker') ?? '';
    const prefix = call.query.get('prefix') ?? '';
    const kept = rows.filter(({ name }) => name > after && name.startsWith(prefix)).slice(0, limit);
    const format = call.query.get('format');
    if (format === 'json') return answer(200, kept, { ...headers, 'Content-Type': 'application/json; charset=utf-8' });
    if (format === 'xml')
      return answer(200, asXml(call.params, kept), { ...headers, 'Content-Type': 'application/xml; charset=utf-8' });
    return answer(kept.length ? 200 : 204, kept.map(({ name }) => `${name}\n`).join(''), {
      ...headers,
      'Content-Type': 'text/plain; charset=utf-8',
    });
  };
  const sorted = <T>(map: Map<string, T>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  const sizes = (objects: Map<string, Stored>) => [...objects.values()].reduce((sum, { blob }) => sum + blob.size, 0);

  const accountHeaders = (call: Call): Headers => {
    const all = [...account(call).values()];
    return {
      ...metaOf(call.params[0]),
      'X-Account-Container-Count': String(all.length),
      'X-Account-Object-Count': String(all.reduce((sum, objects) => sum + objects.size, 0)),
      'X-Account-Bytes-Used': String(all.reduce((sum, objects) => sum + sizes(objects), 0)),
      ...stamp(now()),
    };
  };
  const containerHeaders = (call: Call): Headers => {
    const objects = container(call);
    return {
      ...metaOf(call.params[0], call.params[1]),
      'X-Container-Object-Count': String(objects.size),
      'X-Container-Bytes-Used': String(sizes(objects)),
      ...stamp(now()),
    };
  };
  const PLAIN = { 'Content-Type': 'text/plain; charset=utf-8' };

  /** Swift's middleware `bulk`: a line for each object or container. */
  async function bulkDelete(call: Call) {
    const all = account(call);
    const chunks: Buffer[] = [];
    for await (const chunk of call.req) chunks.push(chunk as Buffer);
    const lines = Buffer.concat(chunks)
      .toString()
      .split('\n')
      .filter((line) => line.trim() !== '');
    let [deleted, missing] = [0, 0];
    const errors: [string, string][] = [];
    for (const line of lines) {
      const [, name = '', key] = /^([^/]+)(?:\/(.+))?$/.exec(decodeURIComponent(line.trim()).replace(/^\/+/, '')) ?? [];
      const objects = all.get(name);
      const stored = key === undefined ? undefined : objects?.get(key);
      if (key === undefined ? objects === undefined : stored === undefined) missing += 1;
      else if (key === undefined && objects?.size) errors.push([name, '409 Conflict']);
      else {
        if (stored !== undefined) await blobs.drop(stored.blob);
        if (key === undefined) all.delete(name);
        else objects?.delete(key);
        deleted += 1;
      }
    }
    const status = errors.length > 0 ? '400 Bad Request' : deleted + missing > 0 ? '200 OK' : '400 Bad Request';
    const report = {
      'Number Deleted': deleted,
      'Number Not Found': missing,
      'Response Body': lines.length === 0 ? 'Invalid bulk delete.' : '',
      'Response Status': status,
      Errors: errors,
    };
    if (/json/.test(call.req.headers.accept ?? '')) return answer(200, report);
    const rows = Object.entries(report).map(([name, value]) => `${name}: ${Array.isArray(value) ? '' : value}`);
    return answer(200, `${[...rows, ...errors.map((error) => error.join(', '))].join('\n')}\n`, PLAIN);
  }

  /** Within the project's own account (swift/common/middleware/copy.py). `from`: container and object. */
  async function copy(call: Call, from: string, to: readonly string[]) {
    const [, where = '', key = ''] = /^\/?([^/]+)\/(.+)$/.exec(decodeURIComponent(from)) ?? [];
    const all = account(call);
    const source = all.get(where)?.get(key) ?? gone();
    const [name, target = '', object = ''] = to;
    const objects = name === call.params[0] ? (all.get(target) ?? gone()) : gone();
    const fresh = call.req.headers['x-fresh-metadata']?.toString().toLowerCase() === 'true';
    const blob = await blobs.store(blobs.open(source.blob));
    const meta = { ...(fresh ? {} : source.meta), ...objectMeta(call) };
    const stored: Stored = { blob, type: text(call.req.headers['content-type']) ?? source.type, meta, at: now() };
    objects.set(object, stored);
    const copied = {
      'X-Copied-From': `${encodeURIComponent(where)}/${encodeURIComponent(key)}`,
      'X-Copied-From-Account': name ?? '',
    };
    return answer(201, '', { ...HTML, Etag: blob.md5, ...copied, ...stamp(stored.at) });
  }

  const service: Service = {
    type: 'object-store',
    headers: () => {
      const id = `tx${randomBytes(10).toString('hex')}`;
      return { 'X-Trans-Id': id, 'X-Openstack-Request-Id': id };
    },
    unauthorized: () =>
      answer(
        401,
        page(
          'Unauthorized',
          'This server could not verify that you are authorized to access the document you requested.',
        ),
        {
          ...HTML,
          'WWW-Authenticate': ['Swift realm="unknown"', `Keystone uri="${keystoneUrl()}"`],
        },
      ),
    notFound: () => answer(404, page('Not Found', 'The resource could not be found.'), HTML),
    routes: [
      route('GET', '/info', () => answer(200, INFO), true),
      route('GET', '/healthcheck', () => answer(200, 'OK', { 'Content-Type': 'text/plain' }), true),
      route('HEAD', '/v1/:account', (call) => answer(204, '', { ...PLAIN, ...accountHeaders(call) })),
      route('GET', '/v1/:account', (call) => {
        const all = account(call);
        const rows = sorted(all).map(([name, objects]) => ({
          name,
          count: objects.size,
          bytes: sizes(objects),
          last_modified: new Date(now()).toISOString(),
        }));
        return listing(call, rows, accountHeaders(call));
      }),
      route('POST', '/v1/:account', (call) => {
        if (call.query.has('bulk-delete')) return bulkDelete(call);
        account(call);
        setMeta(call, 1);
        return answer(204, '', HTML);
      }),
      route('PUT', '/v1/:account/:container', (call) => {
        const all = account(call);
        const known = all.has(call.params[1] ?? '');
        if (!known) all.set(call.params[1] ?? '', new Map());
        setMeta(call, 2);
        return answer(known ? 202 : 201, '', HTML);
      }),
      route(
        'HEAD',
        '/v1/:account/:container',
        doors.open((call) => answer(204, '', { ...PLAIN, ...containerHeaders(call) }), 'listing'),
        true,
      ),
      route(
        'GET',
        '/v1/:account/:container',
        doors.open((call) => {
          const objects = container(call);
          const rows = sorted(objects).map(([name, { blob, type, at }]) => ({
            bytes: blob.size,
            hash: blob.md5,
            name,
            content_type: type,
            last_modified: new Date(at).toISOString(),
          }));
          return listing(call, rows, containerHeaders(call));
        }, 'listing'),
        true,
      ),
      route('POST', '/v1/:account/:container', (call) => {
        container(call);
        setMeta(call, 2);
        return answer(204, '', HTML);
      }),
      route('DELETE', '/v1/:account/:container', (call) => {
        if (container(call).size)
          throw new Refusal(409, page('Conflict', 'There was a conflict when trying to complete your request.'), HTML);
        account(call).delete(call.params[1] ?? '');
        metadata.delete(call.params.slice(0, 2).join('/'));
        return answer(204);
      }),
      route(
        'PUT',
        '/v1/:account/:container/*',
        doors.open(async (call) => {
          const from = text(call.req.headers['x-copy-from']);
          if (from !== undefined) return copy(call, from, call.params);
          const objects = container(call);
          const meta = objectMeta(call);
          const type = text(call.req.headers['content-type']) ?? 'application/octet-stream';
          const stored: Stored = { blob: await blobs.store(call.req), type, meta, at: now() };
          objects.set(call.params[2] ?? '', stored);
          return answer(201, '', { ...HTML, Etag: stored.blob.md5, ...stamp(stored.at) });
        }),
        true,
      ),
      route('COPY', '/v1/:account/:container/*', (call) => {
        const to = text(call.req.headers.destination);
        if (to === undefined) throw new Refusal(412, 'Destination header required', { 'Content-Type': 'text/plain' });
        const [, where = '', key = ''] = /^\/?([^/]+)\/(.+)$/.exec(decodeURIComponent(to)) ?? [];
        const account = text(call.req.headers['destination-account']) ?? call.params[0] ?? '';
        return copy(call, call.params.slice(1).join('/'), [account, where, key]);
      }),
      route(
        'GET',
        '/v1/:account/:container/*',
        doors.open((call) => {
          const { blob, type, meta, at } = object(call);
          const range = parseRange(call.req.headers.range, blob.size);
          const length = range ? range.end - range.start + 1 : blob.size;
          const headers = {
            'Content-Type': type,
            Etag: blob.md5,
            'Accept-Ranges': 'bytes',
            'Content-Length': String(length),
            ...meta,
            ...stamp(at),
          };
          if (!range) return answer(200, blobs.open(blob), headers);
          return answer(206, blobs.open(blob, range), {
            ...headers,
            'Content-Range': `bytes ${range.start}-${range.end}/${blob.size}`,
          });
        }),
        true,
      ),
      route('POST', '/v1/:account/:container/*', (call) => {
        const { blob, type } = object(call);
        const given = text(call.req.headers['content-type']) ?? type;
        container(call).set(call.params[2] ?? '', { blob, type: given, meta: objectMeta(call), at: now() });
        return answer(202, page('Accepted', 'The request is accepted for processing.'), HTML);
      }),
      route(
        'DELETE',
        '/v1/:account/:container/*',
        doors.open(async (call) => {
          await blobs.drop(object(call).blob);
          container(call).delete(call.params[2] ?? '');
          return answer(204);
        }),
        true,
      ),
    ],
  };
  return { service };
}

/** Swift's constraints.py; the whole at most 4096 bytes. */
function checkMeta(kept: Headers): void {
  const metas = Object.entries(kept).flatMap(([name, value]) => {
    const [, key] = /^x-(?:account|container)-meta-(.+)$/.exec(name) ?? [];
    return key === undefined ? [] : [[key, String(value)] as const];
  });
  const bad = (message: string): never => {
    throw new Refusal(400, message, { 'Content-Type': 'text/plain' });
  };
  for (const [key, value] of metas) {
    if (key.length > 128) bad(`Metadata name too long: ${key}`);
    if (value.length > 256) bad(`Metadata value longer than 256: ${key}`);
  }
  if (metas.length > 90) bad('Too many metadata items; max 90');
  const size = metas.reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  if (size > 4096) bad('Total metadata too large; max 4096');
}

const objectMeta = ({ req }: Call): Headers =>
  Object.fromEntries(Object.entries(req.headers).filter(([name]) => name.startsWith('x-object-meta-'))) as Headers;

/** A list as swift/common/middleware/listing_formats.py writes it. */
function asXml([account = '', container]: readonly string[], rows: readonly Record<string, unknown>[]): string {
  const plain = (value: unknown): string =>
    String(value).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
  const [kind, inner] = container === undefined ? ['account', 'container'] : ['container', 'object'];
  const items = rows.map(
    (row) =>
      `<${inner}>${Object.entries(row)
        .map(([key, value]) => `<${key}>${plain(value)}</${key}>`)
        .join('')}</${inner}>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${kind} name="${plain(container ?? account)}">${items.join('')}</${kind}>`;
}

/** Of the middlewares that this one has. */
const INFO = {
  swift: {
    version: '2.30.1',
    max_file_size: 5368709122,
    account_autocreate: true,
    policies: [{ name: 'Policy-0', aliases: 'Policy-0', default: true }],
  },
  bulk_delete: { max_deletes_per_request: 10_000, max_failed_deletes: 1_000 },
  tempurl: {
    methods: ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'],
    incoming_remove_headers: ['x-timestamp'],
    incoming_allow_headers: [],
    outgoing_remove_headers: ['x-object-meta-*'],
    outgoing_allow_headers: ['x-object-meta-public-*'],
    allowed_digests: ['sha1', 'sha256', 'sha512'],
    deprecated_digests: ['sha1'],
  },
};
const HTML = { 'Content-Type': 'text/html; charset=UTF-8' };
const page = (title: string, message: string): string => `<html><h1>${title}</h1><p>${message}</p></html>`;

// SPDX-License-Identifier: Apache-2.0
// The stand-in's Glance: images, data, sharing. Its links are paths without any prefix, its errors are WebOb's, and
// behind a path (`paths`) the `Location` of a new image lacks that path: all as the real one does.
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Blob, type Blobs, parseRange } from './blobs.ts';
import { metadefRoutes } from './for-dashboards.ts';
import {
  answer,
  type Call,
  dig,
  filter,
  HEALTH,
  isoSeconds,
  object,
  paginate,
  requestId,
  route,
  type Service,
  text,
} from './http.ts';
import { SEED_IMAGES } from './seed.ts';
import { explained, inForm, refused } from './webob-errors.ts';

export interface Image {
  readonly id: string;
  name: string;
  owner: string;
  visibility: string;
  status: string;
  size: number | null;
  [property: string]: unknown;
}

interface Stored {
  readonly image: Image;
  blob: Blob | undefined;
  readonly members: Map<string, Record<string, unknown>>;
}

export interface GlanceOptions {
  readonly blobs: Blobs;
  readonly now: () => number;
  readonly keystoneUrl: () => string;
  readonly adminProject: string;
}

export async function createGlance({ blobs, now, keystoneUrl, adminProject }: GlanceOptions) {
  const images = new Map<string, Stored>();

  function create(wanted: Record<string, unknown>, owner: string): Stored {
    const id = text(wanted.id) ?? randomUUID();
    const at = isoSeconds(now());
    const image: Image = {
      name: '',
      disk_format: null,
      container_format: null,
      visibility: 'shared',
      size: null,
      virtual_size: null,
      status: 'queued',
      checksum: null,
      protected: false,
      min_ram: 0,
      min_disk: 0,
      owner,
      os_hidden: false,
      os_hash_algo: null,
      os_hash_value: null,
      ...wanted,
      id,
      created_at: at,
      updated_at: at,
      tags: Array.isArray(wanted.tags) ? wanted.tags : [],
      self: `/v2/images/${id}`,
      file: `/v2/images/${id}/file`,
      schema: '/v2/schemas/image',
    };
    const stored: Stored = { image, blob: undefined, members: new Map() };
    images.set(id, stored);
    return stored;
  }

  async function upload(stored: Stored, source: Readable): Promise<void> {
    stored.image.status = 'saving';
    try {
      stored.blob = await blobs.store(source);
    } catch (error) {
      stored.image.status = 'queued'; // a broken upload may be tried again
      throw error;
    }
    const { size, md5, sha512 } = stored.blob;
    const data = {
      checksum: md5,
      os_hash_algo: 'sha512',
      os_hash_value: sha512,
      size,
      virtual_size: size,
      stores: 'store',
    };
    Object.assign(stored.image, data, { status: 'active', updated_at: isoSeconds(now()) });
  }

  for (const seed of SEED_IMAGES) {
    await upload(create(seed, adminProject), Readable.from([Buffer.from(`${seed.name}\0`.repeat(2000))]));
  }

  const mine = (call: Call, { image }: Stored) => image.owner === call.token.project?.id;
  const visible = (call: Call, stored: Stored) =>
    ['public', 'community'].includes(stored.image.visibility) ||
    mine(call, stored) ||
    stored.members.has(call.token.project?.id ?? '');
  const missing = (id: string): never => {
    throw refused(404, `No image found with ID ${id}`);
  };
  const find = (call: Call): Stored => {
    const stored = images.get(call.params[0] ?? '');
    return stored && visible(call, stored) ? stored : missing(call.params[0] ?? '');
  };
  const findMine = (call: Call): Stored => {
    const stored = find(call);
    if (mine(call, stored)) return stored;
    throw refused(403, 'You are not permitted to change this image.');
  };

  /** By Glance's schema of an image; what Glance says of itself is not set. */
  const check = (wanted: Record<string, unknown>): void => {
    const own = OWN.find((field) => field in wanted);
    if (own !== undefined) throw refused(403, `Attribute '${own}' is read-only.`);
    const invalid = (field: string): never => {
      throw refused(400, `Provided object does not match schema 'image': ${field}`);
    };
    const { name, visibility, disk_format, container_format } = wanted;
    if (typeof name === 'string' && name.length > 255) invalid('name');
    if (visibility !== undefined && !VISIBILITIES.has(String(visibility))) invalid('visibility');
    if (typeof disk_format === 'string' && !DISKS.has(disk_format)) invalid('disk_format');
    if (typeof container_format === 'string' && !CONTAINERS.has(container_format)) invalid('container_format');
  };

  const versions = (call: Call) => ({
    versions: [
      '2.15',
      '2.13',
      '2.12',
      '2.11',
      '2.10',
      '2.9',
      '2.8',
      '2.7',
      '2.6',
      '2.5',
      '2.4',
      '2.3',
      '2.2',
      '2.1',
      '2.0',
    ].map((number, index) => ({
      id: `v${number}`,
      status: index ? 'SUPPORTED' : 'CURRENT',
      links: [{ rel: 'self', href: `${call.base}/v2/` }],
    })),
  });

  const list = (call: Call) => {
    const accepted = (s: Stored) => s.members.get(call.token.project?.id ?? '')?.status === 'accepted';
    const all = [...images.values()].filter((s) => mine(call, s) || s.image.visibility === 'public' || accepted(s));
    const hidden = call.query.get('os_hidden') ?? 'false';
    const rows = all.map(({ image }) => image).filter((image) => String(image.os_hidden) === hidden.toLowerCase());
    const tags = call.query.getAll('tag');
    const tagged = rows.filter((image) => tags.every((tag) => (image.tags as string[]).includes(tag)));
    const page = paginate(filter(tagged, call.query, NOT_FILTERS).reverse(), call.query, 25);
    const first = new URLSearchParams(call.query);
    first.delete('marker');
    return answer(200, {
      images: page.rows,
      first: `/v2/images${first.size ? `?${first}` : ''}`,
      schema: '/v2/schemas/images',
      ...(page.next && { next: `/v2/images?${page.next}` }),
    });
  };

  const update = async (call: Call) => {
    const { image } = findMine(call);
    for (const change of (await call.json()) as { op: string; path: string; value?: unknown }[]) {
      const key = change.path.slice(1).replaceAll('~1', '/').replaceAll('~0', '~');
      checkChange(image, change.op, key, change.value);
      if (change.op === 'remove') delete image[key];
      else image[key] = change.value;
    }
    image.updated_at = isoSeconds(now());
    return answer(200, image);
  };

  const download = (call: Call) => {
    const { blob } = find(call);
    if (!blob) return answer(204);
    const headers = { 'Content-Type': 'application/octet-stream', 'Content-Md5': blob.md5 };
    const range = parseRange(call.req.headers.range, blob.size);
    if (!range) return answer(200, blobs.open(blob), { ...headers, 'Content-Length': String(blob.size) });
    return answer(206, blobs.open(blob, range), {
      ...headers,
      'Content-Length': String(range.end - range.start + 1),
      'Content-Range': `bytes ${range.start}-${range.end}/${blob.size}`,
    });
  };

  const member = (call: Call): Record<string, unknown> =>
    find(call).members.get(call.params[1] ?? '') ?? missing(call.params[0] ?? '');

  const service: Service = {
    type: 'image',
    routes: [
      HEALTH,
      route('GET', '/', (call) => answer(300, versions(call)), true),
      route('GET', '/versions', (call) => answer(200, versions(call)), true),
      route('GET', '/v2/images', list),
      route('POST', '/v2/images', async (call) => {
        const wanted = object(await call.json());
        check(wanted);
        const { image } = create(wanted, call.token.project?.id ?? '');
        // Built from Host alone: under a path prefix it is wrong (seen at a real Glance behind Apache).
        const location = `http://${call.req.headers.host}/v2/images/${image.id}`;
        return answer(201, image, {
          Location: location,
          'Openstack-Image-Import-Methods': 'glance-direct,web-download,copy-image',
          'Openstack-Image-Store-Ids': 'store,os_glance_staging_store,os_glance_tasks_store',
        });
      }),
      route('GET', '/v2/images/:id', (call) => answer(200, find(call).image)),
      route('PATCH', '/v2/images/:id', update),
      route('DELETE', '/v2/images/:id', async (call) => {
        const { image, blob } = findMine(call);
        images.delete(image.id);
        if (blob) await blobs.drop(blob);
        return answer(204, undefined, HTML);
      }),
      route('PUT', '/v2/images/:id/file', async (call) => {
        await upload(findMine(call), call.req);
        return answer(204, undefined, HTML);
      }),
      route('GET', '/v2/images/:id/file', download),
      route('GET', '/v2/images/:id/members', (call) =>
        answer(200, { members: [...find(call).members.values()], schema: '/v2/schemas/members' }),
      ),
      route('POST', '/v2/images/:id/members', async (call) => {
        const { image, members } = findMine(call);
        const member_id = text(dig(await call.json(), 'member')) ?? '';
        const at = isoSeconds(now());
        const made = {
          created_at: at,
          image_id: image.id,
          member_id,
          schema: '/v2/schemas/member',
          status: 'pending',
          updated_at: at,
        };
        members.set(member_id, made);
        return answer(200, made);
      }),
      route('GET', '/v2/images/:id/members/:member', (call) => answer(200, member(call))),
      route('PUT', '/v2/images/:id/members/:member', async (call) => {
        const found = member(call);
        return answer(200, Object.assign(found, { status: dig(await call.json(), 'status') }));
      }),
      route('DELETE', '/v2/images/:id/members/:member', (call) => {
        findMine(call).members.delete(call.params[1] ?? '');
        return answer(204, undefined, HTML);
      }),
      route('PUT', '/v2/images/:id/tags/:tag', (call) => {
        const { image } = findMine(call);
        const tags = [...new Set([...(image.tags as string[]), call.params[1] ?? ''])];
        checkTags(tags);
        Object.assign(image, { tags, updated_at: isoSeconds(now()) });
        return answer(204, undefined, HTML);
      }),
      route('DELETE', '/v2/images/:id/tags/:tag', (call) => {
        const { image } = findMine(call);
        const [tags, tag] = [image.tags as string[], call.params[1] ?? ''];
        if (!tags.includes(tag)) throw refused(404, 'The resource could not be found.');
        Object.assign(image, { tags: tags.filter((one) => one !== tag), updated_at: isoSeconds(now()) });
        return answer(204, undefined, HTML);
      }),
      route('GET', '/v2/schemas/:kind', (call) => answer(200, { ...SCHEMA, name: call.params[0] })),
      ...metadefRoutes,
      route('GET', '/v2/info/import', () => answer(200, { 'import-methods': IMPORT_METHODS })),
      route('GET', '/v2/info/stores', () => answer(200, { stores: [{ id: 'store', default: 'true' }] })),
    ],
    unauthorized: () => ({
      ...explained(401, 'This server could not verify that you are authorized to access the document you requested.'),
      headers: { 'Www-Authenticate': `Keystone uri="${keystoneUrl()}"` },
    }),
    notFound: () => explained(404, 'The resource could not be found.'),
    render: (call, answered) => inForm(answered, call.req.headers.accept),
    headers: () => ({ 'X-Openstack-Request-Id': requestId() }),
  };
  return {
    service,
    /** Nova's way in: names and properties for a server's image, and snapshots. */
    /** For whoever is of this project. */
    find: (id: string, project: string | undefined): Image | undefined => {
      const stored = images.get(id);
      if (stored === undefined) return undefined;
      const { visibility, owner } = stored.image;
      const seen =
        ['public', 'community'].includes(visibility) || owner === project || stored.members.has(project ?? '');
      return seen ? stored.image : undefined;
    },
    snapshot: (name: string, owner: string): Image => create({ name, image_type: 'snapshot' }, owner).image,
  };
}

/** Glance's own limits: 255 characters (api/v2/images.py), 128 tags (image_tag_quota). */
function checkTags(tags: readonly unknown[]): void {
  const long = tags.find((tag) => typeof tag !== 'string' || tag.length > 255);
  if (long !== undefined) throw refused(400, `Could not update image: Tag ${long} is too long`);
  if (tags.length > 128) throw refused(413, 'Image tag limit exceeded: The limit has been exceeded');
}

const READ_ONLY =
  /^(?:created_at|updated_at|status|checksum|size|virtual_size|direct_url|self|file|schema|id|os_hash_)/;

/** JSON patch as Glance takes it (api/v2/images.py, `_do_add`, `_do_replace`, `_do_remove`). */
function checkChange(image: Image, op: string, key: string, value: unknown): void {
  const refuse = (status: number, message: string): never => {
    throw refused(status, message);
  };
  if (READ_ONLY.test(key)) refuse(403, `Attribute '${key}' is read-only.`);
  if (op !== 'add' && !Object.hasOwn(image, key)) refuse(409, `Property ${key} does not exist.`);
  if (key === 'tags') checkTags(value as readonly unknown[]);
}

export type Glance = Awaited<ReturnType<typeof createGlance>>;

const HTML = { 'Content-Type': 'text/html; charset=UTF-8' };
const OWN = ['status', 'size', 'checksum', 'created_at', 'updated_at', 'file', 'self', 'schema', 'virtual_size'];
const VISIBILITIES = new Set(['public', 'private', 'shared', 'community']);
const DISKS = new Set('ami ari aki vhd vhdx vmdk raw qcow2 vdi iso ploop'.split(' '));
const CONTAINERS = new Set('ami ari aki bare ovf ova docker compressed'.split(' '));
const NOT_FILTERS = ['limit', 'marker', 'sort', 'sort_key', 'sort_dir', 'os_hidden', 'member_status', 'tag'];
const IMPORT_METHODS = {
  description: 'Import methods available.',
  type: 'array',
  value: ['glance-direct', 'web-download', 'copy-image'],
};
const SCHEMA = {
  properties: { id: { type: 'string' }, name: { type: ['null', 'string'], maxLength: 255 } },
  additionalProperties: { type: 'string' },
  links: [
    { rel: 'self', href: '{self}' },
    { rel: 'enclosure', href: '{file}' },
    { rel: 'describedby', href: '{schema}' },
  ],
};

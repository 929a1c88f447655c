// SPDX-License-Identifier: Apache-2.0
// Containers by Swift's API, which radosgw implements too. The list of an account is JSON; a single container is
// described by headers only.
import { GatewayError } from '../../../model/errors.ts';
import type { NativeApi, ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { CreateOf, ItemOf, UpdateOf } from '../../../model/scs/resource.ts';
import type { containers as definition } from '../../../model/scs/resources/containers.ts';
import { createPageGuard } from '../../page-guard.ts';
import { integer, type Native, record, text, textRecord } from '../../values.ts';
import { wrong } from '../services/references.ts';
import { missing, unfinished } from '../services/refusals.ts';

type Container = ItemOf<typeof definition>;
interface Extra {
  readonly s3Endpoint: string | null;
}
type NativeContainer = { readonly native: Native; readonly extra: Extra };

const PAGE = 1000;

export const containers: ResourceAdapter<
  Native,
  Extra,
  Container,
  CreateOf<typeof definition>,
  UpdateOf<typeof definition>
> = {
  service: 'object-store',
  async *list(api) {
    const extra = extraOf(api);
    const goesOn = createPageGuard(api, 'containers');
    for (let marker: string | undefined; ; ) {
      const query = { format: 'json', limit: PAGE, ...(marker === undefined ? {} : { marker }) };
      const { body } = await api.call({ service: 'object-store', path: '', query });
      // The list of an account that nobody has used may have no body at all.
      if (body !== undefined && !Array.isArray(body))
        throw new GatewayError('memberGarbage', { cloud: api.cloud, detail: 'no list of containers' });
      const rows = (body ?? []).map(record);
      yield rows.map((native): NativeContainer => ({ native, extra }));
      const last = text(rows.at(-1)?.name);
      if (rows.length < PAGE || last === undefined || !goesOn(last)) return;
      marker = last;
    }
  },

  get: read,

  map({ native, extra }, { cloud, region, project }) {
    const name = text(native.name) ?? '';
    return {
      cloud,
      region,
      project,
      id: name,
      name,
      createdAt: null,
      status: 'available',
      objects: integer(native.count) ?? 0,
      sizeBytes: integer(native.bytes) ?? 0,
      metadata: native.metadata === undefined ? null : textRecord(native.metadata),
      s3Endpoint: extra?.s3Endpoint ?? null,
    };
  },

  async create(api, { name, metadata = {} }) {
    if (!isOne(name)) throw wrong(api, '#/name', 'a container cannot have this name');
    const headers = metadataFields(api, metadata);
    const { status } = await api.call({ service: 'object-store', method: 'PUT', path: pathOf(api, name) });
    // Swift accepts the creation of an existing container with 202 and changes nothing, but for metadata that come with it.
    if (status === 202)
      throw new GatewayError('conflict', { cloud: api.cloud, message: `The container "${name}" exists already.` });
    if (Object.keys(headers).length > 0) {
      try {
        await api.call({ service: 'object-store', method: 'POST', path: pathOf(api, name), headers });
      } catch (cause) {
        throw unfinished(api.cloud, { what: 'container', id: name, field: 'metadata', cause });
      }
    }
    return read(api, name);
  },

  async update(api, name, { metadata }) {
    const headers = metadataFields(api, metadata);
    await api.call({ service: 'object-store', method: 'POST', path: pathOf(api, name), headers });
    return read(api, name);
  },

  async remove(api, name) {
    await api.call({ service: 'object-store', method: 'DELETE', path: pathOf(api, name) });
  },
};

const extraOf = (api: NativeApi): Extra => ({ s3Endpoint: api.endpoint('object-store-s3') ?? null });

const isOne = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && !name.includes('/') && name.isWellFormed();

/** A slash, escaped or not, would name an object: a request, above all a DELETE, must never reach one. */
function pathOf(api: NativeApi, name: string): string {
  if (!isOne(name)) throw missing(api, 'object-store', `There is no container "${name}".`);
  return `/${encodeURIComponent(name)}`;
}

async function read(api: NativeApi, name: string): Promise<NativeContainer> {
  const { headers } = await api.call({ service: 'object-store', method: 'HEAD', path: pathOf(api, name) });
  const count = integer(headers['x-container-object-count']);
  const bytes = integer(headers['x-container-bytes-used']);
  return { native: { name, count, bytes, metadata: metadataIn(headers) }, extra: extraOf(api) };
}

const META = 'x-container-meta-';
/** Field names have no case; WSGI servers read `_` as `-`, and proxies drop it. Swift takes 128 characters. */
const KEY = /^[a-z0-9](?:[a-z0-9-]{0,126}[a-z0-9])?$/;

/** As Swift has it: a merge of what is named, and nothing else. Null removes a key. */
function metadataFields(
  api: NativeApi,
  metadata: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => {
      const where = `#/metadata/${key.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (!KEY.test(key)) throw wrong(api, where, 'keys have lower-case letters, digits and `-` only');
      if (OWN.test(key)) throw wrong(api, where, 'is a setting of the container, for the native API');
      return value === null ? [`x-remove-container-meta-${key}`, 'x'] : [`${META}${key}`, value];
    }),
  );
}

/** Swift keeps bytes, mostly UTF-8. */
const metadataIn = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(META) && !OWN.test(name.slice(META.length)))
      .map(([name, value]) => [name.slice(META.length), Buffer.from(value, 'latin1').toString('utf8')])
      .sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  );

/** What Swift keeps there beside the owner's words: keys of temporary URLs, quotas, CORS, static sites. */
const OWN = /^(?:temp-url-key|quota-|access-control-|web-)/;

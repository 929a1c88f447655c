// SPDX-License-Identifier: Apache-2.0
// Containers by Swift's API, which radosgw implements too. The list of an account is JSON; a single container is
// described by headers only.
import { GatewayError } from '../../../model/errors.ts';
import type { NativeApi, ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { CreateOf, ItemOf } from '../../../model/scs/resource.ts';
import type { containers as definition } from '../../../model/scs/resources/containers.ts';
import { createPageGuard } from '../../page-guard.ts';
import { integer, type Native, record, text } from '../../values.ts';
import { wrong } from '../services/references.ts';
import { missing } from '../services/refusals.ts';

type Container = ItemOf<typeof definition>;
interface Extra {
  readonly s3Endpoint: string | null;
}
type NativeContainer = { readonly native: Native; readonly extra: Extra };

const PAGE = 1000;

export const containers: ResourceAdapter<Native, Extra, Container, CreateOf<typeof definition>> = {
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
      created: null,
      status: 'available',
      objects: integer(native.count) ?? 0,
      bytes: integer(native.bytes) ?? 0,
      s3Endpoint: extra?.s3Endpoint ?? null,
    };
  },

  async create(api, { name }) {
    if (!isOne(name)) throw wrong(api, '#/name', 'a container cannot have this name');
    const { status } = await api.call({ service: 'object-store', method: 'PUT', path: pathOf(api, name) });
    // Swift accepts the creation of an existing container with 202 and changes nothing.
    if (status === 202)
      throw new GatewayError('conflict', { cloud: api.cloud, message: `The container "${name}" exists already.` });
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
  return { native: { name, count, bytes }, extra: extraOf(api) };
}

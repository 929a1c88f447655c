// SPDX-License-Identifier: Apache-2.0
// Servers of Nova. Lists are limited to the caller's project: never all_tenants, whatever the caller's roles.
import { defined } from '../../../model/defined.ts';
import { GatewayError, toGatewayError } from '../../../model/errors.ts';
import type { NativeApi, ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { CreateOf, ItemOf, UpdateOf } from '../../../model/scs/resource.ts';
import type { servers as definition } from '../../../model/scs/resources/servers.ts';
import {
  boolOrNull,
  integerOrNull,
  list,
  type Native,
  record,
  text,
  textOrNull,
  texts,
  time,
  wordFor,
} from '../../values.ts';
import { flavorId, flavorTable } from '../services/flavor-table.ts';
import { markIn, withMark, withoutMark } from '../services/marks.ts';
import { patchMetadata } from '../services/metadata.ts';
import { agreedMicroversion, atLeast, inside, MICROVERSION, nova } from '../services/nova.ts';
import { pages } from '../services/paging.ts';
import { unlessRefused } from '../services/refusals.ts';
import { refuseTooOld, serverBody } from '../services/server-body.ts';
import { powerState, serverStatus } from '../services/server-status.ts';
import { once, tagActionsAt, tagFilter, tagsOf } from '../services/tags.ts';

type Server = ItemOf<typeof definition>;
/** The flavor's row, if the server contains only its id (microversions below 2.47). */
interface Extra {
  readonly flavor?: Native;
}
type NativeServer = { native: Native; extra: Extra };

const pathOf = (id: string): string => `/servers/${encodeURIComponent(id)}`;
/** Since then a server has tags. */
const TAGS = '2.26';

export const servers: ResourceAdapter<
  Native,
  Extra,
  Server,
  CreateOf<typeof definition>,
  UpdateOf<typeof definition>
> = {
  service: 'compute',
  probe: (api) => api.call({ service: 'compute', path: '/flavors', query: { limit: 1 } }),
  async *list(api, { tags }) {
    for await (const rows of pages(api, {
      service: 'compute',
      path: '/servers/detail',
      key: 'servers',
      microversion: MICROVERSION,
      // Below 2.26 there are no tags, and the filter is not looked at.
      query: defined({ tags: tagFilter(tags) }),
    })) {
      yield await withFlavors(api, rows);
    }
  },

  /** Of all by what the quota counts, which is one short answer. */
  async count(api, tag) {
    if (tag === undefined) {
      const limits = await unlessRefused(() => nova(api, '/limits'));
      return limits && (integerOrNull(record(inside(limits, 'limits').absolute).totalInstancesUsed) ?? undefined);
    }
    // Older ones ignore the filter, and would count all.
    if (!atLeast(await agreedMicroversion(api), TAGS)) return undefined;
    let count = 0;
    const query = { tags: tag };
    const call = { service: 'compute', path: '/servers', key: 'servers', microversion: MICROVERSION, query };
    for await (const rows of pages(api, call)) count += rows.length;
    return count;
  },

  get: read,

  map({ native, extra }, { cloud, region, project }) {
    const fault = text(record(native.fault).message);
    return {
      cloud,
      region,
      project: text(native.tenant_id) ?? project,
      id: text(native.id) ?? '',
      name: text(native.name) ?? '',
      createdAt: time(native.created),
      status: serverStatus(native),
      nativeStatus: text(native.status) ?? '',
      flavor: flavorOf(native, extra),
      image: imageOf(native.image),
      keypairName: textOrNull(native.key_name),
      addresses: addressesOf(native),
      availabilityZone: textOrNull(native['OS-EXT-AZ:availability_zone']),
      // Nova lists a group once for each port that it applies to.
      securityGroupNames: [...new Set(texts(list(native.security_groups).map((group) => record(group).name)))],
      volumeIds: texts(list(native['os-extended-volumes:volumes_attached']).map((volume) => record(volume).id)),
      locked: boolOrNull(native.locked),
      powerState: powerState(native),
      description: textOrNull(native.description),
      tags: tagsOf(native),
      metadata: withoutMark(native.metadata),
      launchedAt: time(native['OS-SRV-USG:launched_at']),
      updatedAt: time(native.updated),
      fault: fault === undefined ? null : { message: fault },
      userId: textOrNull(native.user_id),
    };
  },

  markOf: ({ native }) => markIn(native.metadata),

  async create(api, input, mark) {
    const metadata = withMark(input.metadata, mark);
    const body = serverBody({ ...input, ...defined({ metadata }) }, await agreedMicroversion(api));
    const id = text(inside(await nova(api, '/servers', { method: 'POST', body }), 'server').id) ?? '';
    // The server exists from here on: a failure of reading it must not make the caller create another one.
    return read(api, id).catch((): NativeServer => ({ native: { id, name: input.name, status: 'BUILD' }, extra: {} }));
  },

  async update(api, id, { name, description, metadata, tags }) {
    const path = pathOf(id);
    if (tags !== undefined) refuseTooOld(await agreedMicroversion(api), TAGS, 'tags');
    const server = defined({ name, description });
    if (Object.keys(server).length > 0) await nova(api, path, { method: 'PUT', body: { server } });
    if (metadata !== undefined) await patchMetadata(metadata, (at, more) => nova(api, `${path}${at}`, more));
    if (tags !== undefined) await nova(api, `${path}/tags`, { method: 'PUT', body: { tags: once(tags) } });
    return read(api, id);
  },

  async remove(api, id) {
    await nova(api, pathOf(id), { method: 'DELETE' });
  },

  actions: {
    ...tagActionsAt(pathOf, async (api, path, method) => {
      refuseTooOld(await agreedMicroversion(api), TAGS, 'tag');
      return nova(api, path, { method });
    }),
    start: (api, id) => actOr(api, id, { 'os-start': null }, 'ACTIVE'),
    stop: (api, id) => actOr(api, id, { 'os-stop': null }, 'SHUTOFF'),
    reboot: (api, id, input?: { readonly hard?: boolean }) =>
      act(api, id, { reboot: { type: input?.hard === true ? 'HARD' : 'SOFT' } }),
    resize: async (api, id, input: { readonly flavor: string }) =>
      act(api, id, { resize: { flavorRef: await flavorId(api, input.flavor) } }),
    'confirm-resize': (api, id) => act(api, id, { confirmResize: null }),
    'revert-resize': (api, id) => act(api, id, { revertResize: null }),
    'open-console': openConsole,
    'console-log': async (api, id, input?: { readonly lines?: number }) => {
      const length = input?.lines === undefined ? {} : { length: input.lines };
      const { body } = await ask(api, id, { 'os-getConsoleOutput': length });
      return { text: text(record(body).output) ?? '' };
    },
  },
};

async function read(api: NativeApi, id: string): Promise<NativeServer> {
  const native = inside(await nova(api, pathOf(id)), 'server');
  const [found = { native, extra: {} }] = await withFlavors(api, [native]);
  return found;
}

const ask = (api: NativeApi, id: string, body: unknown) => nova(api, `${pathOf(id)}/action`, { method: 'POST', body });

async function act(api: NativeApi, id: string, body: unknown): Promise<void> {
  await ask(api, id, body);
}

const CONSOLES = [
  { protocol: 'vnc', type: 'novnc', action: 'os-getVNCConsole' },
  { protocol: 'spice', type: 'spice-html5', action: 'os-getSPICEConsole' },
] as const;
/** Since then consoles have a path of their own. */
const REMOTE_CONSOLES = '2.6';

/** Of the first kind that the member has: Nova answers 400 to one that it has not. */
async function openConsole(api: NativeApi, id: string): Promise<{ readonly url: string; readonly type: string }> {
  const { cloud, consoleUrl } = api;
  if (consoleUrl === undefined) throw new GatewayError('notOffered', { cloud });
  const modern = atLeast(await agreedMicroversion(api), REMOTE_CONSOLES);
  let refused: unknown;
  for (const { protocol, type, action } of CONSOLES) {
    try {
      const given = modern
        ? inside(await consoleAt(api, id, { remote_console: { protocol, type } }), 'remote_console')
        : inside(await ask(api, id, { [action]: { type } }), 'console');
      return { url: consoleUrl(text(given.url) ?? ''), type: text(given.type) ?? type };
    } catch (cause) {
      if (toGatewayError(cause).code !== 'nativeBadRequest') throw cause;
      refused ??= cause;
    }
  }
  throw refused;
}

const consoleAt = (api: NativeApi, id: string, body: unknown) =>
  nova(api, `${pathOf(id)}/remote-consoles`, { method: 'POST', body });

/** Nova refuses to start what runs; whoever wants it to run has what is wanted. */
async function actOr(api: NativeApi, id: string, body: unknown, status: string): Promise<void> {
  try {
    await act(api, id, body);
  } catch (cause) {
    if (toGatewayError(cause).code !== 'nativeConflict') throw cause;
    const { native } = await read(api, id);
    if (native.status !== status || (native['OS-EXT-STS:task_state'] ?? null) !== null) throw cause;
  }
}

/** The rows, with the flavors that they refer to. */
async function withFlavors(api: NativeApi, rows: readonly Native[]): Promise<NativeServer[]> {
  if (rows.every((row) => record(row.flavor).id === undefined)) return rows.map((native) => ({ native, extra: {} }));
  const table = await flavorTable(api);
  return rows.map((native) => {
    const flavor = table.get(text(record(native.flavor).id) ?? '');
    return { native, extra: flavor === undefined ? {} : { flavor } };
  });
}

/** Nova has an empty text if it boots from a volume. */
function imageOf(native: unknown): Server['image'] {
  const id = textOrNull(record(native).id);
  return id === null ? null : { id };
}

function flavorOf(native: Native, extra: Extra | undefined): Server['flavor'] {
  const embedded = record(native.flavor);
  const figures = extra?.flavor ?? embedded;
  return {
    id: textOrNull(embedded.id),
    name: textOrNull(embedded.original_name) ?? textOrNull(figures.name),
    vcpus: integerOrNull(figures.vcpus),
    ramMiB: integerOrNull(figures.ram),
    diskGiB: integerOrNull(figures.disk),
  };
}

const TYPES = { fixed: 'fixed', floating: 'floating' } as const;

const addressesOf = (native: Native): Server['addresses'] =>
  Object.entries(record(native.addresses)).flatMap(([networkName, addresses]) =>
    list(addresses)
      .map(record)
      .map((address) => ({
        networkName,
        address: text(address.addr) ?? '',
        version: integerOrNull(address.version),
        type: wordFor(TYPES, address['OS-EXT-IPS:type']),
        mac: textOrNull(address['OS-EXT-IPS-MAC:mac_addr']),
      })),
  );

// SPDX-License-Identifier: Apache-2.0
// Resolves objects that a request refers to by id or name. Names need not be unique in OpenStack: a name that matches
// several objects is refused with their ids, instead of choosing one.
import { GatewayError, toGatewayError } from '../../../model/errors.ts';
import type { NativeApi, NativeCall } from '../../../model/scs/adapter.ts';
import { isUuid } from '../../../model/uuid.ts';
import { text } from '../../values.ts';
import { VOLUME_MICROVERSION } from './cinder.ts';
import { pages } from './paging.ts';

interface Kind extends Pick<NativeCall, 'service' | 'path' | 'microversion'> {
  readonly what: string;
  /** The key of the rows in the body. */
  readonly key: string;
  /** Converts a name to the service's filter. Absent: the name is used unchanged. */
  readonly pattern?: (name: string) => string;
}

const network = (what: string, path: string, key: string): Kind => ({ what, service: 'network', path, key });
const volume = (what: string, path: string, key: string): Kind => ({
  what,
  service: 'block-storage',
  path,
  key,
  microversion: VOLUME_MICROVERSION,
});

const KINDS = {
  network: network('network', '/networks', 'networks'),
  subnet: network('subnet', '/subnets', 'subnets'),
  port: network('port', '/ports', 'ports'),
  securityGroup: network('security group', '/security-groups', 'security_groups'),
  volume: volume('volume', '/volumes', 'volumes'),
  snapshot: volume('snapshot', '/snapshots', 'snapshots'),
  image: { what: 'image', service: 'image', path: '/images', key: 'images' },
  // Nova's filter is a regular expression.
  server: {
    what: 'server',
    service: 'compute',
    path: '/servers',
    key: 'servers',
    pattern: (name) => `^${quote(name)}$`,
  },
} as const satisfies Record<string, Kind>;

/** `where`: the JSON pointer into the request's body that contains the reference. */
export async function idOf(api: NativeApi, kind: keyof typeof KINDS, wanted: string, where: string): Promise<string> {
  if (isUuid(wanted)) return wanted;
  const { what, key, pattern, ...call }: Kind = KINDS[kind];
  const ids = new Set<string>();
  const query = { name: pattern?.(wanted) ?? wanted };
  for await (const rows of pages(api, { ...call, key, query })) {
    for (const row of rows) if (row.name === wanted && text(row.id) !== undefined) ids.add(text(row.id) ?? '');
  }
  const [only, ...others] = ids;
  if (only === undefined) throw wrong(api, where, `there is no ${what} "${wanted}"`);
  if (others.length > 0) throw wrong(api, where, `several ${what}s are named "${wanted}": ${listed([...ids])}`);
  return only;
}

/** Undefined stays undefined. */
export const idOrNone = async (
  api: NativeApi,
  kind: keyof typeof KINDS,
  wanted: string | undefined,
  where: string,
): Promise<string | undefined> => (wanted === undefined ? undefined : idOf(api, kind, wanted, where));

/** Several at once: all that name nothing are told of, not only the first. What fails for another reason goes before. */
export async function allOf<T extends readonly unknown[]>(
  api: NativeApi,
  looked: { readonly [K in keyof T]: Promise<T[K]> },
): Promise<T> {
  const outcomes = await Promise.allSettled(looked);
  const failed = outcomes.flatMap((one) => (one.status === 'rejected' ? [toGatewayError(one.reason)] : []));
  const [first, ...others] = [
    ...failed.filter(({ code }) => code !== 'unprocessable'),
    ...failed.filter(({ code }) => code === 'unprocessable'),
  ];
  if (first === undefined) return outcomes.map((one) => (one as PromiseFulfilledResult<unknown>).value) as never;
  if (others.length === 0 || first.code !== 'unprocessable') throw first;
  throw new GatewayError('unprocessable', {
    cloud: api.cloud,
    message: [first, ...others].map(({ message }) => message).join(' '),
    faults: [first, ...others].flatMap(({ faults = [] }) => faults),
  });
}

export const wrong = (api: NativeApi, where: string, reason: string): GatewayError =>
  new GatewayError('unprocessable', {
    cloud: api.cloud,
    message: `On ${api.cloud}: ${reason}.`,
    faults: [{ where, reason }],
  });

/** Enough of them to choose from. */
export const listed = (choices: readonly string[]): string =>
  [...choices.slice(0, 20), ...(choices.length > 20 ? ['…'] : [])].join(', ');

const quote = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

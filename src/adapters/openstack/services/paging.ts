// SPDX-License-Identifier: Apache-2.0
// A list of Nova, Cinder, Neutron, Octavia, Glance or Designate, page after page. Of a link to the next page only the marker is
// used: Nova's link to more key pairs names a path that does not exist, and Glance's are paths without any prefix.
import { GatewayError } from '../../../model/errors.ts';
import type { NativeApi, NativeCall } from '../../../model/scs/adapter.ts';
import { list, record, text } from '../../values.ts';

/** The services' default maximum; they reduce it to their own limit. */
const PAGE = 1000;

export interface PagedCall extends NativeCall {
  /** Where the rows stand in the body; the links are `{key}_links`, `next` (Glance) or `links: {next}` (Designate, Heat). */
  readonly key: string;
  /** The key of the links, if it has another name. */
  readonly links?: string;
}

export async function* pages(
  api: NativeApi,
  { key, links, ...call }: PagedCall,
): AsyncGenerator<Record<string, unknown>[]> {
  const seen = new Set<string>();
  let marker: string | undefined;
  do {
    const query = { limit: PAGE, ...call.query, ...(marker === undefined ? {} : { marker }) };
    const { body } = await api.call({ ...call, query });
    const rows = record(body)[key];
    if (!Array.isArray(rows)) {
      throw new GatewayError('memberGarbage', { cloud: api.cloud, detail: `${call.path}: no list of ${key}` });
    }
    yield rows.map(record);
    marker = rows.length === 0 ? undefined : nextMarker(record(body), links ?? `${key}_links`);
    // A member whose pages form a cycle would otherwise be read for ever.
    if (marker !== undefined && seen.has(marker)) return;
    if (marker !== undefined) seen.add(marker);
  } while (marker !== undefined);
}

function nextMarker(body: Record<string, unknown>, links: string): string | undefined {
  const link = list(body[links]).find((candidate) => record(candidate).rel === 'next');
  const href = text(body.next) ?? text(record(body.links).next) ?? text(record(link).href);
  const query = href?.split('?')[1];
  return new URLSearchParams(query?.split('#')[0]).get('marker') ?? undefined;
}

// SPDX-License-Identifier: Apache-2.0
// A list of Nova, Cinder, Neutron, Octavia, Glance or Designate, page after page. Of a link to the next page only the marker is
// used: the link to more key pairs in Nova's API reference names a path that does not exist, and Glance's are paths without any prefix.
import { GatewayError } from '../../../model/errors.ts';
import type { NativeApi, NativeCall } from '../../../model/scs/adapter.ts';
import { createPageGuard, createPageSizes } from '../../page-guard.ts';
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
  const goesOn = createPageGuard(api, call.path);
  const sized = createPageSizes(PAGE);
  let marker: string | undefined;
  do {
    const at = marker === undefined ? {} : { marker };
    const { body } = await sized((limit) => api.call({ ...call, query: { limit, ...call.query, ...at } }));
    const rows = record(body)[key];
    if (!Array.isArray(rows)) {
      throw new GatewayError('memberGarbage', { cloud: api.cloud, detail: `${call.path}: no list of ${key}` });
    }
    yield rows.map(record);
    marker = rows.length === 0 ? undefined : nextMarker(record(body), links ?? `${key}_links`);
    // A member whose pages form a cycle would otherwise be read for ever.
    if (marker !== undefined && !goesOn(marker)) return;
  } while (marker !== undefined);
}

/** Of one project in one region, where all are kept: large clouds have some hundred flavors, and a thousand images. */
const MOST_KEPT = 5_000;

/** All rows. */
export async function allPages(api: NativeApi, call: PagedCall): Promise<Record<string, unknown>[]> {
  const all: Record<string, unknown>[] = [];
  for await (const rows of pages(api, call)) {
    if (all.length + rows.length > MOST_KEPT)
      throw new GatewayError('memberExcess', { cloud: api.cloud, detail: `${call.path}: more than ${MOST_KEPT} rows` });
    all.push(...rows);
  }
  return all;
}

function nextMarker(body: Record<string, unknown>, links: string): string | undefined {
  const link = list(body[links]).find((candidate) => record(candidate).rel === 'next');
  const href = text(body.next) ?? text(record(body.links).next) ?? text(record(link).href);
  const query = href?.split('?')[1];
  return new URLSearchParams(query?.split('#')[0]).get('marker') ?? undefined;
}

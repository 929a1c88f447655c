// SPDX-License-Identifier: Apache-2.0
// All flavors that the caller may see at a member, with their extra specs. Cached, since they seldom change.
import { toGatewayError } from '../../../model/errors.ts';
import type { NativeApi } from '../../../model/scs/adapter.ts';
import { flavorNames } from '../../../standards/flavor-meaning.ts';
import { parseFlavorName } from '../../../standards/scs-0100/flavor-name.ts';
import { type Native, record, text, textRecord } from '../../values.ts';
import { MICROVERSION, nova } from './nova.ts';
import { allPages } from './paging.ts';

/** As Nova sent it. `extra_specs` is absent if the member does not show them. */
export type FlavorRow = Native;

export const allFlavors = (api: NativeApi): Promise<FlavorRow[]> =>
  api.cached('flavors', 'detail', async (api) => {
    const call = { service: 'compute', path: '/flavors/detail', key: 'flavors', microversion: MICROVERSION };
    return withExtraSpecs(api, await allPages(api, call));
  });

export const flavorTable = async (api: NativeApi): Promise<ReadonlyMap<string, FlavorRow>> =>
  new Map((await allFlavors(api)).map((row) => [text(row.id) ?? '', row]));

/**
 * Resolves an id, a name or an SCS name in any syntax to a flavor's id. An unknown value is left for the member to
 * refuse.
 */
export async function flavorId(api: NativeApi, wanted: string): Promise<string> {
  const rows = await allFlavors(api);
  const scs = parseFlavorName(wanted);
  const row =
    rows.find(({ id }) => id === wanted) ??
    rows.find(({ name }) => name === wanted) ??
    rows.find((one) => 'canonical' in scs && namesOf(one).includes(scs.canonical));
  return text(row?.id) ?? wanted;
}

const namesOf = (row: FlavorRow): readonly string[] =>
  flavorNames({ name: text(row.name) ?? '', extraSpecs: textRecord(row.extra_specs) }).names.map(
    ({ canonical }) => canonical,
  );

/** How many flavors are queried concurrently. */
const AT_ONCE = 8;

/**
 * Members below microversion 2.61 return extra specs per flavor. If those of one are refused, none are queried further.
 */
export async function withExtraSpecs(api: NativeApi, rows: readonly FlavorRow[]): Promise<FlavorRow[]> {
  const done: FlavorRow[] = [];
  let refused = false;
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    const some = rows.slice(start, start + AT_ONCE);
    done.push(
      ...(await Promise.all(
        some.map(async (row) => {
          if (row.extra_specs !== undefined || refused) return row;
          const specs = await extraSpecs(api, text(row.id) ?? '');
          refused ||= specs === undefined;
          return specs === undefined ? row : { ...row, extra_specs: specs };
        }),
      )),
    );
  }
  return done;
}

async function extraSpecs(api: NativeApi, id: string): Promise<unknown> {
  try {
    const { body } = await nova(api, `/flavors/${encodeURIComponent(id)}/os-extra_specs`);
    return record(body).extra_specs;
  } catch (error) {
    const { code } = toGatewayError(error);
    if (code === 'nativeForbidden' || code === 'nativeNotFound') return undefined;
    throw error;
  }
}

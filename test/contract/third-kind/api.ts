// SPDX-License-Identifier: Apache-2.0
// How Breeze is asked: lists in numbered pages, times in seconds since 1970, one object inside its own name.
import { integer, type Native, record } from '../../../src/adapters/values.ts';
import { GatewayError } from '../../../src/model/errors.ts';
import type { NativeApi } from '../../../src/model/scs/adapter.ts';

export interface Rows {
  /** The official service type. */
  readonly service: string;
  readonly path: string;
  /** Where the rows stand in the body. */
  readonly key: string;
}

const PER_PAGE = 100;

export async function* pages(api: NativeApi, { service, path, key }: Rows): AsyncGenerator<Native[]> {
  let page: number | undefined = 1;
  while (page !== undefined) {
    const { body }: { body: unknown } = await api.call({ service, path, query: { page, per_page: PER_PAGE } });
    const rows = record(body)[key];
    if (!Array.isArray(rows))
      throw new GatewayError('memberGarbage', { cloud: api.cloud, detail: `no list of ${key}` });
    yield rows.map(record);
    const next = integer(record(body).next_page);
    // A cloud that counts backwards would keep us for ever.
    page = next !== undefined && next > page ? next : undefined;
  }
}

export async function one(api: NativeApi, { service, path, key }: Rows, id: string): Promise<Native> {
  const { body } = await api.call({ service, path: `${path}/${encodeURIComponent(id)}` });
  return record(record(body)[key]);
}

/** RFC 3339 of seconds since 1970. */
export function moment(value: unknown): string | null {
  const seconds = integer(value);
  // What is further away is no date of JavaScript's.
  if (seconds === undefined || Math.abs(seconds) > 8.64e12) return null;
  return new Date(seconds * 1000).toISOString();
}

/** A whole number of larger units; 0 where the cloud does not say. */
export const units = (value: unknown, each: number): number => Math.floor((integer(value) ?? 0) / each);

export const ARCHITECTURES = { amd64: 'x86_64', arm64: 'aarch64' } as const;

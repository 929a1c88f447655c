// SPDX-License-Identifier: Apache-2.0
// Whether an object is what somebody looks for: by its id, an address of it, or its name.
import { isIP } from 'node:net';
import type { Item } from '../../model/scs/resource.ts';

export type Why = 'id' | 'address' | 'name';

/** Better ones first. */
export const WHYS: readonly Why[] = ['id', 'address', 'name'];

/** Shorter beginnings of an id say nothing. */
const SHORTEST_ID = 8;
/** Addresses stand in lists of objects at the most. */
const DEEPEST = 4;

export function createMatcher(wanted: string): (item: Item) => Why | undefined {
  const text = wanted.trim().toLowerCase();
  const ip = canonical(text);
  return (item) => {
    const id = item.id.toLowerCase();
    if (id === text || (text.length >= SHORTEST_ID && id.startsWith(text))) return 'id';
    if (ip !== undefined && holdsAddress(item, ip, 0)) return 'address';
    if (item.name.toLowerCase().includes(text)) return 'name';
    return undefined;
  };
}

/** IPv6 has many spellings of one address. */
function canonical(text: string): string | undefined {
  const family = isIP(text);
  if (family === 0) return undefined;
  return family === 4 ? text : (URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1) ?? text);
}

/** In whatever field: servers, ports, floating addresses and load balancers each name theirs differently. */
function holdsAddress(value: unknown, ip: string, depth: number): boolean {
  if (typeof value === 'string')
    return value === ip || (ip.includes(':') && value.includes(':') && canonical(value) === ip);
  if (depth >= DEEPEST || value === null || typeof value !== 'object') return false;
  for (const inner of Object.values(value)) if (holdsAddress(inner, ip, depth + 1)) return true;
  return false;
}

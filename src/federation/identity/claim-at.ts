// SPDX-License-Identifier: Apache-2.0
// A claim by its name, which may be a path into objects.
import { isObject } from '../../model/is-object.ts';
import type { Json } from './options.ts';

/**
 * The value at a dotted path. A key may contain dots itself (`https://example.org/groups`,
 * `resource_access.my.app.roles`), so at each level the longest key that leads to a value is used.
 */
export function claimAt(claims: Json, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path] ?? undefined;
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const key = path.slice(0, dot);
    const inner = Object.hasOwn(claims, key) ? claims[key] : undefined;
    const found = isObject(inner) ? claimAt(inner, path.slice(dot + 1)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

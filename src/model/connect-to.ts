// SPDX-License-Identifier: Apache-2.0
// Splits a configured or listed URL for connecting to it.

/**
 * The origin to connect to, and the prefix of every path there. A catalog may contain the default port or capitals in
 * the host, which an origin never does (WHATWG URL), so the prefix cannot be cut off by length.
 */
export function connectTo(root: string): { readonly origin: string; readonly prefix: string } {
  const { origin, pathname } = new URL(root);
  return { origin, prefix: pathname.replace(/\/+$/, '') };
}

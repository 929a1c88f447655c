// SPDX-License-Identifier: Apache-2.0
// A configured or listed URL as it is connected to.

/**
 * A URL cut in two: the origin that is connected to, and what stands before every path. A catalogue may name the default port or
 * write the host in capitals, which no origin does (WHATWG URL), so the rest cannot be cut off by length.
 */
export function connectTo(root: string): { readonly origin: string; readonly prefix: string } {
  const { origin, pathname } = new URL(root);
  return { origin, prefix: pathname.replace(/\/+$/, '') };
}

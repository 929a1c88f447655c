// SPDX-License-Identifier: Apache-2.0
// Names of operations and schemas, from those of resources.

/** `floating-ip` → `FloatingIp`. */
export const pascal = (name: string): string =>
  name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

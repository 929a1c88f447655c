// SPDX-License-Identifier: Apache-2.0
// Which hosts are this machine. A file of its own, since the command line asks too and must not load the schema for it.
import { isIP } from 'node:net';

/** Traffic to these never leaves the machine, so plain HTTP gives nothing away. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (bare === 'localhost' || bare.endsWith('.localhost') || bare === '::1') return true;
  return isIP(bare) === 4 && bare.startsWith('127.');
}

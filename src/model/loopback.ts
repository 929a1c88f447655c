// SPDX-License-Identifier: Apache-2.0
// Which hosts are this machine. A file of its own, since the command line asks too and must not load the schema for it.

/** In dotted form, as a URL or a socket gives it. */
const LOOPBACK_V4 = /^127(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;

/** Traffic to these never leaves the machine, so plain HTTP gives nothing away. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (bare === 'localhost' || bare.endsWith('.localhost') || bare === '::1') return true;
  return LOOPBACK_V4.test(bare);
}

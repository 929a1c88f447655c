// SPDX-License-Identifier: Apache-2.0
// What certificates say of themselves: from when until when, and for which hosts. Nothing of whom to trust.
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { type Condition, condition, type Subject } from './conditions.ts';

/** Epoch milliseconds. */
export interface Validity {
  readonly from: number;
  readonly until: number;
}

const DAY = 24 * 60 * 60_000;
/** Milliseconds before its end from which it is pointed out. One that lives for days is renewed in its last third. */
const SOON = 14 * DAY;
const LAST_PART = 1 / 3;

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Those of a PEM text that can be read. */
export function certificatesIn(pem: string): X509Certificate[] {
  return (pem.match(BLOCK) ?? []).flatMap((block) => {
    try {
      return [new X509Certificate(block)];
    } catch {
      return [];
    }
  });
}

export const validityOf = ({ validFromDate, validToDate }: X509Certificate): Validity => ({
  from: validFromDate.getTime(),
  until: validToDate.getTime(),
});

/** Of a server's chain: from its latest beginning to its first end. */
export const shortest = (all: readonly Validity[]): Validity => ({
  from: Math.max(...all.map(({ from }) => from)),
  until: Math.min(...all.map(({ until }) => until)),
});

/** Of authorities, any of which may be the one that is needed: as long as the last of them. */
export const longest = (all: readonly Validity[]): Validity => ({
  from: Math.min(...all.map(({ from }) => from)),
  until: Math.max(...all.map(({ until }) => until)),
});

/** Of these hosts, those that it does not name. */
export const unnamed = (leaf: X509Certificate, hosts: readonly string[]): string[] =>
  hosts.filter((host) => {
    const bare = host.replace(/^\[(.*)\]$/, '$1');
    return (isIP(bare) === 0 ? leaf.checkHost(bare) : leaf.checkIP(bare)) === undefined;
  });

/** `what` it is called in words. */
export function validityFault(
  { from, until }: Validity,
  at: { readonly subject: Subject; readonly peer?: string },
  what: string,
  now: number,
): Condition | undefined {
  if (until <= now) return condition('certificateExpired', at, what, ` on ${day(until)}`);
  if (from > now) return condition('certificateNotYetValid', at, what, `, but from ${day(from)} on`);
  if (until - now < Math.min(SOON, (until - from) * LAST_PART))
    return condition('certificateEnds', at, what, `, on ${day(until)}: have it renewed`);
  return undefined;
}

const day = (at: number): string => (Number.isFinite(at) ? new Date(at).toISOString().slice(0, 10) : 'an unknown day');

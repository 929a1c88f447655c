// SPDX-License-Identifier: Apache-2.0
// What has come through this gateway before says so in `Via` (RFC 9110 §7.6.3), under a pseudonym that all replicas of a
// gateway share and no other gateway has. A member whose catalogue, or whose own gateway, leads back here would otherwise
// make one request go round until a limit ends it.
import { createHash } from 'node:crypto';
import { GatewayError } from '../model/errors.ts';

const NAME = 'scs-gateway-';
/** Of gateways like this one, each behind the other: more are a mistake, or a loop whose gateways do not know themselves. */
const MAX_HOPS = 4;
const HOP = /\b1\.1 (scs-gateway-[0-9a-f]{16})(?=\s*(?:,|$))/g;

export const pseudonymOf = (publicUrl: string): string =>
  `${NAME}${createHash('sha256').update(publicUrl).digest('hex').slice(0, 16)}`;

/** Throws `loopDetected`. `via` is the header's value. */
export function refuseLoop(via: string, pseudonym: string): void {
  if (via.includes(pseudonym)) throw new GatewayError('loopDetected', { detail: 'its Via names this gateway' });
  const hops = [...via.matchAll(HOP)].length;
  if (hops >= MAX_HOPS)
    throw new GatewayError('loopDetected', {
      message: 'The request has come through too many gateways.',
      detail: `${hops} gateways in its Via`,
    });
}

/** The gateways that a request has come through, for the next one; nothing else of its `Via` is of a member's business. */
export function passedOn(via: string | undefined): string[] {
  if (via === undefined || !via.includes(NAME)) return [];
  const hops = [...via.matchAll(HOP)].map(([, name]) => `1.1 ${name}`);
  return hops.length === 0 ? [] : ['via', hops.join(', ')];
}

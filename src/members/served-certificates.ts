// SPDX-License-Identifier: Apache-2.0
// The certificates that members and identity providers serve, as the gateway's own connections see them: until when they are
// good, and what was wrong with one that was refused.
import { type Validity, validityFault } from '../model/certificates.ts';
import type { Clock } from '../model/clock.ts';
import { type Condition, condition } from '../model/conditions.ts';

/** Of a connection: a certificate, or the reason by which it was refused. */
export interface Served {
  /** With the port. */
  readonly host: string;
  readonly certificate: Validity | TlsRefusal;
}

type TlsRefusal = 'CERT_HAS_EXPIRED' | 'CERT_NOT_YET_VALID' | 'ERR_TLS_CERT_ALTNAME_INVALID';
const REFUSALS: ReadonlySet<string> = new Set<TlsRefusal>([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);
export const tlsRefusal = (error: Error): TlsRefusal | undefined => {
  const code = String((error as NodeJS.ErrnoException).code);
  return REFUSALS.has(code) ? (code as TlsRefusal) : undefined;
};

export interface ServedCertificates {
  seen(peer: string, served: Served): void;
  conditions(peers: ReadonlySet<string>): readonly Condition[];
  /** Seconds until the first end, by peer. */
  expiries(peers: ReadonlySet<string>): ReadonlyMap<string, number>;
}

/** What nobody connects to any more is forgotten: one that is refused sooner, for it has been moved away from, or renewed. */
const KEPT = 24 * 60 * 60_000;
const REFUSED_KEPT = 60 * 60_000;
/** Of each peer: a catalogue that names a new host each time fills no memory, and makes nothing of others forgotten. */
const MOST = 100;
const MOST_TOLD = 5;

type Seen = Served & { readonly peer: string; readonly at: number };

export function createServedCertificates({ now }: { readonly now: Clock }): ServedCertificates {
  /** By peer and host; the one that was seen longest ago first. */
  const known = new Map<string, Map<string, Seen>>();
  const of = (peers: ReadonlySet<string>) =>
    [...peers]
      .flatMap((peer) => [...(known.get(peer)?.values() ?? [])])
      .filter(({ at, certificate }) => now() - at < (typeof certificate === 'string' ? REFUSED_KEPT : KEPT));
  return {
    seen(peer, served) {
      const hosts = known.get(peer) ?? new Map<string, Seen>();
      known.set(peer, hosts);
      hosts.delete(served.host);
      const [oldest] = hosts.keys();
      if (hosts.size >= MOST && oldest !== undefined) hosts.delete(oldest);
      hosts.set(served.host, { peer, ...served, at: now() });
    },
    conditions(peers) {
      const told = new Map<string, number>();
      return of(peers).flatMap(({ peer, host, certificate }) => {
        const fault = judge(peer, host, certificate, now());
        const before = told.get(peer) ?? 0;
        if (fault === undefined || before >= MOST_TOLD) return [];
        told.set(peer, before + 1);
        return [fault];
      });
    },
    expiries(peers) {
      const ends = new Map<string, number>();
      for (const { peer, certificate } of of(peers)) {
        if (typeof certificate === 'string') continue;
        const left = (certificate.until - now()) / 1000;
        ends.set(peer, Math.min(left, ends.get(peer) ?? left));
      }
      return ends;
    },
  };
}

function judge(peer: string, host: string, certificate: Served['certificate'], now: number): Condition | undefined {
  const at = { subject: 'served' as const, peer };
  const what = `the certificate that ${host} serves`;
  if (certificate === 'CERT_HAS_EXPIRED') return condition('certificateExpired', at, what);
  if (certificate === 'CERT_NOT_YET_VALID') return condition('certificateNotYetValid', at, what);
  if (certificate === 'ERR_TLS_CERT_ALTNAME_INVALID') return condition('certificateOtherName', at, what, host);
  return validityFault(certificate, at, what, now);
}

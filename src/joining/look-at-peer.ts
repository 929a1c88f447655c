// SPDX-License-Identifier: Apache-2.0
// The way to a member before anything is asked of it: its name, the rules for addresses, a connection, its certificate. By the
// same guard and connector as every connection to it; nothing is sent.
import { isIP, type Socket } from 'node:net';
import { type PeerCertificate, TLSSocket } from 'node:tls';
import { guardedConnector } from '../members/guarded-connect.ts';
import { GatewayError } from '../model/errors.ts';
import { nameOf } from '../model/may-name.ts';
import type { ConnectGuard } from '../model/member.ts';
import { type Ledger, reasonOf, StepFailure } from './ledger.ts';

export interface Peer {
  readonly url: string;
  readonly guard: ConnectGuard;
  /** PEM. */
  readonly ca?: string | undefined;
  /** Milliseconds. */
  readonly timeout: number;
}

export const PEER_STEPS = ['name', 'address', 'connection', 'tls'] as const;
/** Days before its end from which a certificate is pointed out. */
const SOON = 14;
const DAY = 86_400_000;

/** Whether it can be asked anything. */
export async function lookAtPeer(ledger: Ledger, peer: Peer, now: () => number): Promise<boolean> {
  const url = new URL(peer.url);
  const secure = url.protocol === 'https:';
  const port = Number(url.port) || (secure ? 443 : 80);
  const host = nameOf(url);
  const rules = 'list the host or address under `hosts` of the entry if it is meant (docs/reaching-members.md)';

  let refused: GatewayError | undefined;
  const addresses = await ledger.attempt(
    'name',
    async () => {
      if (isIP(host) !== 0) return { value: [host], reason: `${host} is an address` };
      const found = await resolve(peer.guard, host, port).catch((error: unknown) => {
        if (!(error instanceof GatewayError)) throw error;
        refused = error;
        return [];
      });
      const reason = refused === undefined ? `${host} is ${found.join(', ')}` : `${host} has addresses`;
      return { value: found, reason };
    },
    `look ${host} up on this machine (getent hosts ${host}), and correct the URL or the name service`,
  );
  if (addresses === undefined) return skipped(ledger, ['address', 'connection', 'tls'], 'name');

  const allowed = await ledger.attempt(
    'address',
    async () => {
      if (refused !== undefined) throw refused;
      peer.guard.check(url.origin);
      return { value: true, reason: 'the rules for addresses let the gateway connect' };
    },
    rules,
  );
  if (allowed === undefined) return skipped(ledger, ['connection', 'tls'], 'address');

  const socket = await ledger.attempt(
    'connection',
    async () => {
      const made = await connect(peer, url, port);
      return { value: made, reason: `${made.remoteAddress ?? host}:${port} takes connections` };
    },
    `from this machine: curl -v ${url.origin}; a firewall, the port, or the service`,
  );
  if (socket === undefined) return skipped(ledger, ['tls'], 'connection');
  try {
    if (!(socket instanceof TLSSocket)) {
      ledger.skip('tls', 'the URL is http: nothing is encrypted on the way');
      return true;
    }
    return (await ledger.attempt('tls', async () => certificate(socket, now()))) !== undefined;
  } finally {
    socket.destroy();
  }
}

function skipped(ledger: Ledger, steps: readonly string[], because: string): false {
  ledger.skip(steps, `"${because}" failed`);
  return false;
}

const resolve = (guard: ConnectGuard, host: string, port: number): Promise<string[]> =>
  new Promise((done, fail) => {
    guard.lookup(port)(host, { all: true }, (error, found) => {
      if (error) fail(error);
      else done(Array.isArray(found) ? found.map(({ address }) => address) : [found]);
    });
  });

/**
 * A certificate that is not good is looked at too, to say what is wrong with it: the connection ends without a byte of a
 * request. The client's own certificate stays out of it.
 */
function connect({ guard, ca, timeout }: Peer, url: URL, port: number): Promise<Socket> {
  const options = { timeout, allowH2: false, rejectUnauthorized: false, ...(ca === undefined ? {} : { ca }) };
  const connector = guardedConnector(guard, options);
  return new Promise((done, fail) => {
    const { protocol, host, hostname } = url;
    connector({ protocol, host, hostname, port: String(port) }, (error, socket) => {
      if (error) {
        const { code = '' } = error as NodeJS.ErrnoException;
        fail(
          /SSL|EPROTO/.test(code)
            ? new StepFailure(`no TLS there: ${reasonOf(error)}`, 'does the service speak plain http on this port?')
            : error,
        );
      } else if (socket) done(socket as Socket);
    });
  });
}

function certificate(socket: TLSSocket, now: number): { value: true; reason: string; next?: string } {
  const leaf = socket.getPeerCertificate(true);
  const chain = chainOf(leaf);
  const ends = Date.parse(leaf.valid_to);
  const told = `certificate of ${leaf.subject?.CN ?? leaf.subjectaltname ?? 'no name'}, by ${chain.slice(1).join(', by ') || 'itself'}, until ${day(ends)}`;
  if (!socket.authorized) throw notTrusted(String(socket.authorizationError), told, leaf);
  const days = Math.floor((ends - now) / DAY);
  return {
    value: true,
    reason: told,
    ...(days < SOON && { next: `it ends in ${days} days: have it renewed` }),
  };
}

const day = (at: number): string => (Number.isNaN(at) ? 'an unknown day' : new Date(at).toISOString().slice(0, 10));

/** Names, from the server's own to the authority. */
function chainOf(leaf: ReturnType<TLSSocket['getPeerCertificate']>): string[] {
  const names: string[] = [];
  let at: PeerCertificate & { issuerCertificate?: PeerCertificate } = leaf;
  for (let depth = 0; depth < 10; depth += 1) {
    names.push(String(at.subject?.CN ?? at.subject?.O ?? 'no name'));
    const up = at.issuerCertificate;
    if (up === undefined || up.fingerprint256 === at.fingerprint256) break;
    at = up;
  }
  const by = leaf.issuer?.CN ?? leaf.issuer?.O;
  return names.length === 1 && by !== undefined && by !== names[0] ? [...names, String(by)] : names;
}

function notTrusted(code: string, told: string, { subjectaltname }: PeerCertificate): StepFailure {
  const of = `${told} (${code})`;
  if (code === 'CERT_HAS_EXPIRED')
    return new StepFailure(`the certificate has expired: ${of}`, "have the member's operator renew it");
  if (code === 'CERT_NOT_YET_VALID')
    return new StepFailure(`the certificate is not valid yet: ${of}`, "compare this machine's clock with the member's");
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return new StepFailure(
      `the certificate is for other names (${subjectaltname ?? 'none'}): ${of}`,
      'use a name of the certificate in the URL, or have one made for this name',
    );
  return new StepFailure(
    `no authority that is trusted has signed it: ${of}`,
    'name the PEM file of its authority in `caFile` of the entry, intermediate certificates included',
  );
}

// SPDX-License-Identifier: Apache-2.0
// Connections to peers, each looked at when it is made: the name, and after DNS the very address that is connected to, so
// that a name which changes its meaning in between gains nothing (DNS rebinding). Costs nothing per request.
import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { TLSSocket } from 'node:tls';
import { buildConnector } from 'undici';
import { validityOf } from '../model/certificates.ts';
import { GatewayError } from '../model/errors.ts';
import type { Reach, ReachFault } from '../model/may-name.ts';
import type { ConnectGuard } from '../model/member.ts';
import { type Served, tlsRefusal } from './served-certificates.ts';

export interface ConnectGuardDeps {
  readonly reach: Reach;
  /** Absent: the peer is no member cloud. */
  readonly cloud?: string;
  /** Instead of the system's. */
  readonly resolve?: LookupFunction | undefined;
  readonly onRefused?: ((fault: ReachFault, host: string) => void) | undefined;
}

export function createConnectGuard({ reach, cloud, resolve, onRefused }: ConnectGuardDeps): ConnectGuard {
  const refuse = (fault: ReachFault, host: string): GatewayError => {
    onRefused?.(fault, host);
    return new GatewayError('memberHost', {
      ...(cloud === undefined ? {} : { cloud }),
      detail: `not connected to ${host}: ${fault}`,
    });
  };
  return {
    check(url) {
      const fault = reach.ofUrl(url);
      if (fault !== undefined) throw refuse(fault, new URL(url).host);
    },
    lookup: (port) => (hostname, options, done) => {
      const ask = resolve ?? (systemLookup as LookupFunction);
      // All of them, whatever is asked: the one that is refused may be the first of several.
      ask(hostname, { ...options, all: true }, (error, found) => {
        if (error) {
          done(error, '', 0);
          return;
        }
        const all = (Array.isArray(found) ? found : [{ address: found, family: isIP(found) }]) as {
          address: string;
          family: number;
        }[];
        const allowed = all.filter(({ address }) => reach.ofAddress(address, port) === undefined);
        const [first] = allowed;
        if (first === undefined) {
          const fault = all.map(({ address }) => reach.ofAddress(address, port)).find((one) => one !== undefined);
          done(fault === undefined ? noAddress(hostname) : refuse(fault, `${hostname}:${port}`), '', 0);
        } else if (options.all) done(null, allowed);
        else done(null, first.address, first.family);
      });
    },
  };
}

const noAddress = (hostname: string): Error =>
  Object.assign(new Error(`no address for ${hostname}`), { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname });

/** For undici's `connect`. */
export function guardedConnector(
  guard: ConnectGuard,
  options: Omit<buildConnector.BuildOptions, 'lookup'>,
  onServed?: (served: Served) => void,
): buildConnector.connector {
  /** One for each port, since a lookup is not told which one it is for. */
  const byPort = new Map<number, buildConnector.connector>();
  return (target, done) => {
    const { protocol, host, hostname } = target;
    guard.check(`${protocol}//${host ?? hostname}`);
    const port = Number(target.port) || (protocol === 'https:' ? 443 : 80);
    let connect = byPort.get(port);
    if (connect === undefined) {
      connect = buildConnector({ ...options, lookup: guard.lookup(port) } as buildConnector.BuildOptions);
      byPort.set(port, connect);
    }
    // The socket it returns lets undici end an attempt that nobody waits for any more.
    return connect(target, onServed === undefined || protocol !== 'https:' ? done : telling(target, onServed, done));
  };
}

function telling(
  { host, hostname }: buildConnector.Options,
  onServed: (served: Served) => void,
  done: buildConnector.Callback,
): buildConnector.Callback {
  return (...made) => {
    const [error, socket] = made;
    const leaf = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
    const certificate = error === null ? leaf && validityOf(leaf) : tlsRefusal(error);
    if (certificate !== undefined) onServed({ host: host ?? hostname, certificate });
    done(...made);
  };
}

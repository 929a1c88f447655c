// SPDX-License-Identifier: Apache-2.0
// Where the gateway itself can be reached: no peer may lead it there. The operations listener has no authentication, and
// a request that comes in from the gateway's own machine is trusted by more than one setup.
import { isIP, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { addressKind, addressSet } from '../model/addresses.ts';
import { isLoopback } from '../model/loopback.ts';
import type { OwnPlaces } from '../model/may-name.ts';

interface Listener {
  readonly host: string;
  readonly port: number;
}

export interface OwnPlacesOptions {
  readonly publicUrl: string;
  readonly domains: readonly (string | undefined)[];
  /** As configured, and as bound. */
  readonly listeners: () => readonly Listener[];
}

export function createOwnPlaces({ publicUrl, domains, listeners }: OwnPlacesOptions): OwnPlaces {
  return {
    publicUrl,
    domains: domains.filter((domain) => domain !== undefined),
    // Few connections have a port of ours, so that the interfaces are seldom asked for.
    listensAt: (address, port) =>
      listeners().some((one) => one.port === port && port !== 0 && covers(one.host, address)),
  };
}

/** Where a server has been bound; none for one that does not listen. */
export function placesOf(server: Pick<Server, 'address'>): Listener[] {
  const address = server.address();
  return address === null || typeof address === 'string' ? [] : [{ host: address.address, port: address.port }];
}

function covers(host: string, address: string): boolean {
  const kind = addressKind(address);
  const here = kind === 'loopback' || kind === 'unspecified';
  if (isLoopback(host)) return here;
  // All addresses, or a name that stands for some.
  const all = isIP(host) === 0 || addressKind(host) === 'unspecified';
  if (!all) return addressSet([host])(address);
  return here || addressSet(addressesOfThisMachine())(address);
}

const addressesOfThisMachine = (): string[] =>
  Object.values(networkInterfaces()).flatMap((many) => (many ?? []).map(({ address }) => address));

// SPDX-License-Identifier: Apache-2.0
// Listens at the place that the configuration names, or on a listener that is open there already (workers/passed-sockets.ts).
import { isIP } from 'node:net';
import type { FastifyInstance, FastifyListenOptions } from 'fastify';
import { addressKind } from '../model/addresses.ts';
import { isLoopback } from '../model/loopback.ts';
import { placesOf } from './own-places.ts';

/** File descriptors of open listeners. */
export interface OpenSockets {
  readonly public?: number;
  readonly operations?: number;
}

/** The configured place, or the socket, which must be at that place: what is said of it there is what holds. */
export async function listenAt(
  app: FastifyInstance,
  place: { readonly host: string; readonly port: number },
  fd: number | undefined,
): Promise<string> {
  // Fastify passes on what it is given, and so this too, to net.Server.
  const options: FastifyListenOptions = { ...place, ...(fd === undefined ? {} : { fd }) };
  const url = await app.listen(options);
  const [bound] = placesOf(app.server);
  // The rules of the configuration (no plain HTTP but on loopback) are about the place that it names.
  if (fd !== undefined && bound !== undefined && !isAt(bound, place))
    throw socketFault(
      `a socket is at ${bound.host} port ${bound.port}, and the configuration says ${place.host} port ${place.port}: make them one`,
    );
  return url;
}

function isAt(bound: { host: string; port: number }, place: { readonly host: string; readonly port: number }): boolean {
  if (place.port !== 0 && bound.port !== place.port) return false;
  const kind = addressKind(bound.host);
  if (isLoopback(place.host)) return kind === 'loopback';
  // "All addresses" of either family; a name stands for some address, which may be any but all.
  if (isIP(place.host) === 0) return kind !== 'unspecified';
  return kind === 'unspecified' ? addressKind(place.host) === 'unspecified' : bound.host === place.host;
}

/** With a code, as Node's own errors of listeners have: the message is enough. */
export const socketFault = (reason: string): Error =>
  Object.assign(new Error(`the sockets that the service manager passes cannot be used: ${reason}`), {
    code: 'PASSED_SOCKETS',
  });

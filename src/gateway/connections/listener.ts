// SPDX-License-Identifier: Apache-2.0
// The server of the public listener, with every bound that Node's own servers have: HTTP/1.1, and over TLS also HTTP/2 on
// the same port. kubectl and Go's clients speak HTTP/2 where they can; upgrades come as HTTP/1.1.
import { createServer, IncomingMessage, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createSecureServer, type SecureServerOptions } from 'node:http2';
import { isGone } from '../../http/client-stream.ts';
import type { ConnectionLimits } from '../../model/limits.ts';
import type { Registry } from './registry.ts';
import { createTurns } from './turns.ts';

export interface ListenerOptions {
  /** PEM. Absent: HTTP/1.1 in clear. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly shouldUpgrade: (raw: IncomingMessage) => boolean;
}

/** Sixteen times what RFC 9113 begins with: see CONNECTION_WINDOW. */
const STREAM_WINDOW = 1024 * 1024;
/** Mebibytes: one connection of client-go carries all of a program's watches, and above it new streams are refused. */
const SESSION_MEMORY = 64;
/** What a header block may hold when it is unpacked, 32 bytes more for each field. nghttp2 takes 64 KiB in one, so in a URL. */
const HEADER_LIST = 128 * 1024;
/** Node takes no more fields, and HTTP/1.1 would drop those beyond it in silence: the request's own limit is below. */
const HEADER_FIELDS = 1_100;
/** Seconds over which `resets` counts. */
const RESETS_OVER = 30;
/** Requests that are begun in one turn of the event loop on connections that nobody has proved to be somebody's. */
const STRANGERS_AT_ONCE = 8;
const LOOK_EVERY = 5_000;

/** The bounds that a running server takes from a changed configuration. */
export function applyLimits(server: Server, { head, idle, anonymousStreams }: ConnectionLimits): void {
  // Uploads take as long as they take; a client must only bring its head in time.
  Object.assign(server, { headersTimeout: head, requestTimeout: 0, keepAliveTimeout: idle });
  if ('updateSettings' in server)
    (server.updateSettings as (settings: object) => void)(settingsOf({ anonymousStreams }));
}

const settingsOf = ({ anonymousStreams }: Pick<ConnectionLimits, 'anonymousStreams'>) => ({
  initialWindowSize: STREAM_WINDOW,
  maxHeaderListSize: HEADER_LIST,
  // Raised once somebody has been authenticated on the connection.
  maxConcurrentStreams: anonymousStreams,
});

const ASKED = Symbol('upgrade asked');

/**
 * Node makes a request and a response of every head in the bytes that it has read, hundreds of them, whatever becomes of
 * the first. What asks for an upgrade is the last of a connection, after which it looks at no further bytes: so the first
 * request too many is taken for one (and the connection closed, see the registry).
 */
function boundedMessage(isFull: (socket: IncomingMessage['socket']) => boolean): typeof IncomingMessage {
  return class BoundedMessage extends IncomingMessage {
    // Not a private field: Node's constructor assigns before this class has any.
    declare [ASKED]: boolean | null;
    get upgrade(): boolean | null {
      return this[ASKED];
    }
    set upgrade(asked) {
      this[ASKED] = asked || (asked === false ? isFull(this.socket) : asked);
    }
  };
}

export function createListener(
  handler: RequestListener,
  limits: ConnectionLimits,
  registry: Pick<Registry, 'attach' | 'begin' | 'isFull'>,
  { tls, shouldUpgrade }: ListenerOptions,
): Server {
  const turns = createTurns(STRANGERS_AT_ONCE);
  const bounded: RequestListener = (raw, response) => {
    const begin = (): void => {
      if (!isGone(response)) handler(raw, response);
    };
    if (registry.begin(raw, response)) begin();
    else turns(begin);
  };
  const http1: ServerOptions = {
    connectionsCheckingInterval: LOOK_EVERY,
    requestTimeout: 0,
    maxHeaderSize: limits.headSize * 1024,
    IncomingMessage: boundedMessage(registry.isFull),
  };
  const http2: SecureServerOptions = {
    ...tls,
    allowHTTP1: true,
    settings: settingsOf(limits),
    maxSessionMemory: SESSION_MEMORY,
    maxHeaderListPairs: HEADER_FIELDS,
    ...{ streamResetBurst: limits.resets, streamResetRate: Math.max(1, Math.ceil(limits.resets / RESETS_OVER)) },
    ...{ http1Options: http1 },
  };
  const server =
    tls === undefined
      ? createServer(http1, bounded)
      : (createSecureServer(http2, bounded as never) as unknown as Server);
  // Here for HTTP/2, where Node knows the value in small letters only. It is case-insensitive (RFC 9110 §10.1.1), and the Go SDKs of
  // S3 say `100-Continue`.
  server.on('checkExpectation', (raw, response) => {
    if (!/^100-continue$/i.test(String(raw.headers.expect))) {
      // Nobody reads a body that comes all the same: over HTTP/1.1 it would hold the connection for as long as it drips.
      response.writeHead(417, raw.httpVersionMajor === 1 ? { connection: 'close' } : {}).end();
      return;
    }
    response.writeContinue();
    server.emit('request', raw, response);
  });
  Object.assign(server, {
    maxHeadersCount: HEADER_FIELDS,
    // Called by `close`, it would destroy connections by which a request is on its way: see gateway/client-connections.ts.
    closeIdleConnections: () => undefined,
    shouldUpgradeCallback: (raw: IncomingMessage) => registry.isFull(raw.socket) || shouldUpgrade(raw),
  });
  applyLimits(server, limits);
  registry.attach(server);
  return server;
}

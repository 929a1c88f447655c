// SPDX-License-Identifier: Apache-2.0
// All connections of clients: how many there may be, in total and of one address, and how many requests on each. Whoever
// has been authenticated keeps the place; where there is no more room, the oldest connection on which nobody has been goes.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { type TLSSocket, Server as TlsServer } from 'node:tls';
import { breakOff } from '../../http/client-stream.ts';
import type { ConnectionLimits } from '../../model/limits.ts';
import { addressKey, GONE, type Proxies } from '../limits/address.ts';
import { type Address, type Answer, type Connection, carrierOf, createConnection } from './connection.ts';
import { answerPlainHttp } from './plain-http.ts';
import { takeProxyHeader } from './proxy-header.ts';
import type { Refuse } from './refusals.ts';
import { retire } from './retire.ts';

export interface Registry {
  readonly connections: ReadonlySet<Connection>;
  /** Before the server listens. */
  attach(server: Server): void;
  /** Whether a connection of HTTP/1.1 has as many requests under way as it may. */
  isFull(socket: Socket): boolean;
  /** Whether somebody has been authenticated on the connection of this request. */
  begin(raw: IncomingMessage, response: ServerResponse): boolean;
  /** Somebody has been authenticated by this request: its connection is no longer anonymous. Whether it was until now. */
  known(raw: IncomingMessage): boolean;
  /** The address of the client, for limits and the log. */
  addressOf(raw: IncomingMessage): string;
  /** The whole address of the client. Undefined: its connection is gone. */
  clientOf(raw: IncomingMessage): string | undefined;
  /** The gateway makes this answer as it is read; `held`: the bytes that it keeps for it. */
  streams(raw: IncomingMessage, response: ServerResponse, held?: () => number): void;
  /** The client of this request is told to go on by another connection. */
  retire(raw: IncomingMessage): void;
  /** Whether the answer to this request is to be the last of its connection of HTTP/1.1. */
  isLast(raw: IncomingMessage): boolean;
  /** From now on every client is told so. */
  leave(): void;
  leaving(): boolean;
  /**
   * From now on a connection of HTTP/1.1 closes once it has been idle for so many milliseconds: after its last response, or
   * now if it has been.
   */
  drain(linger: number): void;
}

export interface RegistryDeps {
  readonly limits: () => ConnectionLimits;
  readonly proxies: Proxies;
  /** Trusted proxies begin each connection with a PROXY header. Whoever else sends one has sent no HTTP. */
  readonly proxyProtocol: boolean;
  readonly refuse: Refuse;
  readonly now: () => number;
}

/** RFC 9113's 64 KiB would let an upload move no faster than that per round trip. */
const CONNECTION_WINDOW = 4 * 1024 * 1024;
/** So far is looked for one whose loss hurts nobody. */
const LOOK_AT = 16;
const NOTHING = (): number => 0;

type Ends = Pick<Socket, 'remoteAddress' | 'remotePort' | 'localAddress' | 'localPort'>;

const CONNECTION = Symbol('connection');
/** A request outlives its session, of which it then knows nothing any more. */
type Remembering = IncomingMessage & { [CONNECTION]?: Connection };

export function createRegistry({ limits, proxies, proxyProtocol, refuse, now }: RegistryDeps): Registry {
  const connections = new Set<Connection>();
  /** The oldest first. */
  const anonymous = new Set<Connection>();
  const addresses = new Map<string, Address>();
  /** By TCP's own name of a connection: no API leads from a TLS socket to the one below it. */
  const byPeer = new Map<string, Connection>();
  /** By socket of HTTP/1.1, or session of HTTP/2. */
  const byCarrier = new WeakMap<object, Connection>();
  let isLeaving = false;
  let linger: number | undefined;

  // Both ends: translation of addresses gives a port to two clients, if they connect to two addresses of ours.
  const peerOf = ({ remoteAddress, remotePort, localAddress, localPort }: Ends): string =>
    `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
  const nameOf = ({ address, peer }: Connection): string => address?.key ?? addressKey(peer);

  function addressFor(key: string): Address {
    const known = addresses.get(key);
    if (known !== undefined) return known;
    const made: Address = { key, connections: new Set(), anonymous: new Set(), requests: new Set() };
    addresses.set(key, made);
    return made;
  }

  /** The oldest that never asked for anything, or the oldest that does nothing, or the oldest. */
  function makeRoom(among: ReadonlySet<Connection>): boolean {
    let victim: Connection | undefined;
    let rank = -1;
    let looked = 0;
    for (const one of among) {
      const merit = one.answers.size > 0 || one.upgraded ? 0 : one.requests > 0 ? 1 : 2;
      if (merit > rank) [victim, rank] = [one, merit];
      looked += 1;
      if (rank === 2 || looked === LOOK_AT) break;
    }
    if (victim === undefined) return false;
    leave(victim);
    victim.socket.destroy();
    return true;
  }

  /** Whether there is room for one more of this address. */
  function hasRoomAt(key: string): boolean {
    const most = limits();
    const address = addresses.get(key);
    if (address === undefined) return true;
    if (address.anonymous.size >= most.anonymousPerAddress) {
      refuse('anonymous', key);
      makeRoom(address.anonymous);
    }
    if (address.connections.size < most.perAddress) return true;
    refuse('address', key);
    return makeRoom(address.anonymous);
  }

  function hasRoom(key: string | undefined): boolean {
    if (key !== undefined && !hasRoomAt(key)) return false;
    if (connections.size < limits().total) return true;
    refuse('total', key ?? 'trusted proxy');
    return makeRoom(anonymous);
  }

  function putAt(one: Connection, key: string): void {
    const address = addressFor(key);
    one.address = address;
    address.connections.add(one);
    address.anonymous.add(one);
  }

  /** Undefined: it is closed. */
  function open(socket: Socket): Connection | undefined {
    const { remoteAddress } = socket;
    const trusted = proxies.trusts(remoteAddress);
    const key = trusted ? undefined : addressKey(remoteAddress);
    if (!hasRoom(key)) {
      socket.destroy();
      return undefined;
    }
    const made = createConnection(socket, now());
    if (key !== undefined) putAt(made, key);
    made.nameless = trusted && proxyProtocol;
    const peer = peerOf(socket);
    connections.add(made);
    anonymous.add(made);
    byPeer.set(peer, made);
    socket.once('close', () => {
      if (byPeer.get(peer) === made) byPeer.delete(peer);
      leave(made);
      if (made.session !== undefined) return;
      // A response that waited behind another one gets no `close` of its own, and what waits for that would wait for ever.
      setImmediate(() => {
        for (const response of made.answers.keys()) {
          response.destroy();
          response.emit('close');
        }
      });
    });
    return made;
  }

  /** Its trusted proxy has said whose connection it is, or that it is the proxy's own. False: it is closed. */
  function named(one: Connection, client: string | undefined): boolean {
    one.nameless = false;
    if (client === undefined) return true;
    one.peer = client;
    if (proxies.trusts(client)) return true;
    const key = addressKey(client);
    const room = hasRoomAt(key);
    if (room) putAt(one, key);
    else one.socket.destroy();
    return room;
  }

  /** It no longer takes anybody's place. */
  function leave(one: Connection): void {
    if (!connections.delete(one)) return;
    anonymous.delete(one);
    const { address } = one;
    if (address === undefined) return;
    address.connections.delete(one);
    address.anonymous.delete(one);
    for (const response of one.answers.keys()) address.requests.delete(response);
    if (address.connections.size === 0) addresses.delete(address.key);
  }

  function speaksHttp1(socket: Socket): void {
    const one = byPeer.get(peerOf(socket));
    if (one === undefined) return;
    one.secureAt = now();
    one.http1 = socket;
    byCarrier.set(socket, one);
  }

  function speaksHttp2(session: ServerHttp2Session): void {
    const one = session.socket === undefined ? undefined : byPeer.get(peerOf(session.socket));
    session.setLocalWindowSize(CONNECTION_WINDOW);
    if (one === undefined) return;
    one.secureAt = now();
    one.session = session;
    byCarrier.set(session, one);
    session.on('remoteSettings', () => {
      one.prefaced = true;
      one.frames += 1;
    });
    session.on('ping', () => {
      one.frames += 1;
    });
  }

  function end(one: Connection, response: ServerResponse): void {
    if (!one.answers.delete(response)) return;
    one.address?.requests.delete(response);
    if (one.answers.size > 0) return;
    one.idleSince = now();
    one.readBefore = one.http1?.bytesRead ?? 0;
    closeIdle(one);
  }

  /**
   * Of HTTP/1.1, where nothing announces the end of a connection but an answer. The answer that ended last may have begun before
   * there was an end to speak of (a watch, a long download), and whoever has heard the last of it sends what is next by the same
   * connection at once. That is answered too, and says so.
   */
  function closeIdle(one: Connection): void {
    const { http1, idleSince } = one;
    if (linger === undefined || http1 === undefined || one.answers.size > 0 || one.upgraded) return;
    const left = idleSince + linger - now();
    if (left <= 0) {
      http1.destroySoon();
      return;
    }
    setTimeout(() => {
      if (one.answers.size === 0 && one.idleSince === idleSince && !one.upgraded) http1.destroySoon();
    }, left);
  }

  function connectionOf(raw: Remembering): Connection | undefined {
    const known = raw[CONNECTION];
    if (known !== undefined) return known;
    const carrier = carrierOf(raw);
    return carrier && byCarrier.get(carrier);
  }

  const isFull: Registry['isFull'] = (socket) => (byCarrier.get(socket)?.answers.size ?? 0) >= limits().pipelined;

  return {
    connections,
    isFull,
    attach(server) {
      const secure = server instanceof TlsServer;
      // Before Node's own listeners, of which some answer at once.
      const own = server.listeners('connection');
      const begin = (socket: Socket): void => {
        if (!secure) speaksHttp1(socket);
        for (const listener of own) listener.call(server, socket);
      };
      server.removeAllListeners('connection');
      server.on('connection', (socket: Socket) => {
        const one = open(socket);
        if (one?.nameless !== true) {
          begin(socket);
          return;
        }
        takeProxyHeader(socket, (header) => {
          if (header.kind === 'wrong') {
            refuse('proxyHeader', nameOf(one));
            socket.destroy();
            return;
          }
          if (!named(one, header.client)) return;
          begin(socket);
          // TLS has taken the socket's own reading over.
          if (!secure) socket.resume();
        });
      });
      server.prependListener('secureConnection', (socket: TLSSocket) => {
        if (socket.alpnProtocol !== 'h2') speaksHttp1(socket);
      });
      server.on('session', speaksHttp2);
      if (secure) answerPlainHttp(server, (socket) => byPeer.get(peerOf(socket))?.socket);
      // Node's own watch over heads of HTTP/1.1, which ends the later ones of a connection too.
      server.prependListener('clientError', ({ code }: NodeJS.ErrnoException, socket: Socket) => {
        const one = byCarrier.get(socket);
        if (code === 'ERR_HTTP_REQUEST_TIMEOUT' && one !== undefined) refuse('head', nameOf(one));
      });
      const takeOver = ({ socket, httpVersionMajor }: IncomingMessage): void => {
        const one = httpVersionMajor === 1 ? byCarrier.get(socket) : undefined;
        if (one === undefined) return;
        one.upgraded = true;
        // The socket is still that of an answer before it. Or it is no upgrade at all: see BoundedMessage.
        if (one.answers.size === 0) return;
        refuse('pipelined', nameOf(one));
        socket.destroy();
      };
      server.on('upgrade', takeOver);
      server.on('connect', takeOver);
    },
    begin(raw, response) {
      const one = connectionOf(raw);
      if (one === undefined) return false;
      (raw as Remembering)[CONNECTION] = one;
      const { anonymousRequests } = limits();
      const answer: Answer = { ours: false, held: NOTHING, stuck: undefined };
      one.requests += 1;
      one.answers.set(response, answer);
      if (!one.known && one.address !== undefined) {
        const { requests, key } = one.address;
        const [oldest] = requests;
        if (requests.size >= anonymousRequests && oldest !== undefined) {
          refuse('requests', key);
          requests.delete(oldest);
          breakOff(oldest);
        }
        requests.add(response);
      }
      response.once('close', () => end(one, response));
      return one.known;
    },
    known(raw) {
      const one = connectionOf(raw);
      if (one === undefined || one.known) return false;
      one.known = true;
      anonymous.delete(one);
      one.address?.anonymous.delete(one);
      // What has begun on it is no stranger's any more.
      for (const response of one.answers.keys()) one.address?.requests.delete(response);
      const { streams, anonymousStreams } = limits();
      if (one.session !== undefined && !one.session.destroyed && streams > anonymousStreams)
        one.session.settings({ maxConcurrentStreams: streams });
      return true;
    },
    addressOf(raw) {
      const one = connectionOf(raw);
      // The socket of HTTP/2 throws for what it no longer knows, so only what was kept is asked.
      if (one === undefined) return GONE;
      return one.address?.key ?? addressKey(proxies.clientOf(raw, one.peer));
    },
    clientOf(raw) {
      const one = connectionOf(raw);
      return one && proxies.clientOf(raw, one.peer);
    },
    streams(raw, response, held = NOTHING) {
      const answer = connectionOf(raw)?.answers.get(response);
      if (answer === undefined) return;
      answer.ours = true;
      answer.held = held;
    },
    retire(raw) {
      const one = connectionOf(raw);
      if (one !== undefined) retire(one, now());
    },
    isLast: (raw) =>
      raw.httpVersionMajor === 1 && (isLeaving || (raw as Remembering)[CONNECTION]?.retiredAt !== undefined),
    leave() {
      isLeaving = true;
      for (const one of connections) retire(one, now());
    },
    leaving: () => isLeaving,
    drain(ms) {
      linger = ms;
      for (const one of connections) closeIdle(one);
    },
  };
}

// SPDX-License-Identifier: Apache-2.0
// What the gateway knows of one client's connection: from its TCP socket on, through TLS, to the requests on it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';

/** What one address has open, over all its connections. */
export interface Address {
  readonly key: string;
  readonly connections: Set<Connection>;
  /** Those of them on which nobody has been authenticated, the oldest first. */
  readonly anonymous: Set<Connection>;
  /** Requests under way on those, the oldest first. */
  readonly requests: Set<ServerResponse>;
}

/** How an answer gets on. */
export interface Answer {
  /** A stream of ours: its reader has the time of an answer that is ready. */
  ours: boolean;
  /** Bytes that are held for it beside those that have been written. */
  held: () => number;
  /** Since when, and with how many bytes, nothing more of it could be sent. */
  stuck: { since: number; length: number } | undefined;
  /** Its `drain` ends that. */
  watched?: boolean;
}

export interface Connection {
  /** TCP. */
  readonly socket: Socket;
  /** Who has connected: as TCP says, or the PROXY header of a trusted proxy. */
  peer: string | undefined;
  /** Absent: a trusted proxy, which speaks for many. */
  address: Address | undefined;
  /** Its PROXY header has not come yet. */
  nameless: boolean;
  readonly openedAt: number;
  /** When TLS was agreed on; at once where there is none. */
  secureAt: number | undefined;
  /** Of HTTP/1.1: the socket that requests come by, which with TLS is another one. */
  http1: Socket | undefined;
  session: ServerHttp2Session | undefined;
  /** The client's SETTINGS have come, and with them its preface. */
  prefaced: boolean;
  /** Somebody was authenticated on it. */
  known: boolean;
  /** It is a tunnel now. */
  upgraded: boolean;
  /** Requests so far. */
  requests: number;
  /** Under way, in the order in which they came. */
  readonly answers: Map<ServerResponse, Answer>;
  /** The end of the last request. */
  idleSince: number;
  /** Of HTTP/1.1: what had been read by then. */
  readBefore: number;
  /** Its part of the longest age: what was opened together must not end together. */
  readonly jitter: number;
  /** When its client was told to go on by another connection: see retire.ts. */
  retiredAt: number | undefined;
  /** When it was closed for new requests. */
  closingAt: number | undefined;
  /** Frames without a request (PING, SETTINGS) since the last sweep. */
  frames: number;
}

export function createConnection(socket: Socket, now: number): Connection {
  return {
    socket,
    peer: socket.remoteAddress,
    address: undefined,
    nameless: false,
    openedAt: now,
    secureAt: undefined,
    http1: undefined,
    session: undefined,
    prefaced: false,
    known: false,
    upgraded: false,
    requests: 0,
    answers: new Map(),
    idleSince: now,
    readBefore: 0,
    jitter: 0.8 + Math.random() * 0.4,
    retiredAt: undefined,
    closingAt: undefined,
    frames: 0,
  };
}

const isHttp2 = (raw: IncomingMessage): boolean => raw.httpVersionMajor > 1;

/** What stands for the connection of a request: the socket, or the session of HTTP/2. */
export const carrierOf = (raw: IncomingMessage): object | undefined =>
  isHttp2(raw) ? (raw as unknown as Http2ServerRequest).stream?.session : raw.socket;

/** The bytes of a response that have been written and could not be sent. */
export const unsentOf = (response: ServerResponse): number =>
  (response as unknown as { readonly stream?: { readonly writableLength: number } }).stream?.writableLength ??
  response.writableLength;

/** What has come of a head that is not whole, which Node keeps until it is; the rest of an upload counts as much. */
export const headOf = ({ http1, answers, upgraded, readBefore }: Connection, most: number): number =>
  http1 === undefined || answers.size > 0 || upgraded ? 0 : Math.min(http1.bytesRead - readBefore, most);

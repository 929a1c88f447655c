// SPDX-License-Identifier: Apache-2.0
// Clients of both versions of HTTP as programs are: connections that are kept and used again, closed after a while, and one
// that refuses before anything was sent is tried again on another one (RFC 9110 §9.2.2, RFC 9113 §8.7). Nothing else is.
import { type ClientHttp2Session, connect, constants } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { Agent, type Dispatcher, request } from 'undici';

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

interface Stream {
  readonly status: number;
  /** Resolves where it ended whole; rejects where it broke. */
  readonly ended: Promise<void>;
  stop(): void;
}

export interface Sender {
  send(what: Sent): Promise<Got>;
  /** Without a time limit once it has begun. */
  open(what: Sent, heard: (text: string) => void): Promise<Stream>;
  close(): Promise<void>;
}

const FROM = '127.0.0.9';
const BALANCER = '127.0.0.1';
/** Of one connection. */
const REQUESTS = 150;
const AGAIN = 3;
const PING = 3_000;

class TookTooLong extends Error {
  readonly code = 'no answer in time';
}

/** Past the balancer as the balancer does it: from its address, and with the PROXY protocol (version 1 is a line of text). */
const asBalancer =
  (ca: string) =>
  ({ hostname, port }: { hostname: string; port: string }, done: Connected): void => {
    const socket = connectTcp({ host: hostname, port: Number(port), localAddress: BALANCER });
    const failed = (error: Error): void => done(error, null);
    socket.once('error', failed);
    socket.once('connect', () => {
      socket.write(`PROXY TCP4 ${FROM} ${BALANCER} 1024 443\r\n`);
      const secure = connectTls({ socket, ca, servername: 'localhost', ALPNProtocols: ['http/1.1'] });
      secure.once('error', failed);
      secure.once('secureConnect', () => done(null, secure));
    });
  };
type Connected = (...outcome: [null, TLSSocket] | [Error, null]) => void;

/** `patience`: how long a client waits for an answer, in ms. `at`: past the balancer. */
export function http1(url: string, ca: string, patience: number, at = url): Sender {
  const agent = new Agent({
    // Certificates have one name; a gateway beside its balancer is reached by another address.
    connect:
      at === url ? { ca, servername: 'localhost', localAddress: FROM, timeout: patience } : (asBalancer(ca) as never),
    allowH2: false,
    // As many programs would have; what waits for a silent cloud holds nothing else up.
    connections: 256,
    keepAliveTimeout: 10_000,
    keepAliveMaxTimeout: 10_000,
    maxRequestsPerClient: REQUESTS,
    bodyTimeout: 0,
  } as Agent.Options);
  const ask = (what: Sent, signal: AbortSignal): Promise<Dispatcher.ResponseData> =>
    request(`${at}${what.path}`, {
      dispatcher: agent,
      method: what.method as Dispatcher.HttpMethod,
      headers: { ...what.headers },
      ...(what.body !== undefined && { body: what.body }),
      signal,
    });
  return {
    async send(what) {
      const signal = AbortSignal.timeout(patience);
      try {
        const { statusCode, headers, body } = await ask(what, signal);
        return { status: statusCode, headers, text: await body.text() };
      } catch (error) {
        throw signal.aborted ? new TookTooLong(`${what.method} ${what.path}`) : error;
      }
    },
    async open(what, heard) {
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(), patience);
      const { statusCode, body } = await ask(what, stop.signal).finally(() => clearTimeout(timer));
      body.setEncoding('utf8').on('data', heard);
      const ended = new Promise<void>((resolve, reject) => {
        body.once('end', resolve);
        body.once('error', (error) => (stop.signal.aborted ? resolve() : reject(error)));
      });
      return { status: statusCode, ended, stop: () => stop.abort() };
    },
    close: () => agent.destroy(),
  };
}

/** As Go's client does: what does not answer a PING hangs for all that is sent on it. */
function endUnlessAlive(session: ClientHttp2Session): void {
  if (session.destroyed) return;
  const timer = setTimeout(() => session.destroy(), PING);
  session.ping(() => clearTimeout(timer));
}

interface Session {
  readonly session: ClientHttp2Session;
  sent: number;
  /** What it takes no more: nothing of this has been seen by anybody. */
  leaving: boolean;
}

/** A few connections, as many programs would have; each takes every n-th request. */
export function http2(url: string, ca: string, patience: number, connections = 6): Sender {
  const sessions: (Promise<Session> | undefined)[] = Array.from({ length: connections });
  const all = new Set<ClientHttp2Session>();
  let turn = 0;

  const dial = (): Promise<Session> =>
    new Promise((resolve, reject) => {
      const session = connect(url, { ca, localAddress: FROM } as object);
      const one: Session = { session, sent: 0, leaving: false };
      all.add(session);
      session.once('goaway', () => {
        one.leaving = true;
      });
      session.once('close', () => {
        one.leaving = true;
        all.delete(session);
      });
      const timer = setTimeout(() => session.destroy(new TookTooLong('a connection')), patience);
      session.once('connect', () => {
        clearTimeout(timer);
        resolve(one);
      });
      session.on('error', reject);
    });
  const pick = async (): Promise<Session> => {
    const place = turn++ % connections;
    const current = await sessions[place]?.catch(() => undefined);
    if (current !== undefined && !current.leaving && current.sent < REQUESTS * 2) return current;
    // What runs there comes to its end.
    if (current !== undefined && !current.session.closed && !current.session.destroyed) current.session.close();
    const fresh = dial();
    sessions[place] = fresh;
    return fresh;
  };

  async function begin<T>(
    what: Sent,
    use: (stream: ReturnType<ClientHttp2Session['request']>, one: Session) => Promise<T>,
  ): Promise<T> {
    for (let tries = 1; ; tries++) {
      const one = await pick();
      let unseen = one.leaving || one.session.destroyed || one.session.closed;
      try {
        if (unseen) throw new Error('the connection closes');
        one.sent += 1;
        const stream = one.session.request(
          { ':method': what.method, ':path': what.path, ...what.headers },
          { endStream: what.body === undefined },
        );
        stream.once('close', () => {
          unseen ||= stream.rstCode === constants.NGHTTP2_REFUSED_STREAM;
        });
        if (what.body !== undefined) stream.end(what.body);
        return await use(stream, one);
      } catch (error) {
        if (!unseen || tries === AGAIN) throw error;
      }
    }
  }

  return {
    send: (what) =>
      begin(
        what,
        (stream, { session }) =>
          new Promise<Got>((resolve, reject) => {
            let headers: Got['headers'] = {};
            let text = '';
            let whole = false;
            const timer = setTimeout(() => {
              reject(new TookTooLong(`${what.method} ${what.path}`));
              stream.close(constants.NGHTTP2_CANCEL);
              endUnlessAlive(session);
            }, patience);
            stream.setEncoding('utf8');
            stream.once('response', (fields) => {
              headers = fields as Got['headers'];
            });
            stream.on('data', (chunk: string) => {
              text += chunk;
            });
            stream.once('end', () => {
              whole = true;
            });
            stream.once('error', (error) => queueMicrotask(() => reject(error)));
            stream.once('close', () => {
              clearTimeout(timer);
              if (whole && headers[':status'] !== undefined && stream.rstCode === 0)
                resolve({ status: Number(headers[':status']), headers, text });
              else reject(Object.assign(new Error('the stream was closed'), { code: `RST_STREAM ${stream.rstCode}` }));
            });
          }),
      ),
    open: (what, heard) =>
      begin(
        what,
        (stream) =>
          new Promise<Stream>((resolve, reject) => {
            let whole = false;
            let stopped = false;
            const timer = setTimeout(() => {
              reject(new TookTooLong(what.path));
              stream.close(constants.NGHTTP2_CANCEL);
            }, patience);
            stream.setEncoding('utf8').on('data', heard);
            stream.once('end', () => {
              whole = true;
            });
            stream.on('error', () => undefined);
            const ended = new Promise<void>((done, broken) => {
              stream.once('close', () => {
                clearTimeout(timer);
                if (stopped || (whole && stream.rstCode === 0)) return done();
                const error = Object.assign(new Error('the stream broke'), { code: `RST_STREAM ${stream.rstCode}` });
                reject(error);
                broken(error);
              });
            });
            ended.catch(() => undefined);
            stream.once('response', (fields) => {
              clearTimeout(timer);
              resolve({
                status: Number(fields[':status']),
                ended,
                stop: () => {
                  stopped = true;
                  stream.close(constants.NGHTTP2_CANCEL);
                },
              });
            });
          }),
      ),
    async close() {
      for (const session of all) session.destroy();
    },
  };
}

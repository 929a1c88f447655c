// SPDX-License-Identifier: Apache-2.0
// exec, attach, cp and port-forward: after a 101 nothing but bytes, whatever protocol they speak (SPDY/3.1, WebSocket,
// SPDY inside WebSocket). So two sockets are joined, the bytes that came along with the heads included.
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { markSwitched } from '../http/end-answer.ts';
import type { ClusterTls } from '../model/cluster.ts';
import { GatewayError } from '../model/errors.ts';
import type { AnswerPlan, Plan } from './answer-plan.ts';
import { isStatus } from './answer-rules.ts';
import { type Declined, readDeclined } from './declined.ts';
import type { Ending } from './ending.ts';
import { guarded, type MemberRequest } from './guarded.ts';
import { switchingHeaders } from './headers.ts';
import { type Answer, REFUSED, Refused } from './session-loop.ts';
import { followerOf, followFrames, type LastWords, wordsOf } from './tunnel-farewell.ts';

/** For what is on its way when one side has ended; a side that does not read must not hold the other. */
const FLUSH = 10_000;
/** Milliseconds that the rest of a frame may take where the tunnel has to end, and then the client's reading of it. */
const LAST_FRAME = 500;
const LAST_WORDS = 200;

/** What Node gives with an upgrade request: the naked socket and the bytes that came after the head. */
export interface Upgrade {
  readonly socket: Socket;
  readonly head: Buffer;
}

export interface TunnelRequest extends Omit<MemberRequest, 'slot' | 'repeatable' | 'wanted' | 'body'> {
  readonly tls: ClusterTls;
  readonly client: Upgrade;
  readonly response: ServerResponse;
  readonly ending?: Ending;
  /** What the client is told where the tunnel has to end. */
  readonly lastWords?: (why: GatewayError) => LastWords;
  /** For an answer that is not 101; as with the relay. */
  readonly plan: Plan;
}

/**
 * `answered`: the client had its answer, and the tunnel, if there was one, is over. A refusal: `plan` declined the answer.
 * Rejects with a `GatewayError` while the client has no answer.
 */
export function tunnel(request: TunnelRequest): Promise<Answer<'answered'>> {
  const { client, ending } = request;
  return guarded(
    { ...request, slot: 'stream', beyond: true, unpooled: true, repeatable: false },
    ({ added }, flight) =>
      new Promise((resolve, reject) => {
        let settled = false;
        /** The first outcome counts. */
        const settle = (go: () => void): void => {
          if (settled) return;
          settled = true;
          client.socket.off('close', left);
          go();
        };
        const stop = (why: GatewayError): void => {
          settle(() => {
            flight.report('abandoned');
            reject(why);
          });
          outgoing.destroy();
        };
        const outgoing = dial({ ...request, added });
        const left = (): void => {
          settle(() => {
            flight.report('abandoned');
            resolve('answered');
          });
          outgoing.destroy();
        };
        client.socket.once('close', left);
        outgoing.on('upgrade', (answer, member, first) => {
          flight.answered(101);
          member.on('error', () => member.destroy());
          if (settled) member.destroy();
          settle(() => {
            // A tunnel that breaks after hours says nothing about the member.
            flight.report('succeeded');
            void join(request, answer, member, first).then(() => resolve('answered'));
          });
        });
        outgoing.on('response', (answer) =>
          settle(() => {
            flight.answered(answer.statusCode ?? 0);
            // The member is up, however long the rest of its answer takes.
            flight.report('succeeded');
            void decline(request, answer).then(resolve, reject);
          }),
        );
        outgoing.on('error', (cause) => settle(() => reject(cause)));
        if (ending !== undefined) ending.carrier = { stop };
        if (ending?.ended !== undefined) stop(ending.ended);
        else if (client.socket.destroyed) left();
        else outgoing.end();
      }),
  );
}

/** One connection, this one: an upgraded socket never goes back to a pool. HTTP/2 cannot be upgraded. */
function dial({ cloud, transport, origin, tls, method, path, headers, added }: TunnelRequest): http.ClientRequest {
  const url = new URL(origin);
  const secure = url.protocol === 'https:';
  const port = Number(url.port) || (secure ? 443 : 80);
  transport.guard.check(origin);
  const outgoing = (secure ? https : http).request({
    method,
    path,
    headers: [...headers, ...added, ...transport.mark],
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    lookup: transport.guard.lookup(port),
    agent: false,
    ...(secure ? { ...tls, ALPNProtocols: ['http/1.1'] } : {}),
  });
  const { connect, headers: patience } = transport.limits;
  let limit = setTimeout(
    () => outgoing.destroy(new GatewayError('memberUnreachable', { cloud, retryAfter: 5 })),
    connect,
  );
  const stop = (): void => clearTimeout(limit);
  outgoing.once('socket', (socket) =>
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      stop();
      limit = setTimeout(() => outgoing.destroy(new GatewayError('memberTimeout', { cloud })), patience);
    }),
  );
  for (const event of ['upgrade', 'response', 'error', 'close']) outgoing.once(event, stop);
  return outgoing;
}

/** The member said 101: from here on the two sockets are one. Resolves when both are closed. */
function join(
  { client: { socket: client, head }, response, ending, lastWords }: TunnelRequest,
  answer: IncomingMessage,
  member: Socket,
  first: Buffer,
): Promise<void> {
  response.statusCode = 101;
  response.detachSocket(client);
  markSwitched(response);
  const fields = switchingHeaders(answer.rawHeaders);
  const lines: string[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) lines.push(`${fields[i]}: ${fields[i + 1]}\r\n`);
  client.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`, 'latin1');
  if (first.length > 0) client.write(first);
  if (head.length > 0) member.write(head);

  const both = [client, member] as const;
  const timers: NodeJS.Timeout[] = [];
  const destroyIn = (ms: number): void => {
    const timer = setTimeout(() => {
      for (const socket of both) socket.destroy();
    }, ms);
    timers.push(timer);
  };
  const stop = lastWords && whenWhole(answer.headers.upgrade, lastWords, first, client, member);
  if (ending !== undefined)
    ending.carrier = {
      stop(why) {
        // What the caller still sends is not for the member any more.
        client.unpipe(member);
        client.resume();
        destroyIn(LAST_FRAME + LAST_WORDS);
        if (stop === undefined) for (const socket of both) socket.destroy();
        else stop(why, () => destroyIn(LAST_WORDS));
      },
    };
  for (const [from, to] of [
    [client, member],
    [member, client],
  ] as const) {
    // Idle for hours is normal; a peer that is gone must still be noticed.
    from.setTimeout(0);
    from.setNoDelay(true);
    from.setKeepAlive(true, 30_000);
    // When one side ends, both do; what is still on its way is flushed.
    from.once('end', () => {
      destroyIn(FLUSH);
      to.destroySoon();
    });
    from.pipe(to, { end: false });
  }
  const closed = both.map(
    (socket, i) =>
      new Promise<void>((resolve) => {
        const end = (): void => {
          (both[1 - i] as Socket).destroySoon();
          destroyIn(FLUSH);
          resolve();
        };
        if (socket.destroyed) end();
        else socket.once('close', end);
      }),
  );
  return Promise.all(closed).then(() => {
    timers.forEach(clearTimeout);
    response.emit('close');
  });
}

/**
 * Follows what the member sends, from its first bytes on, and gives what ends it: the client gets the rest of the frame and
 * its last words. Undefined where the protocol has none: then nothing need be followed.
 */
function whenWhole(
  protocol: string | undefined,
  lastWords: (why: GatewayError) => LastWords,
  first: Buffer,
  client: Socket,
  member: Socket,
): ((why: GatewayError, done: () => void) => void) | undefined {
  const follow = followerOf(protocol);
  if (follow === undefined) return undefined;
  const frames = followFrames(follow);
  frames.push(first);
  const look = (chunk: Buffer): void => void frames.push(chunk);
  member.on('data', look);
  return (why, done) => {
    member.unpipe(client);
    member.off('data', look);
    const leave = (): void => {
      member.pause();
      const words = wordsOf(protocol, lastWords(why));
      if (words !== undefined) client.write(words);
      done();
    };
    if (frames.whole) {
      leave();
      return;
    }
    const rest = (chunk: Buffer): void => {
      const whole = frames.push(chunk);
      client.write(whole === 0 ? chunk : chunk.subarray(0, whole));
      if (whole === 0) return;
      member.off('data', rest);
      leave();
    };
    member.on('data', rest);
    member.resume();
  };
}

/** No 101: errors go through as they are (client-go reads them, and falls back to SPDY); anything else is no answer. */
function decline(request: TunnelRequest, answer: IncomingMessage): Promise<Answer<'answered'>> {
  const { cloud, transport, response, plan } = request;
  const status = answer.statusCode ?? 502;
  return new Promise((resolve, reject) => {
    let planned: AnswerPlan | undefined;
    try {
      if (!isStatus(status)) throw new GatewayError('memberGarbage', { cloud, detail: `the status ${status}` });
      planned = plan(status, answer.headers);
    } catch (error) {
      // Nobody else would end this connection.
      answer.destroy();
      reject(error);
      return;
    }
    if (planned === undefined) {
      resolve(
        readDeclined(answer).then((kept) => (kept === undefined ? REFUSED : new Refused(() => show(request, kept)))),
      );
      return;
    }
    if (status < 400) {
      // A watch that ignores the upgrade would go on for as long as the member likes, with nobody to read it.
      answer.destroy();
      reject(new GatewayError('memberGarbage', { cloud, detail: `${status} to an upgrade` }));
      return;
    }
    const length = answer.headers['content-length'];
    try {
      response.writeHead(
        status,
        length === undefined ? planned.headers : [...planned.headers, 'content-length', length],
      );
    } catch (cause) {
      answer.destroy();
      reject(new GatewayError('memberGarbage', { cloud, cause, detail: `its head: ${cause}` }));
      return;
    }
    answer.pipe(response);
    answer.once('error', () => response.destroy());
    // A refusal is a few words. One that does not end, or that nobody reads, would hold its slot for ever.
    const limit = setTimeout(() => response.destroy(), transport.limits.idle);
    response.once('close', () => {
      clearTimeout(limit);
      answer.destroy();
      resolve('answered');
    });
  });
}

/** What was declined, from memory: the credential is good. */
function show({ cloud, response, plan }: TunnelRequest, { status, headers, chunks }: Declined): Answer<'answered'> {
  const planned = plan(status, headers);
  if (planned === undefined) return REFUSED;
  const body = Buffer.concat(chunks);
  try {
    response.writeHead(status, [...planned.headers, 'content-length', String(body.length)]).end(body);
  } catch (cause) {
    throw new GatewayError('memberGarbage', { cloud, cause, detail: `its head: ${cause}` });
  }
  return 'answered';
}

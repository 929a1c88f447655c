// SPDX-License-Identifier: Apache-2.0
// exec, attach, cp and port-forward: after a 101 nothing but bytes, whatever protocol they speak (SPDY/3.1, WebSocket,
// SPDY inside WebSocket). So two sockets are joined, the bytes that came along with the heads included.
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Clock } from '../../../model/clock.ts';
import type { Cluster } from '../../../model/cluster.ts';
import { GatewayError } from '../../../model/errors.ts';
import type { Breaker } from '../../../model/member.ts';
import { transportError } from '../../transport.ts';
import type { Upgrade } from './deps.ts';

export interface TunnelRequest {
  readonly cluster: Cluster;
  readonly breaker: Breaker;
  readonly method: string;
  readonly path: string;
  /** Flat list; goes out in this order, repeated names included. */
  readonly headers: string[];
  readonly upgrade: Upgrade;
  readonly response: ServerResponse;
  /** Epoch milliseconds: the caller's token ends, and the tunnel with it. */
  readonly until: number;
  readonly now: Clock;
}

/** Resolves when everything is over; fails with a `GatewayError` while the client has no answer. */
export function tunnel(request: TunnelRequest): Promise<void> {
  const { cluster, breaker, method, path, headers, upgrade, response } = request;
  const client = upgrade.socket;
  const url = new URL(cluster.server);
  const secure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const outgoing = (secure ? https : http).request({
      method,
      path,
      headers,
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port || (secure ? 443 : 80),
      // One connection, this one: an upgraded socket never goes back to a pool. HTTP/2 cannot be upgraded.
      agent: false,
      ...(secure ? { ...cluster.tls, ALPNProtocols: ['http/1.1'] } : {}),
    });
    outgoing.setTimeout(cluster.transport.limits.headers, () =>
      outgoing.destroy(new GatewayError('memberTimeout', { cloud: cluster.cloud })),
    );
    const left = (): void => {
      breaker.abandoned();
      outgoing.destroy();
    };
    client.once('close', left);

    outgoing.on('upgrade', (answer, member, first) => {
      client.off('close', left);
      breaker.succeeded();
      join(request, answer, member, first, resolve);
    });
    outgoing.on('response', (answer) => {
      client.off('close', left);
      breaker.succeeded();
      decline(cluster, answer, response).then(resolve, reject);
    });
    outgoing.on('error', (cause) => {
      client.off('close', left);
      const error = transportError(cause, cluster.cloud);
      breaker.failed();
      reject(error);
    });
    outgoing.end();
  });
}

/** The member said 101: from here on the two sockets are one. */
function join(
  { upgrade, response, until, now }: TunnelRequest,
  answer: IncomingMessage,
  member: Socket,
  first: Buffer,
  over: () => void,
): void {
  const client = upgrade.socket;
  response.statusCode = 101;
  response.detachSocket(client);
  const lines = [];
  for (let i = 0; i + 1 < answer.rawHeaders.length; i += 2)
    lines.push(`${answer.rawHeaders[i]}: ${answer.rawHeaders[i + 1]}\r\n`);
  client.write(`HTTP/1.1 101 ${answer.statusMessage ?? 'Switching Protocols'}\r\n${lines.join('')}\r\n`, 'latin1');
  if (first.length > 0) client.write(first);
  if (upgrade.head.length > 0) member.write(upgrade.head);

  // Idle for hours is normal; a peer that is gone must still be noticed.
  for (const socket of [client, member]) {
    socket.setTimeout(0);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 30_000);
  }
  const expiry = setTimeout(() => both((socket) => socket.destroy()), Math.min(until - now(), 2 ** 31 - 1));
  const both = (act: (socket: Socket) => void): void => {
    act(client);
    act(member);
  };
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    clearTimeout(expiry);
    response.emit('close');
    over();
  };
  // When one side ends, both do; what is still on its way is flushed.
  for (const [from, to] of [
    [client, member],
    [member, client],
  ] as const) {
    from.on('error', () => to.destroy());
    from.on('end', () => to.destroySoon());
    from.on('close', () => {
      to.destroySoon();
      end();
    });
    from.pipe(to, { end: false });
  }
}

/** No 101: errors go through as they are (client-go reads them, and falls back to SPDY); anything else is no answer. */
function decline(cluster: Cluster, answer: IncomingMessage, response: ServerResponse): Promise<void> {
  const status = answer.statusCode ?? 502;
  if (status < 400 || (status === 401 && !cluster.strategy.showsUnauthorized)) {
    answer.resume();
    const code = status === 401 ? 'memberRefused' : 'memberGarbage';
    return Promise.reject(new GatewayError(code, { cloud: cluster.cloud, detail: `${status} to an upgrade` }));
  }
  const type = answer.headers['content-type'];
  response.writeHead(status, {
    ...(type === undefined ? {} : { 'content-type': type }),
    ...(answer.headers['audit-id'] === undefined ? {} : { 'audit-id': answer.headers['audit-id'] }),
    connection: 'close',
  });
  return new Promise((resolve) => {
    answer.pipe(response);
    response.once('close', resolve);
    answer.once('error', () => response.destroy());
  });
}

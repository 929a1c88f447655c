// SPDX-License-Identifier: Apache-2.0
// What stays open at the stand-in apiserver: exec, attach and port-forward by both upgrade protocols, and logs that
// follow. There is no kubelet behind: after the 101 every byte comes back as it was sent, but for exec where pods have
// programs (cluster-exec.ts).
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { runInPod } from './cluster-exec.ts';
import { failure, type Reply } from './cluster-http.ts';

const WEBSOCKET = ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'SPDY/3.1+portforward.k8s.io', 'v4.base64.channel.k8s.io'];
const SPDY = ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'portforward.k8s.io'];
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export interface Streams {
  /** The status that was given. `?greet=text`: bytes in the same write as the head. `?bye`: the far end hangs up then. */
  upgrade(req: IncomingMessage, socket: Socket, head: Buffer): number;
  decline(socket: Socket, reply: Reply): number;
  /** True: it was a request for logs and is answered. */
  logs(req: IncomingMessage, res: ServerResponse): boolean;
  say(line: string): void;
  /** Upgraded connections that are open now. */
  tunnels(): number;
}

/** `programs`: pods have some, so that `kubectl exec` shows something. Only by WebSocket. */
export function createStreams({ programs = false }: { readonly programs?: boolean | undefined } = {}): Streams {
  const followers = new Set<ServerResponse>();
  const tunnels = new Set<Socket>();

  const decline = (socket: Socket, { status, body }: Reply): number => {
    const text = JSON.stringify(body ?? {});
    socket.end(
      `HTTP/1.1 ${status} No\r\nContent-Type: application/json\r\nAudit-Id: audit-of-refusal\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
    );
    return status;
  };

  return {
    decline,
    upgrade(req, socket, head) {
      const url = new URL(req.url ?? '/', 'https://x');
      const runs = programs && url.pathname.endsWith('/exec');
      const stream = /\/(?:exec|attach|portforward|proxy)(?:\/|$)/.test(url.pathname);
      if (!stream) return decline(socket, failure(400, 'Upgrade request required'));
      const lines = ['Connection: Upgrade'];
      if (/^websocket$/i.test(req.headers.upgrade ?? '')) {
        const offered = (req.headers['sec-websocket-protocol'] ?? '').split(',').map((text) => text.trim());
        const chosen = offered.find((one) => WEBSOCKET.includes(one));
        if (chosen === undefined && offered[0] !== '')
          return decline(socket, failure(403, `unable to negotiate: no known protocol among ${offered.join(',')}`));
        const accept = createHash('sha1').update(`${req.headers['sec-websocket-key']}${GUID}`).digest('base64');
        lines.push('Upgrade: websocket', `Sec-WebSocket-Accept: ${accept}`);
        if (chosen !== undefined) lines.push(`Sec-WebSocket-Protocol: ${chosen}`);
      } else if (runs) {
        return decline(socket, failure(400, 'the stand-in runs programs by WebSocket only: kubectl 1.31 or newer'));
      } else {
        const offered = req.rawHeaders.filter(
          (_text, i, all) => i % 2 === 1 && (all[i - 1] as string).toLowerCase() === 'x-stream-protocol-version',
        );
        const chosen = offered.find((one) => SPDY.includes(one));
        if (chosen === undefined) return decline(socket, failure(403, 'unable to upgrade: no supported protocol'));
        lines.push(`Upgrade: ${req.headers.upgrade}`, `X-Stream-Protocol-Version: ${chosen}`);
      }
      const greeting = url.searchParams.get('greet') ?? '';
      socket.setNoDelay(true);
      tunnels.add(socket);
      socket.once('close', () => tunnels.delete(socket));
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n${greeting}`);
      if (runs) {
        runInPod(url, socket, head);
        return 101;
      }
      if (head.length > 0) socket.write(head);
      if (url.searchParams.has('bye')) {
        socket.end();
        return 101;
      }
      socket.on('end', () => socket.end());
      socket.pipe(socket);
      return 101;
    },
    logs(req, res) {
      const { pathname, searchParams } = new URL(req.url ?? '/', 'https://x');
      if (!/\/pods\/[^/]+\/log$/.test(pathname)) return false;
      res.writeHead(200, { 'content-type': 'text/plain' });
      res.write('first line\n');
      if (searchParams.get('follow') !== 'true') res.end();
      else {
        followers.add(res);
        res.once('close', () => followers.delete(res));
      }
      return true;
    },
    tunnels: () => tunnels.size,
    say(line) {
      for (const res of followers) res.write(`${line}\n`);
    },
  };
}

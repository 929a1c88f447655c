// SPDX-License-Identifier: Apache-2.0
// Events as messages of RFC 5424: over TLS (RFC 5425) or TCP with the length before each (RFC 6587 §3.4.1), or UDP (RFC 5426).
// Syslog knows no receipts: taken is what the system has taken of the connection, and by UDP what has left. A connection that the
// receiver has ended is opened anew.
import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { isIP, isIPv6, connect as open, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { connect as openTls } from 'node:tls';
import type { AuditSyslogOptions } from '../model/audit.ts';
import type { Entry, Sink } from './sink.ts';

/** Severities of RFC 5424 §6.2.1: notice for what failed, informational for the rest. */
const [NOTICE, INFORMATIONAL] = [5, 6];

export function syslogMessage(
  { line, at, kind, failed }: Pick<Entry, 'line' | 'at' | 'kind' | 'failed'>,
  { facility, host = hostname(), pid = process.pid }: { facility: number; host?: string; pid?: number },
): string {
  const priority = facility * 8 + (failed ? NOTICE : INFORMATIONAL);
  const name = host.replace(/[^!-~]/g, '').slice(0, 255) || '-';
  return `<${priority}>1 ${new Date(at).toISOString()} ${name} scs-gateway ${pid} ${kind} - ${line.trimEnd()}`;
}

export function createSyslogSink(options: AuditSyslogOptions): Sink {
  return options.transport === 'udp' ? byDatagrams(options) : byConnection(options);
}

function byConnection({ host, port, transport, ca, facility, timeout }: AuditSyslogOptions): Sink {
  let socket: Socket | undefined;

  const connected = (): Promise<Socket> =>
    new Promise((resolve, reject) => {
      if (socket !== undefined) {
        resolve(socket);
        return;
      }
      const secure = transport === 'tls';
      const opened = secure
        ? openTls({ host, port, ...(ca !== undefined && { ca }), ...(isIP(host) === 0 && { servername: host }) })
        : open({ host, port });
      const late = setTimeout(() => opened.destroy(new Error('no connection in time')), timeout);
      opened.once(secure ? 'secureConnect' : 'connect', () => {
        clearTimeout(late);
        socket = opened;
        opened.setKeepAlive(true, 30_000);
        resolve(opened);
      });
      // A receiver says nothing; what it says all the same is dropped.
      opened.resume();
      opened.on('error', reject);
      opened.on('end', () => opened.destroy());
      opened.on('close', () => {
        clearTimeout(late);
        if (socket === opened) socket = undefined;
        reject(new Error('connection closed'));
      });
    });

  return {
    name: 'syslog',
    async send(batch) {
      const to = await connected();
      const text = batch
        .map((entry) => syslogMessage(entry, { facility }))
        .map((message) => `${Buffer.byteLength(message)} ${message}`)
        .join('');
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => {
          end(new Error('nothing is read'));
          to.destroy();
        }, timeout);
        const end = (error?: Error | null): void => {
          clearTimeout(late);
          to.off('close', gone);
          if (error) reject(error);
          else resolve();
        };
        const gone = (): void => end(new Error('connection closed'));
        to.once('close', gone);
        to.write(text, end);
      });
      return undefined;
    },
    close: () => void socket?.destroy(),
  };
}

function byDatagrams({ host, port, facility }: AuditSyslogOptions): Sink {
  let socket: Datagrams | undefined;
  return {
    name: 'syslog',
    async send(batch) {
      if (socket === undefined) {
        socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
        // Of a receiver that is not there the system tells with one of the next sends.
        socket.on('error', () => undefined);
        socket.unref();
      }
      const tooLarge: Entry[] = [];
      for (const entry of batch) {
        const message = Buffer.from(syslogMessage(entry, { facility }));
        await new Promise<void>((resolve, reject) =>
          socket?.send(message, port, host, (error) => {
            if ((error as NodeJS.ErrnoException | null)?.code === 'EMSGSIZE') tooLarge.push(entry);
            else if (error) return reject(error);
            resolve();
          }),
        );
      }
      return tooLarge;
    },
    close: () => void socket?.close(),
  };
}

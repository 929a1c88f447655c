// SPDX-License-Identifier: Apache-2.0
// Clients that are slow: uploads that a test feeds byte by byte, a download that is read so; over either protocol.
import type { ClientRequest } from 'node:http';
import { type Http2Session, connect as http2 } from 'node:http2';
import { Agent, request } from 'node:https';
import type { Readable } from 'node:stream';
import { connect as tls } from 'node:tls';
import type { Protocol, SplitHouse } from './protocols.ts';

export interface SlowUpload {
  /** As far as there is one; zero where the answer was broken off. */
  readonly status: Promise<number>;
  readonly text: () => string;
  write(bytes: string | Buffer): void;
  end(): void;
}

export interface Uploader {
  open(path: string, headers: Readonly<Record<string, string>>): SlowUpload;
  close(): void;
}

/** HTTP/1.1: a connection for each. HTTP/2: `sessions` connections for all. */
export function createUploader(house: SplitHouse, protocol: Protocol, sessions = 2): Uploader {
  return protocol === 'HTTP/1.1' ? byHttp1(house) : byHttp2(house, sessions);
}

function byHttp1({ url, ca }: SplitHouse): Uploader {
  const agent = new Agent({ ca, keepAlive: false });
  const open = new Set<ClientRequest>();
  return {
    open(path, headers) {
      const sent = request(`${url}${path}`, { method: 'PUT', agent, headers: { ...headers } });
      open.add(sent);
      let text = '';
      const status = new Promise<number>((resolve) => {
        sent.on('error', () => resolve(0));
        sent.on('response', (answer) => {
          answer.on('data', (chunk) => {
            text += chunk;
          });
          answer.on('error', () => resolve(0));
          answer.on('end', () => resolve(answer.statusCode ?? 0));
        });
      });
      sent.flushHeaders();
      return { status, text: () => text, write: (bytes) => void sent.write(bytes), end: () => void sent.end() };
    },
    close() {
      for (const one of open) one.destroy();
      agent.destroy();
    },
  };
}

function byHttp2({ url, ca }: SplitHouse, count: number): Uploader {
  const sessions: Http2Session[] = [];
  const made = Array.from({ length: count }, () => {
    const session = http2(url, { ca, maxSessionMemory: 100 });
    session.on('error', () => undefined);
    sessions.push(session);
    return session;
  });
  let turn = 0;
  return {
    open(path, headers) {
      turn += 1;
      const session = made[turn % made.length] as (typeof made)[number];
      const stream = session.request({ ':method': 'PUT', ':path': path, ...headers }, { endStream: false });
      let text = '';
      let head = 0;
      const status = new Promise<number>((resolve) => {
        stream.on('response', (fields) => {
          head = Number(fields[':status']);
        });
        stream.on('data', (chunk) => {
          text += chunk;
        });
        stream.on('error', () => resolve(head));
        // As Go's client does: what is refused is not sent to its end.
        stream.on('end', () => {
          resolve(head);
          stream.close();
        });
        stream.on('close', () => resolve(head));
      });
      return { status, text: () => text, write: (bytes) => void stream.write(bytes), end: () => void stream.end() };
    },
    close() {
      for (const one of sessions) one.destroy();
    },
  };
}

/** Reads ten bytes in each tenth of a second. `read`: how many there were so far. */
export async function startReader(
  house: SplitHouse,
  protocol: Protocol,
  path: string,
  token: string,
): Promise<{ read(): number; close(): void }> {
  const source = await (protocol === 'HTTP/1.1' ? sourceByHttp1 : sourceByHttp2)(house, path, token);
  source.on('error', () => undefined);
  source.on('readable', () => undefined);
  let bytes = 0;
  const reading = setInterval(() => {
    bytes += (source.read(10) as Buffer | null)?.length ?? 0;
  }, 100);
  return {
    read: () => bytes,
    close() {
      clearInterval(reading);
      source.destroy();
    },
  };
}

async function sourceByHttp1({ port, ca }: SplitHouse, path: string, token: string): Promise<Readable> {
  const socket = tls({ port, host: '127.0.0.1', servername: 'localhost', ca });
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nX-Auth-Token: ${token}\r\n\r\n`);
  return socket;
}

async function sourceByHttp2(house: SplitHouse, path: string, token: string): Promise<Readable> {
  return (await house.h2()).open('GET', path, { 'x-auth-token': token });
}

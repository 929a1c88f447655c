// SPDX-License-Identifier: Apache-2.0
// Uploads that a test feeds byte by byte, over either protocol.
import { type Http2Session, connect as http2 } from 'node:http2';
import { Agent, type ClientRequest, request } from 'node:https';
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

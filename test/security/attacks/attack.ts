// SPDX-License-Identifier: Apache-2.0
// What every attack of a hostile client is: it begins, goes on in the background, says how many of its connections the
// gateway still carries, and stops. And what they are made of: sockets, and frames of HTTP/2 by hand.
import { once } from 'node:events';
import { type ClientHttp2Session, type ClientSessionOptions, connect } from 'node:http2';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface Attack {
  /** Connections of the attack that are open. */
  readonly open: () => number;
  readonly stop: () => Promise<void>;
}

export interface AttackOptions {
  /** Each attack has a default of its own. */
  readonly connections?: number;
  /** What is asked for, where the attack asks for something. */
  readonly path?: string;
  /** Requests, streams or resets on each connection. */
  readonly each?: number;
}

/** `gateway` is its URL, `https:` or, for what needs no TLS, `http:`. The certificate is not the attacker's concern. */
export type StartAttack = (gateway: string, options?: AttackOptions) => Promise<Attack>;

/** The preface of a client, and empty SETTINGS (RFC 9113 §3.4). */
export const PREFACE = Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame(0x4, 0, 0)]);

/** One frame (RFC 9113 §4.1). */
export function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** A header block without Huffman coding and without the dynamic table (RFC 7541 §6.2.2); names of the static table. */
export function headerBlock(method: 'GET' | 'POST', path: string, authority: string): Buffer {
  const text = (value: string): Buffer => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
  return Buffer.concat([
    Buffer.from([method === 'GET' ? 0x82 : 0x83, 0x87, 0x04]),
    text(path),
    Buffer.from([0x01]),
    text(authority),
  ]);
}

/** A socket of the attacker's: TLS with the wanted protocol, or TCP where `alpn` is undefined or the gateway has no TLS. */
export async function dial(gateway: string, alpn?: 'h2' | 'http/1.1'): Promise<Socket> {
  const { protocol, hostname, port } = new URL(gateway);
  const tls = alpn !== undefined && protocol === 'https:';
  const socket = tls
    ? connectTls({ host: hostname, port: Number(port), ALPNProtocols: [alpn], rejectUnauthorized: false })
    : connectTcp(Number(port), hostname);
  socket.on('error', () => undefined);
  await Promise.race([once(socket, tls ? 'secureConnect' : 'connect'), once(socket, 'close')]).catch(() => undefined);
  return socket;
}

export async function session(gateway: string, options: ClientSessionOptions = {}): Promise<ClientHttp2Session> {
  const made = connect(gateway, { rejectUnauthorized: false, ...options } as ClientSessionOptions);
  made.on('error', () => undefined);
  await Promise.race([once(made, 'connect'), once(made, 'close')]).catch(() => undefined);
  return made;
}

/** Many at once, not all at once: a listener's backlog is not what is attacked. */
export async function several<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (let i = 0; i < count; i += 50)
    made.push(...(await Promise.all(Array.from({ length: Math.min(50, count - i) }, (_, j) => make(i + j)))));
  return made;
}

export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((done) => setTimeout(done, 20));
}

/** An attack that consists in having these. */
export const holding = (
  held: readonly { readonly destroyed: boolean; destroy(): unknown }[],
  end?: () => void,
): Attack => ({
  open: () => held.filter(({ destroyed }) => !destroyed).length,
  async stop() {
    end?.();
    for (const one of held) one.destroy();
  },
});

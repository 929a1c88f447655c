// SPDX-License-Identifier: Apache-2.0
// A client of HTTP/2 that does as Go's does: one connection, streams on it, bodies with or without a length.
import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, connect, type SecureClientSessionOptions } from 'node:http2';

export interface H2Answer {
  readonly status: number;
  /** A name that came more than once stands more than once. */
  readonly rawHeaders: readonly string[];
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
}

export interface H2Client {
  readonly session: ClientHttp2Session;
  /** The stream as it is, for what stays open. Errors on it are the test's to see. */
  open(method: string, path: string, headers?: object, options?: { readonly endStream?: boolean }): ClientHttp2Stream;
  send(method: string, path: string, headers?: object, body?: string | Buffer): Promise<H2Answer>;
  close(): void;
}

export async function connectH2(
  url: string,
  ca: string,
  options: SecureClientSessionOptions & { readonly localAddress?: string } = {},
): Promise<H2Client> {
  // What a test sends at once counts as well.
  const session = connect(url, { ca, maxSessionMemory: 100, ...options });
  await once(session, 'connect');
  session.on('error', () => undefined);
  const open: H2Client['open'] = (method, path, headers = {}, options = { endStream: true }) =>
    session.request({ ':method': method, ':path': path, ...headers }, options);
  return {
    session,
    open,
    async send(method, path, headers, body) {
      const stream = open(method, path, headers, { endStream: body === undefined });
      const head = once(stream, 'response');
      if (body !== undefined) stream.end(body);
      const [fields, , rawHeaders] = (await head) as [Record<string, string | string[]>, number, string[]];
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      return { status: Number(fields[':status']), headers: fields, rawHeaders, bytes: Buffer.concat(chunks) };
    },
    close: () => session.destroy(),
  };
}

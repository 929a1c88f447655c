// SPDX-License-Identifier: Apache-2.0
// How the stand-in apiserver answers: metav1.Status for failures, gzip above 128 KiB as the real one, ETags where asked.
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

export interface ClusterFault {
  readonly kind: 'hang' | 'reset' | 'redirect';
  /** Part of the URL. */
  readonly on?: string;
  /** For `redirect`. */
  readonly status?: number;
  readonly location?: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** Bytes as they are, everything else as JSON. */
  readonly body?: unknown;
  /** Answers If-None-Match. */
  readonly etag?: boolean;
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  410: 'Expired',
  415: 'UnsupportedMediaType',
};

export const statusObject = (code: number, message: string, reason = REASONS[code]) => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  reason,
  code,
});

export const failure = (code: number, message: string, reason = REASONS[code]): Reply => ({
  status: code,
  body: statusObject(code, message, reason),
});

export async function readBody(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export function respond(req: IncomingMessage, res: ServerResponse, { status, headers = {}, body, etag }: Reply): void {
  if (res.destroyed || res.headersSent) return;
  let bytes = Buffer.isBuffer(body) ? body : Buffer.from(body === undefined ? '' : `${JSON.stringify(body)}\n`);
  const out: Record<string, string | string[] | number> = {
    'cache-control': 'no-cache, private',
    'x-kubernetes-pf-flowschema-uid': '0f6fe1ac-2e5b-43c0-9b26-1b8f8b0a9c11',
    'x-kubernetes-pf-prioritylevel-uid': '3a1b7f6a-1f0f-4f6f-8f4d-0d6a6b1f5c22',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  };
  if (etag) {
    const tag = `"${createHash('sha512').update(bytes).digest('hex').toUpperCase()}"`;
    Object.assign(out, { etag: tag, vary: 'Accept' });
    if (req.headers['if-none-match'] === tag) {
      res.writeHead(304, out).end();
      return;
    }
  }
  if (bytes.length > 128 * 1024 && /\bgzip\b/.test(String(req.headers['accept-encoding'] ?? ''))) {
    bytes = gzipSync(bytes, { level: 1 });
    Object.assign(out, { 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
  }
  out['content-length'] = bytes.length;
  res.writeHead(status, out).end(req.method === 'HEAD' ? undefined : bytes);
}

// SPDX-License-Identifier: Apache-2.0
// Preloaded into the gateway's process by the lab (NODE_OPTIONS=--import): writes down every byte of every request that
// leaves it, one file each, by the channels that undici offers for diagnostics. The gateway itself is unchanged.
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.LAB_UPSTREAM_FOLDER;
if (folder === undefined) throw new Error('LAB_UPSTREAM_FOLDER is not set');
const files = new WeakMap<object, string>();
let requests = 0;

interface Sent {
  readonly request: { readonly origin: string | URL };
  readonly headers?: string;
  readonly chunk?: Buffer | string;
}

function fileOf(request: Sent['request']): string {
  let file = files.get(request);
  if (file === undefined) {
    requests += 1;
    file = join(folder ?? '', `${process.pid}-${String(requests).padStart(6, '0')}.upstream`);
    files.set(request, file);
    appendFileSync(file, `${request.origin}\r\n`);
  }
  return file;
}

// A request that is sent once more after a broken connection shows its headers again: the file then has both.
subscribe('undici:client:sendHeaders', (message) => {
  const { request, headers } = message as Sent;
  appendFileSync(fileOf(request), `${headers ?? ''}\r\n`, 'latin1');
});
subscribe('undici:request:bodyChunkSent', (message) => {
  const { request, chunk } = message as Sent;
  if (chunk !== undefined) appendFileSync(fileOf(request), chunk);
});
// Tunnels (exec, port-forward, consoles) are opened by Node's own client; what follows the head is theirs.
subscribe('http.client.request.start', (message) => {
  const { request } = message as { request: { host: string; protocol: string; _header?: string | null } };
  appendFileSync(fileOf({ origin: `${request.protocol}//${request.host}` }), `${request._header ?? ''}\r\n`, 'latin1');
});

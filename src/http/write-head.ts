// SPDX-License-Identifier: Apache-2.0
// The head of an answer on its way to the client. For HTTP/2 past Node's compatibility layer: that one always waits for
// trailers, which no answer of ours has, and waiting costs a frame, a write and a turn of the loop for each answer.
import { type ServerResponse, validateHeaderValue } from 'node:http';
import type { OutgoingHttpHeaders } from 'node:http2';
import { streamOf } from './client-stream.ts';

/** `headers`: name, value, name, value, names in lower case. Throws where the protocol cannot say it; nothing is sent then. */
export function writeHead(response: ServerResponse, status: number, headers: string[]): void {
  const stream = streamOf(response);
  if (stream === undefined) {
    response.writeHead(status, headers);
    return;
  }
  response.statusCode = status;
  stream.respond(inOneObject(status, headers));
}

function inOneObject(status: number, headers: readonly string[]): OutgoingHttpHeaders {
  const all: OutgoingHttpHeaders = { ':status': status };
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string;
    const value = headers[at + 1] as string;
    // Node looks at names by itself, at values only in its compatibility layer.
    validateHeaderValue(name, value);
    const before = all[name];
    all[name] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [String(before), value];
  }
  return all;
}

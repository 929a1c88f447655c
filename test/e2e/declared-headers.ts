// SPDX-License-Identifier: Apache-2.0
// Response headers against the API's document: whatever an answer says, the operation declares it for that status.
import { expect } from 'vitest';

// biome-ignore lint/suspicious/noExplicitAny: an OpenAPI document is walked as the JSON that it is
type Node = any;

/** What HTTP means by them is told by no document; the rest fences answers in browsers. */
const GENERAL = [
  /^(?:age|allow|cache-control|connection|content-(?:encoding|length|type)|date|keep-alive|transfer-encoding|vary)$/,
  /^(?:content-security-policy|cross-origin-[a-z-]+|permissions-policy|referrer-policy|x-content-type-options|x-frame-options)$/,
  // Asks proxies to pass a stream on as it comes.
  /^x-accel-buffering$/,
];

export interface Told {
  readonly status: number;
  readonly headers: Headers | Readonly<Record<string, unknown>>;
}

function responseOf(document: Node, path: string, method: string, status: number): Node {
  const response = document.paths[path][method.toLowerCase()].responses[status];
  const name = response?.$ref?.split('/').at(-1);
  return name === undefined ? response : document.components.responses[name];
}

/** Declared, and of the form that is declared. */
export function expectDeclared(document: Node, path: string, method: string, { status, headers }: Told): void {
  const response = responseOf(document, path, method, status);
  const declared = new Map(
    Object.keys(response?.headers ?? {}).map((name) => [name.toLowerCase(), document.components.headers[name].schema]),
  );
  const all = headers instanceof Headers ? [...headers] : Object.entries(headers);
  // HTTP/2 begins with its own (RFC 9113, section 8.3).
  const own = all.filter(
    ([name]) => !name.startsWith(':') && (declared.has(name) || !GENERAL.some((known) => known.test(name))),
  );
  const wrong = own.filter(([name, value]) => {
    const { type } = declared.get(name) ?? {};
    return type === undefined || (type === 'integer' && !/^\d+$/.test(String(value)));
  });
  expect(wrong, `${method} ${path} ${status}`).toEqual([]);
}

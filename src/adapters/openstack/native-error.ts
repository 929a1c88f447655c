// SPDX-License-Identifier: Apache-2.0
// Extracts the message from a service's error response in any of its many shapes, and maps it to a row of the error
// table.
import { STATUS_CODES } from 'node:http';
import type { ErrorCode } from '../../model/errors.ts';
import { isObject } from '../../model/is-object.ts';

const LONGEST = 600;
const LOOKED_AT = 8_192;

/** `text` has been through the lens. Returns one line that is never empty. */
export function nativeMessage(status: number, text: string): string {
  const said = fromJson(text) ?? fromMarkup(text.slice(0, LOOKED_AT));
  const line = said
    .slice(0, LOOKED_AT)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST);
  return line === '' ? (STATUS_CODES[status] ?? `status ${status}`) : line;
}

type Values = Readonly<Record<string, unknown>>;

const asObject = (value: unknown): Values | undefined => (isObject(value) ? value : undefined);
const asText = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

function fromJson(text: string): string | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof document === 'string') return document;
  const body = asObject(document);
  if (body === undefined) return '';
  const [first] = Array.isArray(body.errors) ? (body.errors as unknown[]) : [];
  // Placement, Magnum (errors); wsme: Octavia (faultstring); Designate, Kubernetes (message); Barbican (description).
  const own =
    said(asObject(first)) ??
    asText(body.faultstring) ??
    asText(body.description) ??
    // Glance too, whose JSON keeps the page's line breaks (webob/exc.py, `json_body`).
    asText(body.message)?.replaceAll('<br />', ' ') ??
    asText(body.explanation) ??
    asText(body.title);
  if (own !== undefined) return own;
  // Nova, Cinder, Manila: {"badRequest": {"message"}}; Keystone: {"error": {…}}; Neutron: {"NeutronError": {…} or a
  // string}.
  for (const value of Object.values(body)) {
    const inner = asText(value) ?? said(asObject(value));
    if (inner !== undefined) return inner;
  }
  return '';
}

const said = (values: Values | undefined): string | undefined =>
  values && (asText(values.message) ?? asText(values.detail) ?? asText(values.title));

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" };

/**
 * Glance and Swift answer in HTML. The message follows the heading, which only repeats the status. No match goes beyond
 * the next start of its like: else a page of 4,000 starts without an end would be read 4,000 times.
 */
function fromMarkup(text: string): string {
  if (!/<\w/.test(text)) return text;
  const plain = (part: string): string =>
    part
      .replace(/<(script|style|title|head)\b(?:(?!<\1\b)[\s\S])*?<\/\1>/gi, ' ')
      .replace(/<[^<>]*>/g, ' ')
      .replace(/&(\w+|#\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity)
      .trim();
  const [, after] = text.split(/<\/h1>/i, 2);
  return (after === undefined ? '' : plain(after)) || plain(text);
}

/** For an exceeded quota, Nova answers 403, Neutron 409, Cinder and Glance 413. */
const isQuota = (message: string): boolean => /quota/i.test(message) && /exceed|over/i.test(message);

/** For statuses from 400 on. A 401 that comes here is the service's own: the cloud has taken the session. */
export function nativeCode(status: number, message: string): ErrorCode {
  if (status >= 500) return 'nativeFailed';
  if ([403, 409, 413].includes(status) && isQuota(message)) return 'nativeQuota';
  switch (status) {
    case 401:
    case 403:
      return 'nativeForbidden';
    case 404:
    case 410:
      return 'nativeNotFound';
    case 409:
    case 412:
      return 'nativeConflict';
    // The rate limit of Cinder and old Nova (overLimit) is a 413 with Retry-After.
    case 413:
    case 429:
      return 'nativeLimited';
    default:
      return 'nativeBadRequest';
  }
}

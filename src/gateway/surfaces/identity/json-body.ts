// SPDX-License-Identifier: Apache-2.0
// Accepts request bodies as Keystone does: JSON objects only, with a JSON content type or none, and no body where none
// is needed (a federated login is an empty POST, often without a content type).
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { GatewayError } from '../../../model/errors.ts';
import { isObject } from '../../../model/is-object.ts';
import { expecting } from './error.ts';

/** Keystone's limit (oslo.middleware's max_request_body_size). Fastify stops reading at it. */
const BODY_LIMIT = 114_688;

export function acceptBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { bodyLimit: BODY_LIMIT, parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
}

const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(?:;|$)/;

/** For Keystone an empty type is none, and any text that is not JSON's another; the server would take neither for a type. */
export function readableType(headers: IncomingHttpHeaders): void {
  const type = headers['content-type'];
  if (type === undefined || MEDIA_TYPE.test(type)) return;
  if (type.trim() === '') delete headers['content-type'];
  else headers['content-type'] = 'application/octet-stream';
}

/** A login holds some dozens. Parsing as many as fit into the limit takes milliseconds, for whoever sends it. */
const MOST_VALUES = 1_000;
/** What stands before, between and around values: `,` `:` `[` `{`. Those in texts count as well. */
const SIGNS: ReadonlySet<number> = new Set([0x2c, 0x3a, 0x5b, 0x7b]);

function isVast(body: Buffer): boolean {
  let signs = 0;
  for (const byte of body) if (SIGNS.has(byte) && ++signs > MOST_VALUES) return true;
  return false;
}

/** The object in the body, empty if there is no body. Throws Keystone's 400s. */
export function jsonObject(body: unknown, contentType: string | undefined): Readonly<Record<string, unknown>> {
  if (!(body instanceof Buffer) || body.length === 0) return {};
  if (!isJson(contentType)) throw expecting('application/json', 'Content-Type header');
  if (isVast(body)) throw new GatewayError('badRequest', { message: 'The request body holds too many values.' });
  const value = parsed(body);
  if (!isObject(value)) throw expecting('valid JSON', 'request body');
  return value;
}

/** As Werkzeug's `is_json`: application/json or application/*+json. Keystone also accepts a missing type. */
function isJson(contentType = ''): boolean {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return type === '' || type === 'application/json' || /^application\/.+\+json$/.test(type);
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

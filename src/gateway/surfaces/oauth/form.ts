// SPDX-License-Identifier: Apache-2.0
// The parameters of a request to the token endpoint: a form in the body and nowhere else (RFC 6749 §3.2, appendix B), each
// once but for those that may be repeated, a parameter without a value being none (RFC 6749 §3.1).
import type { FastifyRequest } from 'fastify';
import { OAuthRefusal } from './error.ts';

/** A token of an identity provider has 16 KiB at most (federation/identity/read-bearer.ts), and may be escaped. */
export const BODY_LIMIT = 32_768;
const MOST_PARAMETERS = 32;

export interface Form {
  /** Throws if it was given more than once. */
  one(name: string): string | undefined;
  /** RFC 8693 §2.1: `resource` and `audience` may be repeated. */
  all(name: string): readonly string[];
  readonly names: readonly string[];
}

/** A client that has authenticated itself by a secret, in a header or in the body (RFC 6749 §2.3.1). */
export interface Client {
  readonly id: string;
  readonly secret: string;
}

const FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;

export function readForm({ body, headers, raw }: FastifyRequest): Form {
  // What stands in a URL is written into logs on its way.
  if ((raw.url ?? '').includes('?'))
    throw new OAuthRefusal('invalid_request', 'Parameters belong into the body of the request, not into its URL.');
  if (!(body instanceof Buffer) || body.length === 0 || !FORM.test(headers['content-type'] ?? ''))
    throw new OAuthRefusal('invalid_request', 'Send the parameters as application/x-www-form-urlencoded.');
  return parseForm(body);
}

function parseForm(body: Buffer): Form {
  let pairs = 1;
  for (const byte of body) if (byte === 0x26 && ++pairs > MOST_PARAMETERS) throw tooMany();
  const found = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(body.toString('latin1'))) {
    if (value === '') continue;
    const values = found.get(name);
    if (values === undefined) found.set(name, [value]);
    else values.push(value);
  }
  return {
    names: [...found.keys()],
    all: (name) => found.get(name) ?? [],
    one(name) {
      const [value, second] = found.get(name) ?? [];
      if (second === undefined) return value;
      throw new OAuthRefusal('invalid_request', `The parameter ${name} must not be repeated.`);
    },
  };
}

const tooMany = (): OAuthRefusal => new OAuthRefusal('invalid_request', 'There are too many parameters.');

/** `client_id` alone proves nothing and says nothing here: public clients send it with every request. */
export function readClient({ headers }: FastifyRequest, form: Form): Client | undefined {
  const [id, secret] = [form.one('client_id'), form.one('client_secret')];
  const { authorization } = headers;
  if (authorization === undefined) {
    if (secret === undefined) return undefined;
    if (id === undefined) throw new OAuthRefusal('invalid_client', 'A client_secret needs its client_id.');
    return { id, secret };
  }
  if (secret !== undefined)
    throw new OAuthRefusal('invalid_request', 'Authenticate the client in the header or in the body, not in both.');
  const [, encoded] = /^basic +([\w+/-]+=*) *$/i.exec(authorization) ?? [];
  const text = Buffer.from(encoded ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const basic =
    colon < 1 ? undefined : { id: unescaped(text.slice(0, colon)), secret: unescaped(text.slice(colon + 1)) };
  if (basic?.id === undefined || basic.secret === undefined)
    throw new OAuthRefusal('invalid_client', 'The header Authorization must be of the scheme Basic.');
  if (id !== undefined && id !== basic.id)
    throw new OAuthRefusal('invalid_request', 'Header and client_id name different clients.');
  return { id: basic.id, secret: basic.secret };
}

/** Both are escaped as in a form before they are joined (RFC 6749 §2.3.1). */
function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

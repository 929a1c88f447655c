// SPDX-License-Identifier: Apache-2.0
// Validates an issuer's discovery document and its JWKS. Pure: text in, data out.
import { createLocalJWKSet, type JWK } from 'jose';
import { isObject } from '../../model/is-object.ts';
import type { Json } from './options.ts';

/** The public keys of an issuer. `get` is jose's key selection: by kid, algorithm, key type and use. */
export interface KeySet {
  readonly kids: ReadonlySet<string>;
  readonly get: ReturnType<typeof createLocalJWKSet>;
}

/** Real issuers publish two to ten keys. */
const MAX_KEYS = 100;
const KEY_TYPES = new Set(['RSA', 'EC', 'OKP']);

/** OpenID Connect Discovery 1.0 §4.1: a trailing slash of the issuer is removed first. */
export const discoveryUrl = (issuer: string): string => `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;

/** Throws with the reason. */
export const readDiscovery = (body: string, issuer: string): string => discovered(body, issuer, 'jwks_uri');

/** The same for where passwords and tokens are sent. */
export const readTokenEndpoint = (body: string, issuer: string): string => discovered(body, issuer, 'token_endpoint');

function discovered(body: string, issuer: string, field: 'jwks_uri' | 'token_endpoint'): string {
  const { issuer: named, [field]: url } = jsonObject(body, 'discovery document');
  // OpenID Connect Discovery 1.0 §4.3: otherwise one issuer could speak for another.
  if (named !== issuer) throw new Error('the discovery document is of another issuer');
  if (typeof url !== 'string' || !URL.canParse(url)) throw new Error(`the discovery document has no ${field}`);
  const { protocol } = new URL(url);
  const downgraded = protocol === 'http:' && new URL(issuer).protocol === 'https:';
  if (downgraded || !['http:', 'https:'].includes(protocol)) throw new Error(`${field} is ${protocol}`);
  return url;
}

/** Throws with the reason. Symmetric keys and encryption keys are skipped, since they verify no signature. */
export function readKeySet(body: string): KeySet {
  const { keys } = jsonObject(body, 'JWKS');
  if (!Array.isArray(keys)) throw new Error('the JWKS has no keys');
  const usable = keys.filter(isSigningKey).slice(0, MAX_KEYS);
  // An empty set is much more likely a broken response than an intention to refuse everybody.
  if (usable.length === 0) throw new Error('the JWKS has no key for signatures');
  return {
    kids: new Set(usable.flatMap(({ kid }) => (typeof kid === 'string' ? [kid] : []))),
    get: createLocalJWKSet({ keys: usable }),
  };
}

const isSigningKey = (key: unknown): key is JWK =>
  isObject(key) &&
  typeof key.kty === 'string' &&
  KEY_TYPES.has(key.kty) &&
  (key.use === undefined || key.use === 'sig') &&
  // A published private key is worthless: whoever has read it can sign.
  !Object.hasOwn(key, 'd');

function jsonObject(body: string, what: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new Error(`the ${what} is not JSON`);
  }
  if (!isObject(value)) throw new Error(`the ${what} is not a JSON object`);
  return value;
}

// SPDX-License-Identifier: Apache-2.0
// Verifies a JWS's signature with the issuer's keys (jose). `checkHeader` has accepted the header before.
import { compactVerify, errors } from 'jose';
import type { SignatureHeader } from './check-header.ts';
import type { KeySet } from './issuer-documents.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import { jsonObject } from './json-segment.ts';
import { type Checked, type Json, pass, refuse } from './options.ts';

/** Returns the signed claims. Throws `issuerUnavailable` if no key was ever obtained. */
export async function verifySignature(
  token: string,
  header: SignatureHeader,
  issuerKeys: IssuerKeys,
): Promise<Checked<Json>> {
  let keys = await issuerKeys.known();
  if (header.kid !== undefined && !keys.kids.has(header.kid)) {
    keys = await issuerKeys.lookAgain();
    if (!keys.kids.has(header.kid)) return refuse('unknownKey', `kid ${JSON.stringify(header.kid.slice(0, 80))}`);
  }
  const checked = await verifyBy(keys, token, header);
  if (checked.ok || header.kid !== undefined) return checked;
  // Without a kid, a key rotation only shows as a signature that no known key made.
  const newer = await issuerKeys.lookAgain();
  return newer === keys ? checked : verifyBy(newer, token, header);
}

async function verifyBy(keys: KeySet, token: string, { alg }: SignatureHeader): Promise<Checked<Json>> {
  try {
    return signedClaims(await verifyOne(keys, token, alg));
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return refuse('unknownKey', `no key for ${alg}`);
    return refuse('signature', error instanceof Error ? error.message : String(error));
  }
}

async function verifyOne(keys: KeySet, token: string, alg: string): Promise<Uint8Array> {
  const options = { algorithms: [alg] };
  try {
    return (await compactVerify(token, keys.get, options)).payload;
  } catch (error) {
    // No kid, or two keys with one kid: any of them may verify. The key set bounds their number.
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      const verified = await compactVerify(token, key, options).catch(() => undefined);
      if (verified !== undefined) return verified.payload;
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

function signedClaims(payload: Uint8Array): Checked<Json> {
  const claims = jsonObject(payload);
  return claims === undefined ? refuse('malformed', 'the payload is not a JSON object') : pass(claims);
}

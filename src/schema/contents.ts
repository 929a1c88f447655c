// SPDX-License-Identifier: Apache-2.0
// The content of the references and files of a configuration.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { Secret } from '../model/secret.ts';

/** Content by reference or path. A lookup of anything that the schema does not mark as one is a bug and throws. */
export interface Contents {
  secret(reference: string): Secret;
  text(path: string): string;
}

/** A fault of one field of a section, or of the whole section if `field` is empty. */
export interface FieldFault {
  readonly field: string;
  readonly reason: string;
}

/** Checked at the start, because a certificate and a key that do not match would fail at the first connection. */
export function pairFault(contents: Contents, cert: string, key: string): string | undefined {
  try {
    createSecureContext({ cert: contents.text(cert), key: contents.text(key) });
    return undefined;
  } catch {
    return `must be a PEM certificate and the PEM key that belongs to it${whichOf(contents.text(cert), contents.text(key))}`;
  }
}

/** The commonest: one of two files has been renewed. */
function whichOf(cert: string, key: string): string {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(cert);
  } catch {
    return ': the first is no certificate';
  }
  let secret: KeyObject;
  try {
    secret = createPrivateKey(key);
  } catch {
    return ': the second is no private key, or needs a password';
  }
  return certificate.checkPrivateKey(secret) ? '' : ': this key belongs to another certificate';
}

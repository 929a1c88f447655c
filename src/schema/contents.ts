// SPDX-License-Identifier: Apache-2.0
// What the references and paths of a configuration led to, as a section's own code asks for it.
import { createSecureContext } from 'node:tls';
import type { Secret } from '../model/secret.ts';

/** Content by what pointed at it. Asking for what was not pointed at is a mistake of the code and throws. */
export interface Contents {
  secret(reference: string): Secret;
  text(path: string): string;
}

/** What is wrong with one field of a section, or with the section as a whole (an empty name). */
export interface FieldFault {
  readonly field: string;
  readonly reason: string;
}

/** A certificate and a key that do not belong together would fail at the first connection: better at the start. */
export function pairFault(contents: Contents, cert: string, key: string): string | undefined {
  try {
    createSecureContext({ cert: contents.text(cert), key: contents.text(key) });
    return undefined;
  } catch {
    return 'must be a PEM certificate and the PEM key that belongs to it';
  }
}

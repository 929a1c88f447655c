// SPDX-License-Identifier: Apache-2.0
// How secrets are kept at rest: the port behind which the key folder stands.

export interface Seal {
  close(plain: string, context: string): string;
  /** Undefined where the value is not ours, was tampered with, or its key is gone: a miss, never an error. */
  open(sealed: string, context: string): string | undefined;
}

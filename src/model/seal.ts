// SPDX-License-Identifier: Apache-2.0
// How secrets are encrypted at rest: the port to the key folder.

export interface Seal {
  close(plain: string, context: string): string;
  /**
   * Undefined if the value is not ours, was tampered with, or its key is gone. Callers treat that as a miss, not an
   * error.
   */
  open(sealed: string, context: string): string | undefined;
}

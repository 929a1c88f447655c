// SPDX-License-Identifier: Apache-2.0
// What is under way and may have to end before its time: the right that it was begun with is gone, or it is too old.
// Whoever carries it says how it ends; whoever knows why calls `stop`.
import type { GatewayError } from '../model/errors.ts';

export interface Ending {
  /** Set once it has been told to end. Whoever takes over what is under way looks here first. */
  readonly ended: GatewayError | undefined;
  /** How it ends at the moment; it never throws, and the second call does nothing. */
  stop: ((why: GatewayError) => void) | undefined;
}

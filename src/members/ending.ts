// SPDX-License-Identifier: Apache-2.0
// What is under way and may have to end before its time: the right that it was begun with is gone, or it is too old.
// Whoever carries it says how it ends; whoever knows why has it stopped.
import type { GatewayError } from '../model/errors.ts';

export interface Ending {
  /** Set once it has been told to end. Whoever takes over what is under way looks here first. */
  readonly ended: GatewayError | undefined;
  /** Who ends it at the moment. */
  carrier: Carrier | undefined;
}

/** An object and no closure: one made for each request would keep the request through every collection of young garbage. */
export interface Carrier {
  /** Never throws, and the second call does nothing. */
  stop(why: GatewayError): void;
}

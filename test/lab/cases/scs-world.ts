// SPDX-License-Identifier: Apache-2.0
// What the normalised API's cases share while they work on one cloud: where they are, and what they have made there.
import type { Cloud } from '../clouds.ts';
import type { Chosen, Context } from './context.ts';
import type { Scs } from './scs-talk.ts';

export interface World {
  readonly lab: Context;
  readonly cloud: Cloud;
  /** The stock client, in the same project of the same cloud. */
  readonly os: Chosen['os'];
  readonly scs: Scs;
  /** Of everything that is made. */
  readonly name: string;
  /** Ids of what was made so far. */
  readonly made: Partial<Record<string, string>>;
  claim<T>(title: string, check: () => Promise<T>): Promise<T | undefined>;
}

// SPDX-License-Identifier: Apache-2.0
// Bodies of requests to a member: what the caller did not give is not sent, so that the member's own defaults hold.
import type { Native } from '../../values.ts';

/** Only what is given. Null is given. */
export const given = (values: Native): Native =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

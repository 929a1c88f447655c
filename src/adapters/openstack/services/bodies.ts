// SPDX-License-Identifier: Apache-2.0
// Builds request bodies for a member. Fields that the caller did not give are omitted, so that the member's defaults
// apply.
import type { Native } from './values.ts';

/** Only the fields that are given. Null counts as given. */
export const given = (values: Native): Native =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

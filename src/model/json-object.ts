// SPDX-License-Identifier: Apache-2.0
// The object in what should be JSON; undefined where there is none.
import { isObject } from './is-object.ts';

export function jsonObject(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

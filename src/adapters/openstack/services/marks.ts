// SPDX-License-Identifier: Apache-2.0
// What the gateway writes into the metadata of an object at its creation, to know it again when the answer was lost. It is
// no metadata of its owner's: the API does not show it.
import { record, text, textRecord } from '../../values.ts';

const KEY = 'scs-gateway-request';

export const withMark = (
  metadata: Readonly<Record<string, string>> | undefined,
  mark: string | undefined,
): Record<string, string> | undefined => (mark === undefined ? metadata : { ...metadata, [KEY]: mark });

export const markIn = (metadata: unknown): string | undefined => text(record(metadata)[KEY]);

/** Nova and Cinder keep it without an order, by which two answers would differ. */
const inOrder = (own: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(own).sort(([a], [b]) => (a < b ? -1 : 1)));

export function withoutMark(metadata: unknown): Record<string, string> {
  const { [KEY]: _, ...own } = textRecord(metadata);
  return inOrder(own);
}

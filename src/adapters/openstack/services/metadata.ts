// SPDX-License-Identifier: Apache-2.0
// Metadata by merge patch (RFC 7396): Nova and Cinder both add with POST and remove key by key, so that what others add at
// the same time stays.
import type { NativeAnswer } from '../../../model/scs/adapter.ts';
import { unlessMissing } from './refusals.ts';

export type MetadataPatch = Readonly<Record<string, string | null>>;

/** `ask`: sends below the object's own path. */
export async function patchMetadata(
  patch: MetadataPatch,
  ask: (path: string, more: { readonly method: 'POST' | 'DELETE'; readonly body?: unknown }) => Promise<NativeAnswer>,
): Promise<void> {
  const added = Object.entries(patch).filter(([, value]) => value !== null);
  const removed = Object.keys(patch).filter((key) => patch[key] === null);
  if (added.length > 0) await ask('/metadata', { method: 'POST', body: { metadata: Object.fromEntries(added) } });
  for (const key of removed)
    await unlessMissing(() => ask(`/metadata/${encodeURIComponent(key)}`, { method: 'DELETE' }));
}

// SPDX-License-Identifier: Apache-2.0
// Tags of Nova, Neutron and Glance: one is added and removed below the object's own path, so that those which others set
// at the same time stay (nova server_tags.py, neutron extensions/tagging.py, glance api/v2/image_tags.py).
import type { NativeAnswer, NativeApi } from '../../../model/scs/adapter.ts';
import { type Native, texts } from '../../values.ts';
import { unlessMissing } from './refusals.ts';

/** Services keep them without an order, by which two answers would differ. */
export const tagsOf = (native: Native): string[] => texts(native.tags).toSorted();

/** Services refuse one that is given twice. */
export const once = (tags: readonly string[]): string[] => [...new Set(tags)];

/** `ask`: sends one request. Both may be done again. */
export const tagActionsAt = (
  pathOf: (id: string) => string,
  ask: (api: NativeApi, path: string, method: 'PUT' | 'DELETE') => Promise<NativeAnswer>,
) => ({
  'add-tag': async (api: NativeApi, id: string, { tag }: { readonly tag: string }): Promise<void> => {
    await ask(api, tagPath(pathOf(id), tag), 'PUT');
  },
  'remove-tag': (api: NativeApi, id: string, { tag }: { readonly tag: string }): Promise<void> =>
    unlessMissing(() => ask(api, tagPath(pathOf(id), tag), 'DELETE')),
});

const tagPath = (path: string, tag: string): string => `${path}/tags/${encodeURIComponent(tag)}`;

/** All tags of a filter in one parameter, for services that split it at commas. Undefined: it cannot be said like that. */
export const tagFilter = (tags: readonly string[] | undefined): string | undefined =>
  tags === undefined || tags.length === 0 || tags.some((tag) => tag.includes(',')) ? undefined : tags.join(',');

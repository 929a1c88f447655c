// SPDX-License-Identifier: Apache-2.0
// What a volume type promises (scs-0114): a marker `[scs:encrypted, replicated]` at the very start of its description.
import type { VolumeTypeFacts } from '../facts.ts';

export const VOLUME_ASPECTS = ['encrypted', 'replicated'] as const;
export type VolumeAspect = (typeof VOLUME_ASPECTS)[number];

export interface VolumeMarker {
  /** As written; null without a marker. */
  readonly aspects: readonly string[] | null;
  /** Whether they are sorted, unique and known to the standard. A missing marker is valid. */
  readonly syntaxOk: boolean;
}

const MARKER = /^\[scs:([^[\]]*)\]/;

export function readVolumeMarker(description: string | null): VolumeMarker {
  const list = MARKER.exec(description ?? '')?.[1];
  if (list === undefined) return { aspects: null, syntaxOk: true };
  const aspects = list === '' ? [] : list.split(',').map((aspect) => aspect.trim());
  const syntaxOk = aspects.every(
    (aspect, index) =>
      (VOLUME_ASPECTS as readonly string[]).includes(aspect) && (index === 0 || (aspects[index - 1] ?? '') < aspect),
  );
  return { aspects, syntaxOk };
}

/** Cinder's own placeholder type. The type behind it may change, so it promises nothing. */
const DEFAULT_TYPE = '__default__';

/** True if the cloud declares it. Null if it declares nothing, which does not mean no. */
export function volumeAspects(
  type: Pick<VolumeTypeFacts, 'name' | 'description'>,
): Readonly<Record<VolumeAspect, true | null>> {
  const declared = type.name === DEFAULT_TYPE ? [] : (readVolumeMarker(type.description).aspects ?? []);
  return {
    encrypted: declared.includes('encrypted') || null,
    replicated: declared.includes('replicated') || null,
  };
}

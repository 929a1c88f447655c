// SPDX-License-Identifier: Apache-2.0
// The faults that a strategy's definition finds in its section, with their paths in the file.
import type { Contents, FieldFault } from '../schema/contents.ts';
import { type Kind, ofKind } from '../schema/kinds.ts';
import { at, type Fault } from './faults.ts';

/** What the definitions of both lists have in common. Each section is passed to the definition of its own kind. */
interface Definition extends Kind {
  readonly faults?: (written: never) => readonly FieldFault[];
  readonly contentFaults?: (written: never, contents: Contents) => readonly FieldFault[];
}

interface Section {
  readonly kind: string;
}

/** Faults against rules that concern several fields. A section without a valid kind has a fault already. */
export function sectionFaults(
  list: readonly Definition[],
  section: { readonly kind?: string | undefined } | undefined,
  path: string,
): Fault[] {
  if (section?.kind === undefined) return [];
  return placed(ofKind(list, section.kind).faults?.(section as never), path);
}

/** Faults in the content that its references point to. */
export const contentFaults = (
  list: readonly Definition[],
  section: Section,
  path: string,
  contents: Contents,
): Fault[] => placed(ofKind(list, section.kind).contentFaults?.(section as never, contents), path);

const placed = (faults: readonly FieldFault[] = [], path: string): Fault[] =>
  faults.map(({ field, reason }) => ({ path: field === '' ? path : at(path, field), reason }));

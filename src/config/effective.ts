// SPDX-License-Identifier: Apache-2.0
// A configuration file for other people's eyes: only what the schema knows and takes is left of it, with defaults, so that a
// secret that stands in the wrong place, an unknown field or a comment is not. References to secrets stay references.
import { parseDocument, stringify } from 'yaml';
import { CLOUD_KINDS } from '../adapters/kinds.ts';
import { liftNext } from './next.ts';
import { configSchemaOf } from './schema.ts';
import { type Pointer, walk } from './validate.ts';

export interface Effective {
  /** Durations are milliseconds. */
  readonly yaml: string;
  /** Paths of fields that were left out, without their values. */
  readonly leftOut: readonly string[];
  readonly pointers: readonly Pointer[];
}

/** Of the text of a file, which may be anything. */
export function effectiveConfig(text: string): Effective {
  const value = read(text);
  if (value === undefined) return { yaml: '', leftOut: ['the whole file: it is no YAML'], pointers: [] };
  const schema = configSchemaOf(CLOUD_KINDS);
  const lifted = liftNext(schema, value);
  const { sound, faults, pointers } = walk(schema, lifted.value);
  return {
    yaml: sound === undefined ? '' : stringify(sound),
    leftOut: [...faults, ...lifted.faults].map(({ path, reason }) => `${path === '' ? 'the file' : path}: ${reason}`),
    pointers,
  };
}

function read(text: string): unknown {
  try {
    const document = parseDocument(text, { prettyErrors: false });
    return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}

// SPDX-License-Identifier: Apache-2.0
// A schema as the walk reads it: JSON Schema, whether TypeBox has created it or not.

/** The keywords of JSON Schema that the walk evaluates, and two of our own. */
export interface Node {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Node;
  readonly patternProperties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  /** The value may be a secret that was sent in the wrong place, so no message repeats it. */
  readonly secret?: true;
  /** Converts a valid value, such as a duration into milliseconds. */
  readonly decode?: (value: string) => unknown;
}

export type Values = Readonly<Record<string, unknown>>;

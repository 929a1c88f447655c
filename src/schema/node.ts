// SPDX-License-Identifier: Apache-2.0
// A schema as the walk reads it: TypeBox's are JSON Schema, and so are those that are written down as such.

/** The words of JSON Schema that are followed here, and ours. */
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
  /** May be a secret that was sent in the wrong place: never repeated in a message. */
  readonly secret?: true;
  /** What a sound value becomes: a duration, its milliseconds. */
  readonly decode?: (value: string) => unknown;
}

export type Values = Readonly<Record<string, unknown>>;

// SPDX-License-Identifier: Apache-2.0
// Lists of definitions that `kind` distinguishes: the union in the schema and the lookup are derived from the list.
import Type, { type TLiteral, type TObject, type TUnion } from 'typebox';

export interface Kind<Name extends string = string, Schema extends TObject = TObject> {
  /** The value of `kind` in the configuration. */
  readonly kind: Name;
  /** Contains `kind` as a literal. */
  readonly schema: Schema;
}

/** What the schema of every kind contains. */
export type KindSchema<Name extends string> = TObject<{ kind: TLiteral<Name> }>;

type SchemasOf<List extends readonly Kind[]> = { -readonly [Index in keyof List]: List[Index]['schema'] };

export const unionOf = <const List extends readonly Kind[]>(
  list: List,
  about: { readonly description: string },
): TUnion<SchemasOf<List>> =>
  Type.Union(
    list.map(({ schema }) => schema),
    about,
  ) as unknown as TUnion<SchemasOf<List>>;

/** The definition of this kind. The schema has refused kinds that are not on the list. */
export function ofKind<Definition extends { readonly kind: string }>(
  list: readonly Definition[],
  kind: string,
): Definition {
  const found = list.find((definition) => definition.kind === kind);
  if (found === undefined) throw new TypeError(`no definition of the kind ${kind}`);
  return found;
}

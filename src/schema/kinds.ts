// SPDX-License-Identifier: Apache-2.0
// A list of definitions told apart by `kind`: the union in the schema and the look-up follow from the list.
import Type, { type TLiteral, type TObject, type TUnion } from 'typebox';

export interface Kind<Name extends string = string, Schema extends TObject = TObject> {
  /** As it is written in the configuration. */
  readonly kind: Name;
  /** Holds `kind` as a literal. */
  readonly schema: Schema;
}

/** What every schema of a kind has. */
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

/** The one of this kind. A kind that is not on the list has been refused by the schema. */
export function ofKind<Definition extends { readonly kind: string }>(
  list: readonly Definition[],
  kind: string,
): Definition {
  const found = list.find((definition) => definition.kind === kind);
  if (found === undefined) throw new TypeError(`no definition of the kind ${kind}`);
  return found;
}

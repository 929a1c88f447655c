// SPDX-License-Identifier: Apache-2.0
// What a normalised resource is: its schema and its operations, as data. Routes, the OpenAPI document, the reference
// page and the client are all generated from these definitions. To add one: a file in resources/, a line in its index,
// and one pure map in each adapter that has the resource.
import type { Static, TObject, TSchema } from 'typebox';
import type { ReferenceKind } from '../reference-cache.ts';

interface ActionDefinition {
  readonly summary: string;
  readonly description?: string;
  /** Absent: the request has no body. */
  readonly body?: TObject;
  /** What the action returns besides the item, as `result` (such as a console log). */
  readonly result?: TSchema;
  /** Read-only: exposed as GET (never POST) and never creates an operation. */
  readonly safe?: boolean;
  /** Whether doing it twice does no more than doing it once. */
  readonly repeatable?: boolean;
  /** The statuses that end the action. Absent: it has ended when the member has answered. */
  readonly until?: Until;
}

/** When a long-running operation has ended. `gone`: the object no longer exists. */
export interface Until {
  readonly done: readonly string[] | 'gone';
  readonly failed: readonly string[];
}

export interface ResourceDefinition {
  /** The path segment: `/scs/v1/{plural}`. */
  readonly plural: string;
  readonly singular: string;
  readonly about: string;
  /** Always an object with the common fields. */
  readonly item: TObject;
  /**
   * Query parameters besides cloud, region, project, name and status: name → schema. An item matches if its field of
   * that name is equal.
   */
  readonly filters?: Readonly<Record<string, TSchema>>;
  /** What its lists do not say of an object: they refuse to be filtered by it. */
  readonly unlisted?: readonly ('metadata' | 'createdAt')[];
  /** The body of a POST, without `cloud`, `region` and `project`, which every create takes. */
  readonly create?: TObject;
  readonly createUntil?: Until;
  /** The body of a PATCH: the fields to change. */
  readonly update?: TObject;
  readonly updateUntil?: Until;
  readonly remove?: { readonly until?: Until };
  readonly actions?: Readonly<Record<string, ActionDefinition>>;
  /** Set if responses may come from the reference cache. Never set for the state of instances. */
  readonly cached?: ReferenceKind;
  /** Example requests for the document. Tests replay them in order: what one creates, another refers to by name. */
  readonly example?: ExampleRequests;
}

interface ExampleRequests {
  /** Some of the list's own filters, as they appear in a URL. */
  readonly filters?: Readonly<Record<string, string>>;
  /** Without `cloud`. */
  readonly create?: Readonly<Record<string, unknown>>;
  readonly update?: Readonly<Record<string, unknown>>;
  /** By action: the body, or the query of a read-only action. */
  readonly actions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The fields that every item has, whatever its resource. */
export interface Item {
  readonly cloud: string;
  readonly region: string;
  readonly project: string | null;
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly createdAt: string | null;
}

export type ItemOf<D extends ResourceDefinition> = Static<D['item']>;
export type CreateOf<D extends ResourceDefinition> = D extends { readonly create: infer S extends TObject }
  ? Static<S>
  : never;
export type UpdateOf<D extends ResourceDefinition> = D extends { readonly update: infer S extends TObject }
  ? Static<S>
  : never;

/** Preserves the literal types, so that `ItemOf<typeof x>` knows every field. */
export const defineResource = <const D extends ResourceDefinition>(definition: D): D => definition;

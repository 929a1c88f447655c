// SPDX-License-Identifier: Apache-2.0
// What a normalised resource is: its schema and what can be done with it, as data. Routes, the OpenAPI document, the
// reference page and the client are all made from these definitions. To add one: a file in resources/, a line in its
// index, and one pure map in each adapter that has the resource.
import type { Static, TObject, TSchema } from 'typebox';
import type { ReferenceKind } from '../reference-cache.ts';

export interface ActionDefinition {
  readonly summary: string;
  readonly description?: string;
  /** Absent: the request has no body. */
  readonly body?: TObject;
  /** What the action gives back besides the item, as `result` (a console log). */
  readonly result?: TSchema;
  /** Reads only: offered by GET as well, and never makes an operation. */
  readonly safe?: boolean;
  /** The statuses that end it. Absent: it is done when the member has answered. */
  readonly until?: Until;
}

/** When a change that takes its time has come to its end. `gone`: the object is no longer there. */
export interface Until {
  readonly done: readonly string[] | 'gone';
  readonly failed: readonly string[];
}

export interface ResourceDefinition {
  /** The path segment: `/scs/v1/{plural}`. */
  readonly plural: string;
  readonly singular: string;
  readonly about: string;
  /** `type` is always an object with the common fields. */
  readonly item: TObject;
  /** Query parameters beside cloud, region, project, name and status: name → schema. The field of that name must equal. */
  readonly filters?: Readonly<Record<string, TSchema>>;
  /** The body of a POST, without `cloud`, `region`, `project`, which every create takes. */
  readonly create?: TObject;
  readonly createUntil?: Until;
  /** The body of a PATCH: only what is to change. */
  readonly update?: TObject;
  readonly updateUntil?: Until;
  readonly remove?: { readonly until?: Until };
  readonly actions?: Readonly<Record<string, ActionDefinition>>;
  /** Set where answers may come from the reference cache. Never for the state of instances. */
  readonly cached?: ReferenceKind;
  /** Example requests for the document. Tests replay them, so they fit together: what one creates, another calls by name. */
  readonly example?: ExampleRequests;
}

export interface ExampleRequests {
  /** Some of the list's own filters, as they stand in a URL. */
  readonly filters?: Readonly<Record<string, string>>;
  /** Without `cloud`. */
  readonly create?: Readonly<Record<string, unknown>>;
  readonly update?: Readonly<Record<string, unknown>>;
  /** By action: the body, or the query of one that only reads. */
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
  readonly created: string | null;
}

export type ItemOf<D extends ResourceDefinition> = Static<D['item']>;
export type CreateOf<D extends ResourceDefinition> = D extends { readonly create: infer S extends TObject }
  ? Static<S>
  : never;
export type UpdateOf<D extends ResourceDefinition> = D extends { readonly update: infer S extends TObject }
  ? Static<S>
  : never;

/** Keeps the literal types, so that `ItemOf<typeof x>` knows every field. */
export const defineResource = <const D extends ResourceDefinition>(definition: D): D => definition;

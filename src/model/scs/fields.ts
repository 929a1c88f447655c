// SPDX-License-Identifier: Apache-2.0
// The building blocks of the normalised resources' schemas. Each field states its origin: the OpenAPI document shows it
// as `x-source`, so that readers see which native field or standard a value comes from.
import Type, { type TSchema, type TSchemaOptions } from 'typebox';

/** Description and origin ("Nova: flavor.vcpus", "scs-0103: scs:cpu-type"), for a schema's options. */
export const from = (source: string, description: string): { description: string; 'x-source': string } => ({
  description,
  'x-source': source,
});

export const nullable = <T extends TSchema>(schema: T, options: TSchemaOptions = {}) =>
  Type.Union([schema, Type.Null()], options);

/** RFC 3339, UTC. Null if the member does not report it. */
export const time = (options: TSchemaOptions) => nullable(Type.String({ format: 'date-time' }), options);

/** A closed set; a native value outside it becomes `unknown`. */
export const oneOf = <const V extends string[]>(values: readonly [...V], options: TSchemaOptions = {}) =>
  Type.Enum([...values], options);

/** Yes, no, or `unknown` if the member does not declare it. Nothing is guessed. */
export const declared = (options: TSchemaOptions) => Type.Enum(['yes', 'no', 'unknown'], options);

/** The fields of every object. Each resource adds its own `status` (a closed set). */
export const common = {
  cloud: Type.String(from('configuration: clouds[].id', 'The member cloud that owns it.')),
  region: Type.String(from('catalogue: region, as the gateway names it', 'The region, as in `OS_REGION_NAME`.')),
  project: nullable(
    Type.String(),
    from(
      "native: project_id or tenant_id, in the gateway's ids",
      'Id of the project that owns it; null if it belongs to no project.',
    ),
  ),
  id: Type.String(from('native: id', 'Its id at the member; `{cloud}/{id}` identifies it across all clouds.')),
  name: Type.String(from('native: name', 'Its name; empty if it has none.')),
  created: time(from('native: created_at', 'When it was created.')),
};

/** The closed `status` of a resource. It always includes `unknown`. */
export const status = <const V extends string[]>(values: readonly [...V], source: string) =>
  Type.Enum([...values, 'unknown'], from(source, 'The status, from a closed set that is the same on every cloud.'));

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

/** Keys in one change: Nova's own default for an object. Each that is removed is a request to the cloud. */
const MOST_KEYS = 128;

/** A merge patch (RFC 7396) of metadata. `source`: where it is kept. */
export const metadataPatch = (source: string) =>
  Type.Record(Type.String({ minLength: 1, maxLength: 255 }), nullable(Type.String({ maxLength: 255 }), {}), {
    ...from(source, 'Metadata to add or to change; null removes a key. Other keys stay.'),
    maxProperties: MOST_KEYS,
  });

/** Metadata of a new object. */
export const metadataOfNew = (source: string) =>
  Type.Record(Type.String(), Type.String({ maxLength: 255 }), {
    ...from(source, 'Your metadata: keys and values.'),
    maxProperties: MOST_KEYS,
  });

/** Metadata as it is read. */
export const metadata = (source: string, description = 'Metadata of the owner: keys and values.') =>
  Type.Record(Type.String(), Type.String(), from(source, description));

/** Tags as they are read. */
export const tags = (source: string) =>
  Type.Array(Type.String(), from(source, 'Its tags, in the order of the alphabet.'));

/** What every service takes: Nova's 60 characters are the fewest; `/` and `,` have a meaning in URLs of Nova and Neutron. */
const TAG = { minLength: 1, maxLength: 60, pattern: '^[^/,]*$' };

const tagList = (source: string, description: string) =>
  Type.Array(Type.String(TAG), { maxItems: 50, ...from(source, description) });

/** Tags of a new object. */
export const tagsOfNew = (source: string) => tagList(source, 'Your tags.');

/** Tags in a change. */
export const tagsInstead = (source: string) =>
  tagList(source, 'Replaces all tags. The actions `add-tag` and `remove-tag` change one and leave the others.');

/** The actions of whatever carries tags. `what`: "a server". */
export const tagActions = (source: string, what: string) => {
  const body = Type.Object(
    { tag: Type.String({ ...TAG, ...from(source, 'The tag.') }) },
    { additionalProperties: false },
  );
  const more = { description: 'Its other tags stay.', repeatable: true, body };
  return {
    'add-tag': { summary: `Add a tag to ${what}`, ...more },
    'remove-tag': { summary: `Remove a tag from ${what}`, ...more },
  };
};

/** RFC 3339, UTC. Null if the member does not report it. */
export const time = (options: TSchemaOptions) => nullable(Type.String({ format: 'date-time' }), options);

/** A closed set; a native value outside it becomes `unknown`. */
export const oneOf = <const V extends string[]>(values: readonly [...V], options: TSchemaOptions = {}) =>
  Type.Enum([...values], options);

/** True, false, or null if the member does not declare it. Nothing is guessed. */
export const declared = (options: TSchemaOptions) => nullable(Type.Boolean(), options);

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
  createdAt: time(from('native: created_at', 'When it was created.')),
};

/** The closed `status` of a resource. It always includes `unknown`. */
export const status = <const V extends string[]>(values: readonly [...V], source: string) =>
  Type.Enum([...values, 'unknown'], from(source, 'The status, from a closed set that is the same on every cloud.'));

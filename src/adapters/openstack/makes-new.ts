// SPDX-License-Identifier: Apache-2.0
// Whether a native request makes a new object at a cloud, by its method and path: what a cloud in maintenance may refuse.
// Everything that names an object (an action, an attachment, a member of a pool, a console) is about what is there.
import { isUuid } from '../../model/uuid.ts';

export interface NativeRequest {
  readonly method: string;
  /** Official service type. */
  readonly service: string;
  /** The part after the service's segment, without the query. */
  readonly path: string;
}

/** Of people and not of what runs there; and uploads, whose parts are requests of their own that belong to one under way. */
const NEVER: ReadonlySet<string> = new Set(['identity', 'object-store']);

/** Of Cinder, Heat and others, whose paths begin with the project: `/v3/{project}/volumes`. */
const VERSION = /^v\d/;

export function makesNew({ method, service, path }: NativeRequest): boolean {
  if (method !== 'POST' || NEVER.has(service)) return false;
  const segments = path.split('/').filter((segment) => segment !== '');
  if (VERSION.test(segments[0] ?? '')) segments.shift();
  // A project's id is no object. What stands alone is one: `/v3/{id}` makes nothing either way.
  if (segments.length > 1 && isUuid(segments[0] ?? '')) segments.shift();
  return segments.length > 0 && !segments.some(isUuid) && segments.at(-1) !== 'action';
}

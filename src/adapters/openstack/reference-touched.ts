// SPDX-License-Identifier: Apache-2.0
// Which cached kind of a member's references a request changes, by its path; that kind is then purged. In doubt it
// purges: a purge costs one request to the member.
import type { ReferenceKind } from '../../model/reference-cache.ts';

export interface ChangingRequest {
  /** Official service type. */
  readonly service: string;
  /** The part after the service's segment, without the query. */
  readonly path: string;
  /** Present if it is JSON: it contains the name of an action. */
  readonly body?: string | undefined;
}

interface Row {
  readonly path: RegExp;
  readonly body?: RegExp;
  readonly kind: ReferenceKind;
}

/** Matches the version, and Cinder's project after it. */
const ROWS: Readonly<Record<string, readonly Row[]>> = {
  compute: [
    { path: /^\/v2[^/]*\/(?:[\da-f-]{32,36}\/)?flavors(?:\/|$)/, kind: 'flavors' },
    // An aggregate determines a zone, and disabling a service affects its zone.
    { path: /^\/v2[^/]*\/(?:[\da-f-]{32,36}\/)?os-(?:aggregates|services)(?:\/|$)/, kind: 'availability-zones' },
    { path: /^\/v2[^/]*\/(?:[\da-f-]{32,36}\/)?images(?:\/|$)/, kind: 'images' },
    { path: /\/servers\/[^/]+\/action\/?$/, body: /"(?:createImage|createBackup|shelve)"/, kind: 'images' },
  ],
  image: [{ path: /^\/v2[^/]*\/(?:images|tasks)(?:\/|$)/, kind: 'images' }],
  'block-storage': [
    { path: /^\/v[23][^/]*\/(?:[\da-f-]{32,36}\/)?types(?:\/|$)/, kind: 'volume-types' },
    { path: /^\/v[23][^/]*\/(?:[\da-f-]{32,36}\/)?os-services(?:\/|$)/, kind: 'availability-zones' },
    { path: /\/volumes\/[^/]+\/action\/?$/, body: /"os-volume_upload_image"/, kind: 'images' },
  ],
};

export function referenceTouched({ service, path, body }: ChangingRequest): ReferenceKind | undefined {
  return ROWS[service]?.find((row) => row.path.test(path) && (row.body === undefined || row.body.test(body ?? '')))
    ?.kind;
}

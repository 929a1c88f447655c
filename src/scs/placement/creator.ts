// SPDX-License-Identifier: Apache-2.0
// What makes an object: where it is to be made, and what comes of it.
import Type, { type TObject } from 'typebox';
import type { NativeObject } from '../../model/scs/adapter.ts';
import type { ScsCall } from '../call.ts';
import type { Source } from '../sources/source.ts';

/** What a create comes to: where, which object, and how that was decided. */
export interface Created {
  readonly source: Source;
  readonly found: NativeObject;
  readonly placement?: unknown;
}

export interface Creator {
  /** The whole body of the POST. */
  readonly body: TObject;
  /** `input`: what the body says. */
  create(call: ScsCall, input: unknown): Promise<Created>;
}

/** Where a new object is to be made. */
export const placeFields = {
  cloud: Type.String({ description: 'The member cloud.', examples: ['cloud-a'] }),
  region: Type.Optional(Type.String({ description: "The region. Default: the cloud's default region." })),
  project: Type.Optional(
    Type.String({
      description:
        'The project, by id, `domain/name` or name. Required only if the token is not scoped and you have several projects there.',
    }),
  ),
};

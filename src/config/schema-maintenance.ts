// SPDX-License-Identifier: Apache-2.0
// The part of the schema that says that a cloud or a cluster is in maintenance.
import Type from 'typebox';
import { momentOf, reasonFault } from '../model/maintenance.ts';
import { group, text } from '../schema/fields.ts';

const isReason = [
  (value: string) => reasonFault(value) === undefined,
  'must be one line of at most 200 characters, without control characters',
] as const;
const isMoment = [
  (value: string) => momentOf(value) !== undefined,
  'must be a moment with its offset, such as 2026-12-01T06:00:00Z',
] as const;

/** `what`: a cloud or a cluster. */
export const maintenance = (what: string) =>
  Type.Optional(
    group(
      {
        description: `Says that ${what} is in maintenance: users are told, and nothing is placed there any more that names no cloud. What is there goes on. \`scs-gateway member drain\` does the same without a change of this file.`,
      },
      {
        reason: text(
          { description: 'What is being done, for users.', examples: ['The storage is being replaced.'] },
          isReason,
        ),
        until: Type.Optional(
          text(
            {
              description:
                'When it will probably end, for users. It goes on until this section is taken out; past this time an alert says so.',
              examples: ['2026-12-01T06:00:00Z'],
            },
            isMoment,
          ),
        ),
        refuseCreates: Type.Boolean({
          description:
            'Whether what makes new objects there is answered with 503 and Retry-After. Reading, changing and deleting go on.',
          examples: [true],
          default: false,
        }),
      },
    ),
  );

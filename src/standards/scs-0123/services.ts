// SPDX-License-Identifier: Apache-2.0
// The services that an SCS cloud must offer (scs-0123-v1 as scope v5.1 tests it, and the draft v2), found by the
// literal types of the member's own catalog: the upstream test resolves no alias.
import { type CloudFacts, isUnknown } from '../facts.ts';
import { officialType } from '../service-types.ts';
import { fail, pass, some, unknown, type Verdict } from '../verdict.ts';

export interface MandatoryService {
  readonly type: string;
  /** The literal types that the test accepts. */
  readonly accepted: readonly string[];
  readonly testId: string;
  readonly v1: boolean;
  readonly v2: boolean;
}

const service = (type: string, v1 = true, v2 = true): MandatoryService => ({
  type,
  accepted: [type],
  testId: `scs-0123-service-${type}`,
  v1,
  v2,
});

export const MANDATORY_SERVICES: readonly MandatoryService[] = [
  service('compute'),
  service('identity'),
  service('image'),
  service('network'),
  service('load-balancer'),
  // Not in the text of v1, but in the test list of scope v5.1.
  service('placement', true, false),
  {
    type: 'block-storage',
    accepted: ['volume', 'volumev3', 'block-storage'],
    testId: 'scs-0123-storage-apis',
    v1: true,
    v2: true,
  },
  { ...service('object-store-s3', false), testId: 'scs-0123-service-s3' },
];

/** Other words for a type, beside its historical aliases: what scs-0123-v1 called some. */
const OTHER_WORDS = new Map([
  ['s3', 'object-store-s3'],
  ['billing', 'rating'],
]);

export function canonicalService(type: string): string {
  const word = type.toLowerCase();
  return OTHER_WORDS.get(word) ?? officialType(word);
}

export function checkService({ accepted }: MandatoryService, types: readonly string[]): Verdict {
  const found = accepted.filter((type) => types.includes(type));
  return found.length > 0
    ? pass(`in the catalogue as ${some(found)}`)
    : fail(`the catalogue has no ${accepted.join(', ')}`);
}

/** v1 requires S3 at the host of Swift, which then names the key that it does not know; without Swift the test passes. */
export function checkSwiftS3(types: readonly string[], answer: CloudFacts['s3AtSwift']): Verdict {
  if (!types.includes('object-store')) return pass('without an object-store in the catalogue nothing is asked for');
  if (answer === undefined || answer === null) return unknown('not checked');
  if (isUnknown(answer)) return unknown(answer.unknown);
  const { status, error } = answer;
  if (status < 300 && error === '') return fail('what answers at the host of the object store is not S3');
  return /InvalidAccessKeyId|NoSuchKey/.test(error)
    ? pass('the host of the object store answers as S3 does')
    : fail(`the host of the object store does not answer as S3 does: ${status} ${error.slice(0, 100)}`.trim());
}

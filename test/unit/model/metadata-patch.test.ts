// SPDX-License-Identifier: Apache-2.0
// Each key of metadata that is removed is one more request to the cloud, so that one call may not name any number.
import { expect, it } from 'vitest';
import { servers } from '../../../src/model/scs/resources/servers.ts';
import { volumes } from '../../../src/model/scs/resources/volumes.ts';
import { walk } from '../../../src/schema/walk.ts';

const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, key) => [`k${key}`, null]));

it.each([
  ['server', servers],
  ['volume', volumes],
])('a change of the metadata of a %s has a bound', (_, { update }) => {
  const findings = (count: number) =>
    walk(update as NonNullable<typeof update>, { metadata: keys(count) }, { unknown: 'refuse' }).findings;
  expect(findings(128)).toEqual([]);
  expect(findings(129)).toHaveLength(1);
});

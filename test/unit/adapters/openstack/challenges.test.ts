// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { challenges } from '../../../../src/adapters/openstack/index.ts';

const OURS = 'Keystone uri="https://gateway.example/identity/v3"';
const THEIRS = 'Keystone uri="https://keystone.cloud-a.example:5000"';

it.each<[given: string | string[] | undefined, seen: string[]]>([
  [undefined, [OURS]],
  [[], [OURS]],
  [THEIRS, [OURS]],
  ["keystone URI = 'http://10.0.0.1:5000/v3'", [OURS]],
  ['Swift realm="AUTH_x"', ['Swift realm="AUTH_x"']],
  [
    ['Swift realm="unknown"', THEIRS],
    ['Swift realm="unknown"', OURS],
  ],
  // In one line with others it is about the token as well, and names the member.
  [`Bearer, ${THEIRS}`, [OURS]],
  ['AWS4-HMAC-SHA256 realm="keystone"', ['AWS4-HMAC-SHA256 realm="keystone"']],
])('the challenge %j becomes %j', (given, seen) => {
  expect(challenges(given, OURS)).toEqual(seen);
});

// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { readBearer } from '../../../../src/federation/identity/read-bearer.ts';
import { ISSUER, segment } from './stand-in-issuer.ts';

const header = segment({ alg: 'ES256' });
const claims = segment({ iss: ISSUER });

it.each([
  ['a JWS', `${header}.${claims}.c2ln`, 'jws'],
  ['an opaque token', 'ory_at_9Yx-2~.abc/+==', 'opaque'],
  ['three segments that are no JSON', 'aaa.bbb.ccc', 'opaque'],
  ['a JWE', `${header}.a.b.c.d`, 'encrypted'],
  ['a header alone', header, 'malformed'],
  ['a JWS without its signature part', `${header}.${claims}`, 'malformed'],
  ['a JWS with an empty signature', `${header}.${claims}.`, 'malformed'],
  ['a payload that is no object', `${header}.${segment([ISSUER])}.c2ln`, 'malformed'],
  [
    'a payload in broken UTF-8',
    `${header}.${Buffer.from('{"iss":"\xff"}', 'latin1').toString('base64url')}.c2ln`,
    'malformed',
  ],
  ['no issuer', `${header}.${segment({})}.c2ln`, 'issuer'],
  ['nothing', '', 'malformed'],
  ['a blank inside', 'a b', 'malformed'],
  ['a line break at the end', 'abc\n', 'malformed'],
  ['one character too many', 'a'.repeat(16 * 1024 + 1), 'tooLarge'],
])('tells what it is: %s', (_, token, expected) => {
  const read = readBearer(token);
  expect(read.ok ? read.value.kind : read.reason).toBe(expected);
});

// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { parseTokenRequest } from '../../../../../src/gateway/surfaces/identity/auth-request.ts';
import { METHODS as ALL } from '../../../../../src/gateway/surfaces/identity/methods/index.ts';
import { GatewayError } from '../../../../../src/model/errors.ts';

/** Where no user domain has anybody who judges passwords. */
const METHODS = ALL.filter(({ name }) => name !== 'password');
const WAYS = { sentence: 'Log in elsewhere.', methods: ['token', 'openid'] };
const token = { methods: ['token'], token: { id: 'gw' } };
/** What is asked, as one object. */
const read = (body: Record<string, unknown>) => {
  const { method, given, ...scope } = parseTokenRequest(body, METHODS, () => WAYS);
  return { method: method.name, ...(given as object), ...scope };
};
const parse = (scope: unknown) => read({ auth: { identity: token, scope } });

/** Keystone appends this to every missing part. */
const HINT =
  'The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.';

function refusal(body: Record<string, unknown>): { status: number; message: string } {
  try {
    parseTokenRequest(body, METHODS, () => WAYS);
  } catch (error) {
    if (error instanceof GatewayError) return { status: error.status, message: error.message };
    throw error;
  }
  throw new Error('it was accepted');
}

test.each([
  ['a project by id', { project: { id: 'p1' } }, { kind: 'project', id: 'p1' }],
  [
    'a project by name and domain name',
    { project: { name: 'p', domain: { name: 'd' } } },
    { kind: 'project', name: 'p', domain: { name: 'd' } },
  ],
  [
    'a project by name and domain id, with an id that the name beats',
    { project: { id: 'other', name: 'p', domain: { id: 'default' } } },
    { kind: 'project', name: 'p', domain: { id: 'default' } },
  ],
  ['a domain by id', { domain: { id: 'default' } }, { kind: 'domain', id: 'default' }],
  ['a domain by name', { domain: { name: 'd' } }, { kind: 'domain', name: 'd' }],
  ['the system', { system: { all: true } }, { kind: 'system' }],
  ['the string "unscoped"', 'unscoped', { kind: 'unscoped' }],
  ['the object that old keystoneauth sends for unscoped', { unscoped: {} }, { kind: 'unscoped' }],
])('reads %s as a scope', (_name, scope, expected) => {
  expect(parse(scope)).toEqual({ method: 'token', token: 'gw', scope: expected });
});

test('leaves the scope out where the client does', () => {
  expect(read({ auth: { identity: token } })).toEqual({ method: 'token', token: 'gw' });
});

test('takes a method that is named twice as one, as Keystone does', () => {
  const identity = { ...token, methods: ['token', 'token'] };
  expect(read({ auth: { identity } })).toEqual({ method: 'token', token: 'gw' });
});

// Each message is what Keystone 22 answered to the same body, without the schema dump that follows it there.
test.each([
  [{}, `Expecting to find auth in request body. ${HINT}`],
  [{ auth: null }, `Expecting to find auth in request body. ${HINT}`],
  [{ auth: {} }, "'identity' is a required property"],
  [{ auth: { identity: {} } }, "Invalid input for field 'identity': 'methods' is a required property"],
  // What is there comes before what is missing (python-jsonschema takes `properties` before `required`, as Keystone has it).
  [{ auth: { scope: 3 } }, "Invalid input for field 'scope': 3 is not of type 'object', 'string'"],
  [
    { auth: { identity: { methods: 'token' } } },
    "Invalid input for field 'identity/methods': 'token' is not of type 'array'",
  ],
  [{ auth: { identity: { methods: [3] } } }, "Invalid input for field 'identity/methods/0': 3 is not of type 'string'"],
  [{ auth: { identity: { methods: ['token'] } } }, `Expecting to find token in identity. ${HINT}`],
  [
    { auth: { identity: { methods: ['token'], token: {} } } },
    "Invalid input for field 'identity/token': 'id' is a required property",
  ],
])('refuses the body %j with 400 in Keystone’s words', (body, message) => {
  expect(refusal(body)).toEqual({ status: 400, message });
});

test.each([
  ['x', `Expecting to find system, project, domain, OS-TRUST:trust or unscoped in scope. ${HINT}`],
  [{}, `Expecting to find system, project, domain, OS-TRUST:trust or unscoped in scope. ${HINT}`],
  [{ foo: {} }, `Expecting to find system, project, domain, OS-TRUST:trust or unscoped in scope. ${HINT}`],
  [
    { project: { id: 'p' }, domain: { id: 'd' } },
    `Expecting to find system, project, domain, OS-TRUST:trust or unscoped in scope. ${HINT}`,
  ],
  [3, "Invalid input for field 'scope': 3 is not of type 'object', 'string'"],
  [[], "Invalid input for field 'scope': [] is not of type 'object', 'string'"],
  [null, "Invalid input for field 'scope': None is not of type 'object', 'string'"],
  [{ project: 'x' }, "Invalid input for field 'scope/project': 'x' is not of type 'object'"],
  [{ project: {} }, 'Invalid input for field scope/project: id or name must be present.'],
  [{ project: { id: 3 } }, "Invalid input for field 'scope/project/id': 3 is not of type 'string'"],
  [{ project: { name: 'x' } }, `Expecting to find domain in project. ${HINT}`],
  [{ project: { name: 'x', domain: {} } }, 'Invalid input for field scope/project/domain: id or name must be present.'],
  [{ domain: {} }, 'Invalid input for field scope/domain: id or name must be present.'],
  [{ system: { all: 'x' } }, "Invalid input for field 'scope/system/all': 'x' is not of type 'boolean'"],
  [{ 'OS-TRUST:trust': {} }, `Expecting to find trust_id in trust. ${HINT}`],
])('refuses the scope %j with 400 in Keystone’s words', (scope, message) => {
  expect(refusal({ auth: { identity: token, scope } })).toEqual({ status: 400, message });
});

test.each(['password', 'totp'])('says that logins are federated to the method %s', (method) => {
  const identity = { methods: [method], [method]: { user: { id: 'x', password: 'secret' } } };
  const { status, message } = refusal({ auth: { identity } });
  expect(status).toBe(401);
  expect(message).toContain(`does not accept the method ${method}`);
});

test('refuses a method that nobody knows as Keystone does', () => {
  expect(refusal({ auth: { identity: { methods: ['nope'], nope: {} } } })).toEqual({
    status: 401,
    message: 'Attempted to authenticate with an unsupported method.',
  });
});

test('refuses an empty list of methods with 401', () => {
  expect(refusal({ auth: { identity: { methods: [] } } }).status).toBe(401);
});

test('refuses token together with another method: nothing would check the other', () => {
  const identity = { methods: ['token', 'password'], token: { id: 'gw' }, password: {} };
  expect(refusal({ auth: { identity } }).status).toBe(401);
});

test('does not take what only a prototype has for a part of the body', () => {
  const identity = { methods: ['constructor'] };
  expect(refusal({ auth: { identity } })).toEqual({
    status: 400,
    message: `Expecting to find constructor in identity. ${HINT}`,
  });
});

test('never repeats a secret that stands in the wrong place', () => {
  for (const identity of [
    's3cret',
    { methods: ['token'], token: 's3cret' },
    { methods: ['token'], token: { id: ['s3cret'] } },
  ]) {
    expect(refusal({ auth: { identity } }).message).not.toContain('s3cret');
  }
  expect(refusal({ auth: 's3cret' }).message).not.toContain('s3cret');
});

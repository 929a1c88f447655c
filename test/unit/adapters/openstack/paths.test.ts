// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { isVersionDocument, requestTreatment, treatment } from '../../../../src/adapters/openstack/index.ts';

const answer = (service: string, path: string, status: number, contentType?: string) =>
  treatment({ service, method: 'GET', path, status, contentType });
const request = (service: string, path: string, contentType?: string) =>
  requestTreatment({ service, method: 'PUT', path, contentType });

describe('an answer’s body', () => {
  test.each([
    ['compute', '/v2.1/servers', 200, 'application/json', 'json'],
    ['compute', '/v2.1/servers', 200, 'application/json; charset=UTF-8', 'json'],
    ['identity', '/v3', 200, 'application/json-home', 'json'],
    ['image', '/v2/images', 200, 'application/vnd.openstack.images+json', 'json'],
    ['image', '/', 300, 'application/json', 'json'],
    ['compute', '/v2.1/servers/1', 404, 'application/json; charset=UTF-8', 'text'],
    ['image', '/v2/images/1', 404, 'text/html; charset=UTF-8', 'text'],
    ['image', '/v2/images/1', 404, undefined, 'text'],
    ['compute', '/v2.1', 302, 'text/html', 'text'],
    ['network', '/v2.0/networks', 500, 'application/xhtml+xml', 'text'],
    ['network', '/v2.0/networks', 500, 'application/octet-stream', 'opaque'],
    ['compute', '/v2.1/servers', 200, 'text/html', 'opaque'],
    ['compute', '/v2.1/servers', 202, undefined, 'opaque'],
    ['image', '/v2/images/1/file', 200, 'application/octet-stream', 'opaque'],
    ['image', '/v2/images/1/file', 206, 'application/json', 'opaque'],
    ['image', '/v2/images/1/file', 404, 'text/html', 'text'],
    ['image', '/v2/images/file', 200, 'application/json', 'json'],
    ['object-store', '/v1/AUTH_1/c/o.json', 200, 'application/json', 'opaque'],
    ['object-store', '/v1/AUTH_1', 200, 'application/json; charset=utf-8', 'opaque'],
    ['object-store', '/v1/AUTH_1/c', 404, 'text/html; charset=UTF-8', 'text'],
    ['object-store', '/v1/AUTH_1/c', 409, 'application/json', 'text'],
    ['key-manager', '/v1/secrets/1/payload', 200, 'application/json', 'opaque'],
    ['key-manager', '/v1/secrets/1/payload', 404, 'application/json', 'text'],
    ['key-manager', '/v1/secrets/1', 200, 'application/json', 'json'],
  ])('of %s%s %i %s is %s', (service, path, status, contentType, expected) => {
    expect(answer(service, path, status, contentType)).toBe(expected);
  });
});

describe('a request’s body', () => {
  test.each([
    ['compute', '/v2.1/servers', 'application/json', 'json'],
    ['image', '/v2/images/1', 'application/openstack-images-v2.1-json-patch', 'json'],
    ['image', '/v2/images/1/file', 'application/octet-stream', 'opaque'],
    ['image', '/v2/images/1/file', 'application/json', 'opaque'],
    ['image', '/v2/images/1/stage', 'application/json', 'opaque'],
    ['object-store', '/v1/AUTH_1/c/o', 'application/json', 'opaque'],
    ['key-manager', '/v1/secrets/1/payload', 'application/json', 'opaque'],
    ['key-manager', '/v1/secrets', 'application/json', 'json'],
    ['compute', '/v2.1/servers', undefined, 'maybe'],
    ['compute', '/v2.1/servers', '', 'maybe'],
    ['compute', '/v2.1/servers', 'text/plain; charset=utf-8', 'maybe'],
    ['compute', '/v2.1/servers', 'application/x-www-form-urlencoded', 'opaque'],
    ['network', '/v2.0/networks', 'application/x-www-form-urlencoded', 'maybe'],
    ['image', '/v2/images', 'false', 'maybe'],
    ['image', '/v2/images', 'application/octet-stream', 'opaque'],
    ['key-manager', '/v1/secrets/1', 'text/plain', 'opaque'],
    ['object-store', '/v1/AUTH_1/c/o', undefined, 'opaque'],
  ])('to %s%s %s is %s', (service, path, contentType, expected) => {
    expect(request(service, path, contentType)).toBe(expected);
  });
});

describe('a version document', () => {
  test.each(['', '/', '/v2.1', '/v2.1/', '/v2', '/v3/', '/versions', '/versions/'])('"%s" is one', (rest) => {
    expect(isVersionDocument('GET', rest)).toBe(true);
    expect(isVersionDocument('HEAD', rest)).toBe(true);
    expect(isVersionDocument('POST', rest)).toBe(false);
  });

  test.each(['/v2.1/servers', '/v1/AUTH_1', '/servers', '//', '/v2.1//', '/v2.1/../x', '/version'])(
    '"%s" is none',
    (rest) => {
      expect(isVersionDocument('GET', rest)).toBe(false);
    },
  );
});

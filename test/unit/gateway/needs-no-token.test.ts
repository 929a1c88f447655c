// SPDX-License-Identifier: Apache-2.0
// The one rule of what needs no token, as docs/catalogue-and-lens.md has it. What is missing here was 401 once where the
// member itself answers everybody; what is refused here stays so.
import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { clusterWithoutToken, serviceWithoutToken } from '../../../src/gateway/needs-no-token.ts';

const asked = (method: string, headers: Record<string, string> = {}): IncomingMessage =>
  ({ method, headers, httpVersionMajor: 1 }) as unknown as IncomingMessage;
const PREFLIGHT = { origin: 'https://site.example', 'access-control-request-method': 'PUT' };
const FORM = { 'content-type': 'multipart/form-data; boundary=x' };
const SIG = 'temp_url_sig=ab&temp_url_expires=1';

describe('of a service', () => {
  test.each<[string, string, string, string | undefined, string, Record<string, string>?]>([
    ['GET', 'image', '', undefined, 'versions'],
    ['GET', 'compute', '/v2.1/', undefined, 'versions'],
    ['GET', 'image', '/healthcheck', undefined, 'health'],
    ['HEAD', 'network', '/healthcheck', undefined, 'health'],
    ['GET', 'block-storage', '/healthcheck/', 'x=1', 'health'],
    ['GET', 'object-store', '/healthcheck', undefined, 'health'],
    ['GET', 'object-store', '/info', undefined, 'info'],
    ['HEAD', 'object-store', '/info', 'swiftinfo_sig=a', 'info'],
    ['GET', 'object-store', '/v1/AUTH_a/c/o', undefined, 'object'],
    ['HEAD', 'object-store', '/v1/AUTH_a/c', 'format=json', 'object'],
    ['GET', 'object-store', '/v1/AUTH_a/c/o', SIG, 'temporaryUrl'],
    ['PUT', 'object-store', '/v1/AUTH_a/c/o', `filename=x&${SIG}`, 'temporaryUrl'],
    ['DELETE', 'object-store', '/v1/AUTH_a/c/o', 'temp_url_expires=1', 'temporaryUrl'],
    ['POST', 'object-store', '/v1/AUTH_a/c/p', undefined, 'form', FORM],
    ['OPTIONS', 'object-store', '/v1/AUTH_a/c/o', undefined, 'preflight', PREFLIGHT],
    ['PUT', 's3', '/bucket/key', undefined, 'signature', { authorization: 'AWS4-HMAC-SHA256 Credential=a' }],
    ['GET', 's3', '/', undefined, 'signature', { authorization: 'AWS a:b' }],
    ['PUT', 's3', '/bucket/key', 'X-Amz-Algorithm=a&X-Amz-Signature=b', 'signature'],
    ['GET', 's3', '/bucket/key', undefined, 'object'],
    ['OPTIONS', 'compute', '/v2.1/servers', undefined, 'preflight', PREFLIGHT],
  ])('%s of %s %s?%s needs none: %s', (method, type, rest, query, why, headers) => {
    expect(serviceWithoutToken(asked(method, headers), type, rest, query)).toBe(why);
  });

  test.each<[string, string, string, (string | undefined)?, Record<string, string>?]>([
    ['POST', 'image', '/healthcheck'],
    ['GET', 'image', '/healthcheck/x'],
    ['GET', 'image', '/v2/healthcheck'],
    ['GET', 'image', '/info'],
    ['GET', 'compute', '/v2.1/servers', SIG],
    ['GET', 'image', '/v1/AUTH_a/c/o'],
    ['PUT', 'object-store', '/v1/AUTH_a/c/o', 'x=temp_url_sig=1'],
    ['PUT', 'object-store', '/v1/AUTH_a/c/o'],
    ['DELETE', 'object-store', '/v1/AUTH_a/c/o'],
    ['COPY', 'object-store', '/v1/AUTH_a/c/o'],
    ['POST', 'object-store', '/v1/AUTH_a/c', undefined, { 'content-type': 'text/plain' }],
    ['POST', 'object-store', '/', SIG],
    ['POST', 'object-store', '/endpoints/AUTH_a', undefined, FORM],
    ['GET', 'object-store', '/recon/async'],
    ['PUT', 's3', '/bucket/key'],
    ['PUT', 's3', '/bucket/key', undefined, { authorization: 'Basic AWS4-HMAC-SHA256 ' }],
    ['GET', 'compute', '/v2.1/servers', undefined, { authorization: 'AWS4-HMAC-SHA256 Credential=a' }],
    ['OPTIONS', 'compute', '/v2.1/servers', undefined, { origin: 'https://site.example' }],
    ['OPTIONS', 'compute', '/v2.1/servers', undefined, { ...PREFLIGHT, 'content-length': '1' }],
    ['POST', 'compute', '/v2.1/servers', undefined, PREFLIGHT],
  ])('%s of %s %s?%s needs one', (method, type, rest, query, headers) => {
    expect(serviceWithoutToken(asked(method, headers), type, rest, query)).toBeUndefined();
  });
});

describe('of a cluster', () => {
  test.each([
    '/version',
    '/version/',
    '/healthz',
    '/livez',
    '/readyz',
    '/.well-known/openid-configuration',
    '/openid/v1/jwks',
  ])('%s needs none', (rest) => {
    expect(clusterWithoutToken(asked('GET'), rest)).toBe('cluster');
    expect(clusterWithoutToken(asked('HEAD'), rest)).toBe('cluster');
    expect(clusterWithoutToken(asked('POST'), rest)).toBeUndefined();
  });

  test.each([
    '/',
    '/api',
    '/apis',
    '/metrics',
    '/healthz/etcd',
    '/versions',
    '/openid/v1/jwks/x',
    '/api/v1/namespaces',
  ])('%s needs one, but for a preflight', (rest) => {
    expect(clusterWithoutToken(asked('GET'), rest)).toBeUndefined();
    expect(clusterWithoutToken(asked('OPTIONS'), rest)).toBeUndefined();
    expect(clusterWithoutToken(asked('OPTIONS', PREFLIGHT), rest)).toBe('preflight');
  });
});

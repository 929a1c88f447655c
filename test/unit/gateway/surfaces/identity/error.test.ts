// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fromFastify, renderKeystoneError } from '../../../../../src/gateway/surfaces/identity/error.ts';
import { GatewayError } from '../../../../../src/model/errors.ts';

const V3 = 'https://g/identity/v3';

test('gives the 401 that Keystone gives, naming the gateway', () => {
  const keystone = JSON.parse(readFileSync(new URL('fixtures/keystone-no-token.json', import.meta.url), 'utf8'));
  const rendered = renderKeystoneError(new GatewayError('unauthorized', { detail: 'expired' }), V3);
  expect(rendered.status).toBe(keystone.status);
  expect(rendered.body).toEqual(keystone.body);
  expect(rendered.headers).toEqual({ 'www-authenticate': `Keystone uri="${V3}"` });
});

test('says when to come back, in whole seconds, where the row knows', () => {
  const rendered = renderKeystoneError(new GatewayError('issuerUnavailable', { retryAfter: 7 }), V3);
  expect(rendered).toMatchObject({ status: 503, headers: { 'retry-after': '7' } });
  expect(rendered.body.error.title).toBe('Service Unavailable');
});

test('shows nothing of an unexpected failure', () => {
  const rendered = renderKeystoneError(fromFastify(new Error('connect ECONNREFUSED 10.0.0.7:5000')), V3);
  expect(rendered.status).toBe(500);
  expect(JSON.stringify(rendered)).not.toContain('10.0.0.7');
});

test.each([
  [413, 413, 'Request Entity Too Large'],
  [415, 400, 'Bad Request'],
  [431, 431, 'Request Header Fields Too Large'],
  [404, 404, 'Not Found'],
])('maps Fastify’s own %i to %i', (from, status, title) => {
  const error = Object.assign(new Error('FST'), { statusCode: from });
  expect(renderKeystoneError(fromFastify(error), V3).body.error).toMatchObject({ code: status, title });
});

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { errorBody } from '../../../../src/adapters/openstack/index.ts';
import { GatewayError } from '../../../../src/model/errors.ts';
import { sample } from './samples.ts';

const body = (service: string, error: GatewayError) => JSON.parse(errorBody(service, error, 'req-1').body);
/** Keys and types of a JSON value, to hold our errors to the shape of real ones. */
const shape = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .map(([key, inner]) => [key, shape(inner)] as const)
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      )
    : typeof value;

describe('the gateway’s errors', () => {
  const missing = new GatewayError('notFound');
  const busy = new GatewayError('memberBusy', { detail: 'http://127.0.0.3:5000 refused' });

  test('have the shape of the real service’s', () => {
    expect(shape(body('compute', missing))).toEqual(shape(sample('cloud-a', 'nova-404').body));
    expect(shape(body('network', missing))).toEqual(shape(sample('cloud-b', 'neutron-404').body));
    expect(shape(body('identity', new GatewayError('unauthorized')))).toEqual(
      shape(sample('cloud-a', 'token-bad-password').body),
    );
    expect(shape(body('compute', new GatewayError('unauthorized')))).toEqual(
      shape(sample('cloud-b', 'nova-no-token').body),
    );
  });

  test('are Nova’s faults for compute, volumes and shares', () => {
    for (const service of ['compute', 'block-storage', 'shared-file-system']) {
      expect(body(service, busy)).toEqual({ serviceUnavailable: { code: 503, message: busy.message } });
      expect(body(service, new GatewayError('memberTimeout'))).toHaveProperty('computeFault.code', 504);
      expect(body(service, new GatewayError('tooLarge'))).toHaveProperty('overLimit.code', 413);
    }
  });

  test('tell how long to wait where Nova’s own limits did', () => {
    const { message, ...limited } = { message: 'Too much.', retryAfter: 12 };
    const error = new GatewayError('rateLimited', { message, ...limited });
    for (const service of ['compute', 'block-storage', 'shared-file-system'])
      expect(body(service, error)).toEqual({ overLimit: { code: 429, message, retryAfter: '12' } });
    expect(body('network', error)).toEqual({ NeutronError: { type: 'HTTPTooManyRequests', message, detail: '' } });
    expect(body('image', error)).toEqual({ error: { code: 429, title: 'Too Many Requests', message } });
    expect(body('compute', new GatewayError('memberFull', limited))).toEqual({
      serviceUnavailable: { code: 503, message: new GatewayError('memberFull').message },
    });
  });

  test('speak Neutron’s, Octavia’s, Placement’s and Keystone’s words', () => {
    const { message } = busy;
    expect(body('network', busy)).toEqual({ NeutronError: { type: 'HTTPServiceUnavailable', message, detail: '' } });
    expect(body('load-balancer', busy)).toEqual({ faultcode: 'Server', faultstring: message, debuginfo: null });
    expect(body('placement', busy)).toEqual({
      errors: [{ status: 503, title: 'Service Unavailable', detail: message, request_id: 'req-1' }],
    });
    for (const service of ['identity', 'image', 'something-own']) {
      expect(body(service, busy)).toEqual({ error: { code: 503, title: 'Service Unavailable', message } });
    }
  });

  test('are XML for S3, with a code that its clients know', () => {
    const message = 'a & b <c>';
    for (const [error, code] of [
      [new GatewayError('signedElsewhere', { message }), 'SignatureDoesNotMatch'],
      [new GatewayError('unauthorized', { message }), 'AccessDenied'],
      [new GatewayError('rateLimited', { message }), 'SlowDown'],
      [new GatewayError('memberBusy', { message }), 'ServiceUnavailable'],
      [new GatewayError('badTarget', { message }), 'InvalidRequest'],
    ] as const)
      expect(errorBody('s3', error, 'req-1')).toEqual({
        contentType: 'application/xml',
        body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>a &amp; b &lt;c&gt;</Message><RequestId>req-1</RequestId></Error>`,
      });
  });

  test('never carry the detail that is for the log', () => {
    for (const service of ['compute', 'network', 'placement', 'load-balancer', 'image']) {
      expect(errorBody(service, busy, 'req-1').body).not.toContain('127.0.0.3');
      expect(errorBody(service, busy, 'req-1').contentType).toBe('application/json');
    }
  });
});

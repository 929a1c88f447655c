// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { identityRoot, splitEndpoint } from '../../../../src/adapters/openstack/endpoint-url.ts';
import { connectTo } from '../../../../src/model/connect-to.ts';

describe('an endpoint URL', () => {
  test.each([
    ['http://127.0.0.2:8776/v3/PID', 'http://127.0.0.2:8776', '/v3/PID'],
    ['http://127.0.0.3:5000/compute/v2.1', 'http://127.0.0.3:5000/compute', '/v2.1'],
    ['http://127.0.0.2:8888/v1/AUTH_PID', 'http://127.0.0.2:8888', '/v1/AUTH_PID'],
    ['http://127.0.0.3:5000/networking', 'http://127.0.0.3:5000/networking', ''],
    ['http://127.0.0.3:5000/networking/', 'http://127.0.0.3:5000/networking', '/'],
    ['http://127.0.0.2:9292', 'http://127.0.0.2:9292', ''],
    ['http://127.0.0.2:9292/', 'http://127.0.0.2:9292', '/'],
    ['https://s3.example/swift/v1/AUTH_PID/', 'https://s3.example/swift', '/v1/AUTH_PID/'],
    ['https://cloud.example/v2/compute/v2.1/', 'https://cloud.example/v2/compute', '/v2.1/'],
    ['https://[fd00::1]:8774/v2.1', 'https://[fd00::1]:8774', '/v2.1'],
    ['https://v2.example/image', 'https://v2.example/image', ''],
  ])('%s is %s and %s', (url, root, suffix) => {
    expect(splitEndpoint(url)).toEqual({ root, suffix });
  });

  test.each(['', 'swift', '/v2', 'ftp://127.0.0.2/v2', 'http:///v2'])('"%s" is none', (url) => {
    expect(splitEndpoint(url)).toBeUndefined();
  });

  test('of Keystone loses its version', () => {
    expect(identityRoot('http://127.0.0.3:5000/identity/v3')).toBe('http://127.0.0.3:5000/identity');
    expect(identityRoot('http://127.0.0.2:5000/v3/')).toBe('http://127.0.0.2:5000');
  });
});

describe('a root to connect to', () => {
  test.each([
    ['http://127.0.0.2:8774', 'http://127.0.0.2:8774', ''],
    ['http://127.0.0.3:5000/compute', 'http://127.0.0.3:5000', '/compute'],
    ['https://nova.cloud-a.example:443', 'https://nova.cloud-a.example', ''],
    ['https://Nova.Cloud-A.example:443/compute', 'https://nova.cloud-a.example', '/compute'],
    ['http://[::1]:80/a/b/', 'http://[::1]', '/a/b'],
  ])('%s is taken apart into origin and prefix', (root, origin, prefix) => {
    expect(connectTo(root)).toEqual({ origin, prefix });
  });
});

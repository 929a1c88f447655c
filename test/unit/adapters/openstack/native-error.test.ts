// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nativeCode, nativeMessage } from '../../../../src/adapters/openstack/native-error.ts';

function sample(cloud: string, name: string): { status: number; text: string } {
  const file = new URL(`../../../fixtures/openstack/${cloud}/${name}.json`, import.meta.url);
  const { status, body } = JSON.parse(readFileSync(file, 'utf8'));
  return { status, text: typeof body === 'string' ? body : JSON.stringify(body) };
}
const NONE = '00000000-0000-0000-0000-000000000000';

describe('what a service says of a failure', () => {
  it.each([
    ['nova-404', `Instance ${NONE} could not be found.`],
    ['neutron-404', `Network ${NONE} could not be found.`],
    ['glance-404', `No image found with ID ${NONE}`],
    ['swift-404', 'The resource could not be found.'],
    ['nova-bad-microversion', 'Version 2.999 is not supported by the API. Minimum is 2.1 and maximum is 2.93.'],
    ['keystone-no-token', 'The request you have made requires authentication.'],
  ])('is read from the answer %s', (name, message) => {
    for (const cloud of ['cloud-a', 'cloud-b']) {
      const { status, text } = sample(cloud, name);
      expect(nativeMessage(status, text)).toBe(message);
    }
  });

  // As the services' sources and API references have them.
  it.each([
    ['{"faultcode":"Client","faultstring":"Quota has been met","debuginfo":null}', 'Quota has been met'],
    ['{"errors":[{"status":409,"title":"Conflict","detail":"There was a conflict"}]}', 'There was a conflict'],
    ['{"NeutronError":"Not allowed"}', 'Not allowed'],
    ['{"code":404,"type":"zone_not_found","message":"Could not find Zone"}', 'Could not find Zone'],
    ['{"title":"Not Found","description":"Secret not found.","code":404}', 'Secret not found.'],
    ['{"kind":"Status","status":"Failure","message":"pods is forbidden","code":403}', 'pods is forbidden'],
    ['{"error":{"message":"Template error","type":"X"},"code":400,"explanation":"bad"}', 'bad'],
    [
      '{"message":"No image found with ID 1<br /><br />\\n\\n\\n","code":"404 Not Found","title":"Not Found"}',
      'No image found with ID 1',
    ],
    ['"just a text"', 'just a text'],
    [
      '<html><body><h1>503 Service Unavailable</h1>\nNo server is available.\n</body></html>',
      'No server is available.',
    ],
    ['<h1>Not Found</h1>', 'Not Found'],
    ['a &lt; b', 'a &lt; b'],
    ['', 'Conflict'],
    ['{}', 'Conflict'],
    ['[]', 'Conflict'],
    ['null', 'Conflict'],
    ['{"badRequest":{"message":"two\\nlines\\u0000"}}', 'two lines'],
  ])('is read from %s', (text, message) => {
    expect(nativeMessage(409, text)).toBe(message);
  });

  it('is cut where it goes on for ever', () => {
    expect(nativeMessage(400, 'x'.repeat(100_000)).length).toBeLessThan(1_000);
  });

  it.each(['<a', '<script', '<title <style ', '<h1>', '&lt', '</h1'])(
    'is found in a page of thousands of %s as soon as in any other',
    (start) => {
      const page = start.repeat(100_000);
      const before = process.threadCpuUsage();
      for (let n = 0; n < 20; n++) nativeMessage(400, page);
      const { user, system } = process.threadCpuUsage(before);
      // Some 10 ms; where each start is followed to the end of the page it was 500 to 1,500.
      expect((user + system) / 1_000).toBeLessThan(250);
    },
  );
});

describe('a failure of a service', () => {
  it.each([
    [400, 'x', 'nativeBadRequest'],
    [401, '401 Unauthorized: Temp URL invalid', 'nativeForbidden'],
    [403, "Policy doesn't allow this to be performed.", 'nativeForbidden'],
    [403, 'Quota exceeded for cores: Requested 8, but already used 8 of 10 cores', 'nativeQuota'],
    [413, 'VolumeLimitExceeded: Maximum number of volumes allowed (10) exceeded for quota "volumes".', 'nativeQuota'],
    [409, "Quota exceeded for resources: ['network'].", 'nativeQuota'],
    [413, 'This request was rate-limited.', 'nativeLimited'],
    [429, 'slow down', 'nativeLimited'],
    [404, 'x', 'nativeNotFound'],
    [410, 'x', 'nativeNotFound'],
    [409, 'x', 'nativeConflict'],
    [412, 'x', 'nativeConflict'],
    [406, 'x', 'nativeBadRequest'],
    [500, 'x', 'nativeFailed'],
    [503, 'Quota exceeded', 'nativeFailed'],
  ])('with %i and "%s" is %s', (status, message, code) => {
    expect(nativeCode(status, message)).toBe(code);
  });
});

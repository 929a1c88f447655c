// SPDX-License-Identifier: Apache-2.0
// Where an object store names an account or a project, its id is translated; where a user has named something, nothing is,
// though the name be that very id, or the member's host.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Route } from '../../../../src/adapters/openstack/index.ts';
import { requestHeaders } from '../../../../src/members/headers.ts';
import { CLOUD_A, lensOf, GATEWAY_PROJECT as OURS, PUBLIC_URL, publish } from './samples.ts';

const THEIRS = CLOUD_A.project;
const HOST = 'swift.named.example';
const store = (base?: number): Route => ({
  regionSlug: 'named',
  service: 'object-store',
  type: 'object-store',
  root: `https://${HOST}`,
  roots: [`https://${HOST}`],
  ...(base === undefined ? {} : { base }),
});
const swiftOf = (base?: number) => lensOf(CLOUD_A, { cloud: 'named', routes: [store(base)] }).at('object-store');
const swift = swiftOf(2);
const GW = `${PUBLIC_URL}/clouds/named/object-store`;

describe('headers', () => {
  test.each([
    ['X-Copy-From-Account', `AUTH_${OURS}`, `AUTH_${THEIRS}`],
    ['Destination-Account', `AUTH_${OURS}`, `AUTH_${THEIRS}`],
    ['X-Symlink-Target-Account', `AUTH_${OURS}`, `AUTH_${THEIRS}`],
    ['X-Container-Read', `${OURS}:*,.rlistings`, `${THEIRS}:*,.rlistings`],
    ['X-Container-Read', `.r:${OURS}.example, .r:-${HOST}, *:${OURS}`, `.r:${OURS}.example, .r:-${HOST}, *:${THEIRS}`],
    ['X-Container-Sync-To', `//realm/${OURS}/AUTH_${OURS}/${OURS}`, `//realm/${OURS}/AUTH_${THEIRS}/${OURS}`],
    ['X-Container-Sync-To', `${GW}/v1/AUTH_${OURS}/${OURS}`, `https://${HOST}/v1/AUTH_${THEIRS}/${OURS}`],
  ])('in %s what is %s here is %s at the member', (name, ours, theirs) => {
    expect(swift.request.header(name, ours)).toBe(theirs);
    expect(swift.answer.header(name.toLowerCase(), theirs)).toBe(ours);
  });

  test.each([
    'X-Copied-From',
    'X-Object-Manifest',
    'X-Symlink-Target',
    'X-Versions-Location',
    'X-History-Location',
    'X-Container-Sync-Key',
    'X-Container-Meta-Access-Control-Allow-Origin',
    'X-Account-Meta-Temp-URL-Key',
    'X-Object-Meta-Owner',
    'Content-Disposition',
    'Access-Control-Allow-Origin',
  ])('%s is a user’s in both directions', (name) => {
    const value = `/${THEIRS}/${OURS} https://${HOST}/v1/AUTH_${THEIRS} ${GW}/v1/AUTH_${OURS}`;
    expect(swift.request.header(name, value)).toBe(value);
    expect(swift.answer.header(name.toLowerCase(), value)).toBe(value);
  });

  test('of a request are all looked at that may name an account', () => {
    const raw = [
      'Destination-Account',
      `AUTH_${OURS}`,
      'Destination',
      `/${OURS}/o`,
      'X-Copy-From-Account',
      `AUTH_${OURS}`,
    ];
    expect(requestHeaders(raw, swift.request.header)).toEqual([
      ...['destination-account', `AUTH_${THEIRS}`, 'destination', `/${OURS}/o`],
      ...['x-copy-from-account', `AUTH_${THEIRS}`],
    ]);
  });

  test('read and written back are what they were, whatever users have in them', () => {
    const part = fc.oneof(
      fc.constantFrom(`${THEIRS}:*`, `.r:${HOST}`, `.r:*.${THEIRS}`, '.rlistings', HOST),
      fc.string(),
    );
    const name = fc.constantFrom(
      'x-container-read',
      'x-container-write',
      'x-container-sync-to',
      'x-copied-from-account',
    );
    fc.assert(
      fc.property(name, fc.array(part, { maxLength: 5 }), (header, parts) => {
        const value = parts.join(header === 'x-container-sync-to' ? '/' : ',');
        fc.pre(!value.includes(OURS));
        expect(swift.request.header(header, swift.answer.header(header, value))).toBe(value);
      }),
    );
  });
});

describe('paths', () => {
  test('of Swift name the account after the version; containers and objects stay', () => {
    for (const one of [swift, swiftOf()])
      expect(one.request.path(`/v1/AUTH_${OURS}/${OURS}/${OURS}`)).toBe(`/v1/AUTH_${THEIRS}/${OURS}/${OURS}`);
  });

  test('of RGW name no account: a container called like the project keeps its name', () => {
    expect(swiftOf(1).request.path(`/v1/${OURS}/${OURS}`)).toBe(`/v1/${OURS}/${OURS}`);
  });

  test.each([
    ['http://127.0.0.2:8888/v1/AUTH_x', 2],
    ['http://127.0.0.2:7480/swift/v1', 1],
    ['http://127.0.0.2:7480/swift/v1/AUTH_x/', 2],
    ['http://127.0.0.2:7480/', undefined],
  ])('which it is, the endpoint says: %s', (url, base) => {
    const endpoints = [{ id: '1', interface: 'public' as const, region: 'RegionA', region_id: 'RegionA', url }];
    const { routes } = publish(CLOUD_A, {
      catalog: [{ id: 's', type: 'object-store', name: 'swift', endpoints }],
    });
    expect(routes.find(({ type }) => type === 'object-store')?.base).toBe(base);
  });
});

test('a list of containers as XML names the account once, at its beginning', () => {
  const list = (id: string) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<account name="AUTH_${id}"><container><name>${THEIRS}</name></container></account>`;
  const { account } = swift.answer;
  expect(account.text(list(THEIRS))).toBe(list(OURS));
  const long = list(THEIRS).padEnd(5000, ' ');
  const stream = account.stream();
  const out = [stream.push(Buffer.from(long.slice(0, 3000))), stream.push(Buffer.from(long.slice(3000))), stream.end()];
  expect(Buffer.concat(out).toString()).toBe(list(OURS).padEnd(5000, ' '));
  const container = `<?xml version="1.0"?><container name="${THEIRS}"></container>`;
  expect(account.text(container)).toBe(container);
});

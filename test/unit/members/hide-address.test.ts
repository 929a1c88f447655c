// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { createHideAddress } from '../../../src/members/hide-address.ts';

const hide = (url: string, gateway = 'https://gw.example.org') => createHideAddress(url, gateway, 'cloud-w');

it.each([
  [
    'its URL, with what stands below',
    'see https://api.member.example:6443/v2/machines',
    'see https://gw.example.org/machines',
  ],
  ['its URL in capitals', 'HTTPS://API.member.example:6443/V2', 'https://gw.example.org'],
  ['another path of it', 'https://api.member.example:6443/v20', 'https://cloud-w/v20'],
  ['its host and port', 'dial api.member.example:6443: refused', 'dial cloud-w: refused'],
  ['its host alone', 'valid for a.example, not api.member.example.', 'valid for a.example, not cloud-w.'],
  ['its host in capitals', 'API.Member.Example', 'cloud-w'],
  ['a name below it', 'etcd.api.member.example', 'etcd.cloud-w'],
  ['another port of it', 'api.member.example:64430', 'cloud-w:64430'],
  ['a host that only ends like it', 'xapi.member.example', 'xapi.member.example'],
])('%s is hidden as far as it is the member’s', (_what, text, ours) => {
  expect(hide('https://api.member.example:6443/v2')(text)).toBe(ours);
});

it('what stands in its place is not looked at again: the gateway’s host may end in the member’s', () => {
  const own = 'https://gw.cloud.example';
  expect(hide('https://cloud.example/v2', own)(`https://cloud.example/v2/a, ${own}/b`)).toBe(`${own}/a, ${own}/b`);
});

it.each([
  ['https://10.0.0.5:6443', 'not 10.0.0.5, but 110.0.0.5 and 10.0.0.51', 'not cloud-w, but 110.0.0.5 and 10.0.0.51'],
  ['https://[fd00::5]:6443', 'dial [fd00::5]:6443 or fd00::5', 'dial cloud-w or cloud-w'],
  ['https://kubernetes:6443', 'kubernetes at kubernetes:6443', 'kubernetes at cloud-w'],
])('of %s: %s', (url, text, ours) => {
  expect(hide(url)(text)).toBe(ours);
});

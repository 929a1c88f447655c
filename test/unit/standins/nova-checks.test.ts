// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { faultOf } from '../../../standins/nova-checks.ts';

const SERVER = { name: 's', flavorRef: 'f', imageRef: 'i', networks: 'none' };
const boot = (more: object = {}) => ({
  source_type: 'image',
  destination_type: 'volume',
  uuid: 'i',
  boot_index: 0,
  ...more,
});

it('takes what Nova takes', () => {
  expect(faultOf(SERVER, 90)).toBeUndefined();
  expect(faultOf({ ...SERVER, tags: ['a'], description: 'd', user_data: 'YQ==' }, 90)).toBeUndefined();
  // Characters that are none of base64's are left out: of these nothing is left.
  expect(faultOf({ ...SERVER, user_data: '%%%' }, 90)).toBeUndefined();
  const { imageRef: _, ...imageless } = SERVER;
  expect(faultOf({ ...imageless, block_device_mapping_v2: [boot({ volume_type: 'ssd' })] }, 90)).toBeUndefined();
});

it.each([
  ['a server without a flavor', { ...SERVER, flavorRef: undefined }, 90, "'flavorRef' is a required property"],
  ['tags before they were invented', { ...SERVER, networks: [], tags: [] }, 51, "'tags' was unexpected"],
  ['a field of nobody', { ...SERVER, colour: 'red' }, 90, "'colour' was unexpected"],
  ['no word on networks', { ...SERVER, networks: undefined }, 90, "'networks' is a required property"],
  ['networks as a word before that was possible', SERVER, 36, 'networks'],
  ['user data that is no base64', { ...SERVER, user_data: 'hello world' }, 90, 'base64'],
  [
    'volume types in devices before they were possible',
    { ...SERVER, block_device_mapping_v2: [boot({ volume_type: 'ssd' })] },
    66,
    "'volume_type' was unexpected",
  ],
  [
    'an image beside devices that do not name it',
    { ...SERVER, block_device_mapping_v2: [{ source_type: 'blank', volume_size: 1, boot_index: -1 }] },
    90,
    'Boot sequence',
  ],
])('refuses %s', (_what, server, minor, said) => {
  expect(faultOf(server, minor)).toContain(said);
});

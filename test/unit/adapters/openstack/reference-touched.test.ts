// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { referenceTouched } from '../../../../src/adapters/openstack/index.ts';

const PROJECT = '0a7f3c6e2b5d4198a1c3e5f708192a3b';
const UUID = '0a7f3c6e-2b5d-4198-a1c3-e5f708192a3b';

describe('a changing request', () => {
  it.each([
    ['compute', '/v2.1/flavors', 'flavors'],
    ['compute', `/v2.1/${PROJECT}/flavors`, 'flavors'],
    ['compute', '/v2.1/flavors/42/os-extra_specs/scs:cpu-type', 'flavors'],
    ['compute', '/v2.1/flavors/42/action', 'flavors'],
    ['compute', '/v2.1/os-aggregates/1/action', 'availability-zones'],
    ['compute', `/v2.1/os-services/${UUID}`, 'availability-zones'],
    ['compute', `/v2.1/images/${UUID}`, 'images'],
    ['image', '/v2/images', 'images'],
    ['image', `/v2/images/${UUID}/file`, 'images'],
    ['image', `/v2/images/${UUID}/members`, 'images'],
    ['image', `/v2/images/${UUID}/actions/deactivate`, 'images'],
    ['image', '/v2/tasks', 'images'],
    ['block-storage', `/v3/${PROJECT}/types`, 'volume-types'],
    ['block-storage', `/v3/types/${UUID}/extra_specs`, 'volume-types'],
    ['block-storage', `/v3/${PROJECT}/os-services/disable`, 'availability-zones'],
  ])('of %s at %s touches the %s', (service, path, kind) => {
    expect(referenceTouched({ service, path })).toBe(kind);
  });

  it.each([
    ['compute', `/v2.1/servers/${UUID}/action`, '{"createImage": {"name": "x"}}'],
    ['compute', `/v2.1/servers/${UUID}/action`, '{"shelve": null}'],
    ['block-storage', `/v3/${PROJECT}/volumes/${UUID}/action`, '{"os-volume_upload_image": {"image_name": "x"}}'],
  ])('of %s at %s that makes an image touches the images: %s', (service, path, body) => {
    expect(referenceTouched({ service, path, body })).toBe('images');
  });

  it.each([
    ['compute', '/v2.1/servers', '{"server": {"flavorRef": "42"}}'],
    ['compute', `/v2.1/servers/${UUID}/action`, '{"reboot": {"type": "SOFT"}}'],
    ['compute', `/v2.1/servers/${UUID}/action`, undefined],
    ['compute', '/v2.1/os-keypairs', undefined],
    ['block-storage', `/v3/${PROJECT}/volumes`, undefined],
    ['network', '/v2.0/networks', undefined],
    ['object-store', '/v1/AUTH_x/flavors', undefined],
    ['image', '/v2/images-of-another-kind', undefined],
    ['identity', '/v3/users', undefined],
  ])('of %s at %s (%s) touches none', (service, path, body) => {
    expect(referenceTouched({ service, path, body })).toBeUndefined();
  });
});

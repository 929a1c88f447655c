// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { officialType, serviceSegment } from '../../../../src/adapters/openstack/service-types.ts';

describe('service types', () => {
  test.each([
    ['volumev3', 'block-storage'],
    ['volumev2', 'block-storage'],
    ['volume', 'block-storage'],
    ['block-store', 'block-storage'],
    ['block-storage', 'block-storage'],
    ['sharev2', 'shared-file-system'],
    ['share', 'shared-file-system'],
    ['container-infra', 'container-infrastructure-management'],
    ['container-infrastructure', 'container-infrastructure-management'],
    ['workflowv2', 'workflow'],
    ['compute', 'compute'],
    ['something-own', 'something-own'],
  ])('%s is officially %s', (type, official) => {
    expect(officialType(type)).toBe(official);
  });

  test.each([
    ['GPUv2', 'gpuv-2'],
    ['my service/x', 'my-service-x'],
    ['compute_legacy', 'compute-legacy'],
    ['latest', 's-latest'],
    ['2', 's-2'],
    ['v2', 's-v-2'],
    ['..', 's---'],
    ['', 's-'],
    ['volumev3', 'block-storage'],
    ['identity', 'identity'],
  ])('type "%s" stands in a path as "%s"', (type, segment) => {
    expect(serviceSegment(type)).toBe(segment);
  });
});

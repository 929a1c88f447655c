// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { GatewayError } from '../../../src/model/errors.ts';

it('a failure of a member names the cloud where it is known', () => {
  expect(new GatewayError('memberTimeout', { cloud: 'cloud-b' }).message).toBe(
    'The member cloud cloud-b did not answer in time.',
  );
  expect(new GatewayError('memberTimeout').message).toBe('The member cloud did not answer in time.');
});

// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { limitHeaders } from '../../../../src/gateway/limits/headers.ts';

it('writes a rate as structured fields', () => {
  const rate = { quota: 3000, period: 60_000 };
  expect(limitHeaders({ policy: 'user-read', rate, reset: 12 })).toEqual({
    'ratelimit-policy': '"user-read";q=3000;w=60',
    ratelimit: '"user-read";r=0;t=12',
  });
});

it('says nothing of what is no rate', () => {
  expect([limitHeaders(undefined), limitHeaders({ policy: 'overload' })]).toEqual([{}, {}]);
});

// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { createRecentFailures } from '../../../src/gateway/recent-failures.ts';

const failure = (detail: string) => ({ cloud: 'cloud-a', strategy: 'hub-oidc', reason: 'memberRefused', detail });

it('the last failures are told the newest first, with their time', () => {
  let now = 1_000;
  const failures = createRecentFailures({ now: () => now });
  failures.note(failure('first'));
  now = 2_000;
  failures.note(failure('second'));
  expect(failures.list().map(({ at, detail }) => [at, detail])).toEqual([
    [2_000, 'second'],
    [1_000, 'first'],
  ]);
});

it('however many there are, fifty are kept, and of what a cloud says 500 characters', () => {
  const failures = createRecentFailures({ now: () => 0 });
  for (let count = 0; count < 1_000; count += 1) failures.note(failure(`${count} ${'x'.repeat(10_000)}`));
  const list = failures.list();
  expect(list).toHaveLength(50);
  expect(list[0]?.detail.startsWith('999 ')).toBe(true);
  expect(Math.max(...list.map(({ detail }) => detail.length))).toBe(500);
});

it('what is told is a copy: whoever has it does not see it grow', () => {
  const failures = createRecentFailures({ now: () => 0 });
  const before = failures.list();
  failures.note(failure('later'));
  expect(before).toEqual([]);
});

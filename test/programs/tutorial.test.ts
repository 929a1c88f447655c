// SPDX-License-Identifier: Apache-2.0
// The first tutorial with the tools that it names; what of the tutorials needs nothing but Node is run by test/e2e/tutorials.test.ts.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startUser, type User } from './tool-page.ts';

let user: User;
beforeAll(async () => {
  user = await startUser();
});
afterAll(() => user?.close());

it('a user sees two clouds, a cluster, and all of them at once, and logs out', async () => {
  const { code, out } = await user.follow('tutorials/user', ['run', 'openstack', 'kubectl']);
  expect(code, out.slice(-1_500)).toBe(0);
  expect(out).toMatch(/alice of domain acme[\s\S]*Debian 12[\s\S]*web-1[\s\S]*"cloud":"cloud-b"[\s\S]*Logged out/);
});

// SPDX-License-Identifier: Apache-2.0
// The pages of docs/tools, each with the tool itself, where that is there (vitest.config.ts).
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startUser, type User } from './tool-page.ts';

/** Page → what its commands say, in this order. */
const SAYS: Readonly<Record<string, readonly RegExp[]>> = {
  openstack: [/clouds\.yaml: scs, project acme\/research/, /\| research/, /Debian 12/, /nightly, the application cred/],
  openstacksdk: [/cloud-a \['/, /cloud-b \['/, /cloud-a 0 servers\ncloud-b 0 servers/],
  terraform: [/Resources: 2 added/, /No changes\./, /2 destroyed/],
  ansible: [/\d+ images at cloud-b/, /ok=4 +changed=2 .*failed=0/],
  kubectl: [/demo-a/, /web-1/, /scs:acme\/alice/, /kube-system/],
  helm: [/STATUS: deployed[\s\S]*STATUS: deployed/],
  rclone: [/hostname/, /created restic repository/, /no errors were found/],
  curl: [/^SCS-/m, /public/, /"cloud":"cloud-a"/, /NamespaceList/, /Debian 12/],
  ci: [/application_credential_id/, /SCS-/],
};

let user: User;
beforeAll(async () => {
  user = await startUser();
});
afterAll(() => user?.close());

it('every page of a tool is either run here or has tests of its own', async () => {
  const pages = await readdir(join(import.meta.dirname, '../../docs/tools'));
  const others = ['README.md', 'headlamp.md', 'cluster-api.md'];
  expect(pages.filter((name) => !others.includes(name)).toSorted()).toEqual(
    Object.keys(SAYS)
      .map((name) => `${name}.md`)
      .toSorted(),
  );
});

describe.each(inject('toolPages'))('docs/tools/%s.md', (page) => {
  it('has commands that work as they stand there', async () => {
    const { code, out } = await user.follow(`tools/${page}`);
    expect(code, out.slice(-1_500)).toBe(0);
    let rest = out;
    for (const says of SAYS[page] ?? []) {
      const at = rest.search(says);
      expect(at, `${says} in: ${rest}`).toBeGreaterThanOrEqual(0);
      rest = rest.slice(at);
    }
  });
});

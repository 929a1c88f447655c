// SPDX-License-Identifier: Apache-2.0
// The ring with programs that people run before and behind the gateway: npm run test:programs. What is missing is said at the
// start, with where to get it, and its tests are left out; with CI set, a missing package of Debian is an error.
import { accessSync, constants, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { traefik } from './traefik.ts';

const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', join(homedir(), 'go/bin')];
const has = (program: string): boolean =>
  folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
const apt = (name: string): string => `install as root: test/lab/install-packages.sh ${name}`;

const NEEDED: Readonly<Record<string, readonly (readonly [there: boolean, name: string, from: string])[]>> = {
  'load-balancers': [
    [has('haproxy'), 'haproxy', apt('haproxy')],
    [has('nginx'), 'nginx', apt('nginx')],
    [existsSync('/usr/lib/nginx/modules/ngx_stream_module.so'), 'nginx stream', apt('libnginx-mod-stream')],
  ],
  'domain-manager': [
    [has('openstack'), 'openstack', apt('python3-openstackclient')],
    [has('jq'), 'jq', apt('jq')],
  ],
  'application-credentials': [
    [has('openstack'), 'openstack', apt('python3-openstackclient')],
    [has('kubectl'), 'kubectl', 'https://kubernetes.io/docs/tasks/tools/'],
    [has('curl'), 'curl', apt('curl')],
    [has('jq'), 'jq', apt('jq')],
  ],
  'login-page': [
    [has('openstack'), 'openstack', apt('python3-openstackclient')],
    [has('curl'), 'curl', apt('curl')],
  ],
  traefik: [[traefik() !== undefined, 'traefik', 'build it with Go: test/programs/build-traefik.sh']],
  'demo-tour': [
    [has('openstack'), 'openstack', apt('python3-openstackclient')],
    [has('swift'), 'swift', apt('python3-swiftclient')],
    [has('kubectl'), 'kubectl', 'https://kubernetes.io/docs/tasks/tools/'],
    [has('terraform'), 'terraform', 'https://developer.hashicorp.com/terraform/install'],
    [
      has('terraform-provider-openstack'),
      'terraform-provider-openstack',
      'go install github.com/terraform-provider-openstack/terraform-provider-openstack/v3@latest',
    ],
  ],
};

const include = Object.entries(NEEDED).flatMap(([name, needed]) => {
  const missing = needed.filter(([there]) => !there);
  for (const [, program, from] of missing) process.stdout.write(`not run: ${name}: no ${program} (${from})\n`);
  return missing.length > 0 ? [] : [`test/programs/${name}.test.ts`];
});
const packages = Object.values(NEEDED)
  .flat()
  .filter(([there, , from]) => !there && from.startsWith('install'));
if (process.env.CI !== undefined && packages.length > 0) throw new Error('Debian packages are missing');

export default defineConfig({
  test: {
    root: `${import.meta.dirname}/../..`,
    include,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    fileParallelism: false,
  },
});

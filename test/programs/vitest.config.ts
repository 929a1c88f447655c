// SPDX-License-Identifier: Apache-2.0
// The ring with programs that people run before and behind the gateway: npm run test:programs. What is missing is said at the
// start, with where to get it, and its tests are left out; with CI set, a missing package of Debian is an error. PROGRAMS names
// files, with blanks between: then those are run, and what is missing for one of them is an error.
import { accessSync, constants, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { defineConfig } from 'vitest/config';
import {
  ansible,
  headlamp,
  helm,
  kubectl,
  openstack,
  otelcol,
  terraform,
  terraformProvider,
  traefik,
  zuulChecks,
} from './found.ts';

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

type Needed = Readonly<Record<string, readonly (readonly [there: boolean, name: string, from: string])[]>>;

const OPENSTACK = [has('openstack'), 'openstack', apt('python3-openstackclient')] as const;
const RELEASED = 'node test/lab/kubernetes/build.ts --released';
const KUBECTL = [kubectl() !== undefined, 'kubectl', RELEASED] as const;
const CURL = [has('curl'), 'curl', apt('curl')] as const;
const JQ = [has('jq'), 'jq', apt('jq')] as const;
const SWIFT = [has('swift'), 'swift', apt('python3-swiftclient')] as const;
const HELM = [helm() !== undefined, 'helm', RELEASED] as const;
const BUILT = 'build it with Go: node test/programs/build-tools.ts';
const TERRAFORM = [
  [terraform() !== undefined, 'terraform or tofu', BUILT],
  [terraformProvider() !== undefined, 'terraform-provider-openstack', BUILT],
] as const;

/** Pages of docs/tools. */
const PAGES: Needed = {
  openstack: [OPENSTACK],
  openstacksdk: [OPENSTACK],
  terraform: TERRAFORM,
  ansible: [[ansible() !== undefined, 'ansible', 'test/programs/newest-ansible.sh']],
  kubectl: [KUBECTL, OPENSTACK, CURL, JQ],
  helm: [HELM],
  rclone: [[has('rclone'), 'rclone', apt('rclone')], [has('restic'), 'restic', apt('restic')], OPENSTACK],
  curl: [CURL, JQ, OPENSTACK],
  ci: [OPENSTACK],
};

const NEEDED: Needed = {
  'load-balancers': [
    [has('haproxy'), 'haproxy', apt('haproxy')],
    [has('nginx'), 'nginx', apt('nginx')],
    [existsSync('/usr/lib/nginx/modules/ngx_stream_module.so'), 'nginx stream', apt('libnginx-mod-stream')],
  ],
  alerts: [
    [has('promtool'), 'promtool', apt('prometheus')],
    [has('prometheus-alertmanager'), 'prometheus-alertmanager', apt('prometheus-alertmanager')],
  ],
  'domain-manager': [OPENSTACK, JQ],
  'application-credentials': [OPENSTACK, KUBECTL, CURL, JQ],
  'root-auth-url': [OPENSTACK],
  'login-page': [OPENSTACK, CURL],
  'portal-files': [
    [openstack() !== undefined, 'the newest openstack', 'test/programs/newest-openstack.sh'],
    OPENSTACK,
    KUBECTL,
  ],
  'tool-pages': [OPENSTACK],
  headlamp: [
    [headlamp() !== undefined, 'headlamp-server', 'https://github.com/kubernetes-sigs/headlamp/tree/main/backend'],
  ],
  'ci-files': [[zuulChecks() !== undefined, 'ansible-lint and zuul', 'test/programs/zuul-checks.sh']],
  traefik: [[traefik() !== undefined, 'traefik', 'build it with Go: test/programs/build-traefik.sh']],
  traces: [[otelcol() !== undefined, 'otelcol', 'build it with Go: test/programs/build-otelcol.sh']],
  'helm-chart': [HELM],
  'keystone-front': [
    [has('apache2'), 'apache2', apt('apache2')],
    [has('uwsgi_python3'), 'uwsgi_python3', apt('uwsgi-plugin-python3')],
    [existsSync('/usr/lib/apache2/modules/mod_wsgi.so'), 'mod_wsgi', apt('libapache2-mod-wsgi-py3')],
  ],
  image: [
    [process.getuid?.() === 0, 'root, to build as an engine does', 'run this as root'],
    [has('buildah'), 'buildah', apt('buildah')],
  ],
  'debian-package': [
    [process.getuid?.() === 0, 'root, for a machine of its own', 'run this as root'],
    [has('systemd-analyze'), 'systemd', apt('systemd')],
    [has('curl'), 'curl', apt('curl')],
  ],
  pages: [OPENSTACK, KUBECTL, CURL, JQ, [has('rclone'), 'rclone', apt('rclone')]],
  upstream: [OPENSTACK, KUBECTL, CURL, JQ, [has('go'), 'go', 'https://go.dev/dl/']],
  tutorial: [OPENSTACK, KUBECTL, CURL],
  'demo-tour': [OPENSTACK, SWIFT, KUBECTL, ...TERRAFORM],
};

/** Those with all that they need. */
const runnable = (needed: Needed): string[] =>
  Object.entries(needed).flatMap(([name, programs]) => {
    const missing = programs.filter(([there]) => !there);
    for (const [, program, from] of missing) process.stdout.write(`not run: ${name}: no ${program} (${from})\n`);
    return missing.length > 0 ? [] : [name];
  });
const toolPages = runnable(PAGES);
const asked = process.env.PROGRAMS?.split(' ').filter((name) => name !== '') ?? [];
const all = runnable(NEEDED);
const missing = [
  ...asked.filter((name) => !all.includes(name)),
  ...(asked.includes('tool-pages') ? Object.keys(PAGES).filter((page) => !toolPages.includes(page)) : []),
];
if (missing.length > 0) throw new Error(`not all of what is needed is there for ${missing.join(', ')}`);
const include = (asked.length > 0 ? asked : all).map((name) => `test/programs/${name}.test.ts`);
const packages = [PAGES, NEEDED]
  .flatMap((needed) => Object.values(needed).flat())
  .filter(([there, , from]) => !there && from.startsWith('install'));
if (process.env.CI !== undefined && packages.length > 0) throw new Error('Debian packages are missing');

declare module 'vitest' {
  interface ProvidedContext {
    readonly toolPages: readonly string[];
  }
}

export default defineConfig({
  test: {
    root: `${import.meta.dirname}/../..`,
    include,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    fileParallelism: false,
    provide: { toolPages },
    // Last, so that a kubectl of the machine's own is the one that is used.
    env: { PATH: [process.env.PATH, kubectl()].filter((folder) => folder !== undefined).join(delimiter) },
  },
});

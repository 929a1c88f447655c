// SPDX-License-Identifier: Apache-2.0
// Libraries of other languages, each used by a small program in `programs/`.
import { join } from 'node:path';
import { cleanEnv } from '../client.ts';
import { recordsOf } from './command-lines.ts';
import type { CloudSuite } from './suite.ts';
import { machineEnv, type Tools } from './tools.ts';

const PROGRAMS = join(import.meta.dirname, 'programs');
const LIBCLOUD = '3.9.1';
const PKGCLOUD = '2.2.0';

const libcloud = (tools: Tools): Promise<string> => tools.python('libcloud', `apache-libcloud==${LIBCLOUD}`);
const pkgcloud = (tools: Tools): Promise<string> =>
  tools.once(`pkgcloud-${PKGCLOUD}`, async (folder) => {
    await tools.must('npm', ['install', '--silent', '--prefix', folder, `pkgcloud@${PKGCLOUD}`], { env: machineEnv() });
  });

export const LIBRARIES: readonly CloudSuite[] = [
  {
    name: 'libcloud',
    what: `Apache Libcloud ${LIBCLOUD}: compute, block storage, object storage`,
    at: 'cloud',
    prepare: async (tools) => {
      await libcloud(tools);
      return undefined;
    },
    run: async (side, facts, tools) => {
      const login = await side.login();
      const oidc = login.OS_ACCESS_TOKEN;
      // Its OIDC login has the provider for a user, the protocol for a tenant and the project for a domain.
      const auth =
        oidc === undefined
          ? {
              AUTH_VERSION: '3.x_password',
              AUTH_USER: login.OS_USERNAME ?? '',
              AUTH_KEY: login.OS_PASSWORD ?? '',
              AUTH_TENANT: side.project,
              AUTH_DOMAIN: 'Default',
              AUTH_TENANT_DOMAIN: (await side.token()).projectDomainId,
            }
          : {
              AUTH_VERSION: '3.x_oidc_access_token',
              AUTH_USER: 'idp',
              AUTH_KEY: oidc,
              AUTH_TENANT: 'openid',
              AUTH_DOMAIN: side.project,
            };
      const { stdout, stderr } = await tools.run(
        join(await libcloud(tools), 'python3'),
        [join(PROGRAMS, 'libcloud_steps.py')],
        {
          env: {
            ...cleanEnv(side.folder),
            ...auth,
            AUTH_URL: side.authUrl.replace(/\/v3$/, ''),
            OS_CACERT: side.ca,
            REGION: side.region,
            IMAGE: facts.imageName,
            FLAVOR: facts.flavorName,
          },
          cwd: side.folder,
          seconds: 900,
          log: join(side.folder, 'log'),
        },
      );
      return recordsOf(stdout, stderr);
    },
  },
  {
    name: 'pkgcloud',
    what: `pkgcloud ${PKGCLOUD} of npm: storage, network, compute`,
    at: 'cloud',
    prepare: async (tools) => {
      await pkgcloud(tools);
      return undefined;
    },
    run: async (side, facts, tools) => {
      const { token, projectId } = await side.token();
      const { stdout, stderr } = await tools.run(process.execPath, [join(PROGRAMS, 'pkgcloud_steps.cjs')], {
        env: {
          ...cleanEnv(side.folder),
          MODULES: await pkgcloud(tools),
          NODE_EXTRA_CA_CERTS: side.ca,
          AUTH_URL: side.authUrl.replace(/\/v3$/, ''),
          TOKEN: token,
          PROJECT: projectId,
          REGION: side.region,
          IMAGE: facts.imageName,
          FLAVOR: facts.flavorName,
        },
        cwd: side.folder,
        seconds: 900,
        log: join(side.folder, 'log'),
      });
      return recordsOf(stdout, stderr);
    },
  },
];

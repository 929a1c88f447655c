// SPDX-License-Identifier: Apache-2.0
// rclone and restic on the cloud's Swift.
import { steps } from './command-lines.ts';
import type { CloudSuite } from './suite.ts';

export const RCLONE = 'v1.76.0';

export const STORAGE: readonly CloudSuite[] = [
  {
    name: 'rclone',
    what: `rclone ${RCLONE} on Swift`,
    at: 'cloud',
    prepare: async (tools) => {
      await tools.goProgram('github.com/rclone/rclone', RCLONE);
      return undefined;
    },
    run: async (side, _facts, tools) => {
      const { token, endpoint } = await side.token();
      const login = { OS_STORAGE_URL: endpoint('object-store'), OS_AUTH_TOKEN: token, OS_CACERT: side.ca };
      return steps('rclone.sh', side, tools, {
        ...login,
        RCLONE: await tools.goProgram('github.com/rclone/rclone', RCLONE),
      });
    },
  },
  {
    name: 'restic',
    what: "Debian's restic on Swift",
    at: 'cloud',
    prepare: async (tools) => {
      await tools.debian('restic', 'curl');
      return undefined;
    },
    run: async (side, _facts, tools) => {
      const { token, endpoint } = await side.token();
      return steps('restic.sh', side, tools, {
        OS_STORAGE_URL: endpoint('object-store'),
        OS_AUTH_TOKEN: token,
        OS_CACERT: side.ca,
      });
    },
  },
];

// SPDX-License-Identifier: Apache-2.0
// What the origin serves: lists of servers as Nova gives them, two links each that name the member.
import { createHash } from 'node:crypto';

/** 1 KB with 8 links, and 27 KB with 200. */
export const SMALL = { path: '/v2.1/servers', servers: 4 };
export const LARGE = { path: '/v2.1/servers/many', servers: 100 };

export const serverList = (root: string, count: number): string =>
  JSON.stringify({
    servers: Array.from({ length: count }, (_, index) => {
      const id = uuid(`server ${index}`);
      const links = [
        { rel: 'self', href: `${root}/v2.1/servers/${id}` },
        { rel: 'bookmark', href: `${root}/servers/${id}` },
      ];
      return { id, name: `worker-${index}`, links };
    }),
  });

const uuid = (seed: string): string =>
  createHash('sha256')
    .update(seed)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');

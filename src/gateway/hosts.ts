// SPDX-License-Identifier: Apache-2.0
// Which host names lead where: consoles and S3 at names of each cloud, clusters at names of their own, and below the path of
// `publicUrl` everything; and which of a cloud's paths are the facade's.
import type { Fleet } from '../members/fleet.ts';
import { createClusterHosts } from './cluster-hosts.ts';
import { type ConsoleHosts, createConsoleHosts } from './console-hosts.ts';
import { createFacadePaths } from './facade-paths.ts';
import { createLoginRegions } from './login-regions.ts';
import { createPathPrefix } from './path-prefix.ts';
import { createS3Hosts, type S3Hosts } from './s3-hosts.ts';

export interface Domains {
  readonly clusterDomain?: string;
  readonly consoleDomain?: string;
  readonly s3Domain?: string;
}

export function createHosts(
  publicUrl: string,
  { clusterDomain, consoleDomain, s3Domain }: Domains,
  fleet: () => Pick<Fleet, 'members'>,
): ConsoleHosts & { readonly s3: S3Hosts } {
  const s3 = createS3Hosts(publicUrl, s3Domain, createClusterHosts(clusterDomain, createPathPrefix(publicUrl)));
  const consoles = createConsoleHosts(consoleDomain, s3.urlOf);
  return {
    ...consoles,
    urlOf: createFacadePaths(createLoginRegions(fleet, consoles.urlOf)),
    s3,
  };
}

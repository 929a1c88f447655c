// SPDX-License-Identifier: Apache-2.0
// S3 by host name. An S3 client signs the host and the path of its request (AWS Signature Version 4), and the gateway has no
// key to sign anything else: so at `https://cloud-a.s3.gateway.example.org/bucket/key` the member gets this very host and this
// very path. Within /clouds/{region}/s3 the path would be another one than what was signed.
import type { IncomingMessage } from 'node:http';
import { CLOUDS } from '../model/public-paths.ts';
import { hostOf, type UrlOf } from './cluster-hosts.ts';

export interface S3Hosts {
  /** The URL that the router sees. */
  readonly urlOf: UrlOf;
  /** The host as the client has written and signed it. Undefined: another host. */
  signedHost(raw: IncomingMessage): string | undefined;
  /** Where a region's S3 is, as the gateway publishes it. Undefined: nowhere. */
  endpointOf(region: string): string | undefined;
}

const REGION = /^[a-z][a-z0-9.-]*$/;

/** `next`: for all other hosts. */
export function createS3Hosts(publicUrl: string, domain: string | undefined, next: UrlOf): S3Hosts {
  if (domain === undefined) return { urlOf: next, signedHost: () => undefined, endpointOf: () => undefined };
  const { protocol, port } = new URL(publicUrl);
  const suffix = `.${domain.toLowerCase()}`;
  const regionOf = (raw: IncomingMessage): string | undefined => {
    const host = hostOf(raw);
    const region = host.endsWith(suffix) ? host.slice(0, -suffix.length) : '';
    return REGION.test(region) ? region : undefined;
  };
  return {
    urlOf(raw) {
      const region = regionOf(raw);
      const { url = '' } = raw;
      return region === undefined || !url.startsWith('/') ? next(raw) : `${CLOUDS}${region}/s3${url}`;
    },
    signedHost(raw) {
      if (regionOf(raw) === undefined) return undefined;
      const { headers } = raw;
      return (headers[':authority'] ?? headers.host) as string;
    },
    endpointOf: (region) => `${protocol}//${region}${suffix}${port === '' ? '' : `:${port}`}`,
  };
}

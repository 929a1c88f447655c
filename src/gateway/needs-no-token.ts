// SPDX-License-Identifier: Apache-2.0
// Which requests need no token: decided once for every surface that forwards, before anybody is authenticated. What is
// named here goes to the member without any credential, and the member judges it as it judges any stranger.
// docs/catalogue-and-lens.md has the same table.

import type { IncomingMessage } from 'node:http';
import { isVersionDocument } from '../adapters/openstack/index.ts';
import { hasBody } from '../http/client-stream.ts';

/** Why a request needs no token; absent where it needs one. */
export type TokenFree =
  | 'versions'
  | 'health'
  | 'preflight'
  /** Swift's `/info`. */
  | 'info'
  /** What a container is open for, by its own access list. */
  | 'object'
  /** Signed instead: Swift's tempurl and formpost. */
  | 'temporaryUrl'
  | 'form'
  /** S3's, by an EC2 credential of the member. */
  | 'signature'
  /** What an apiserver tells everybody (the roles `system:public-info-viewer` and `…:service-account-issuer-discovery`). */
  | 'cluster';

/** The part of a request that decides. */
type Asked = Pick<IncomingMessage, 'method' | 'headers'> & IncomingMessage;

/** oslo.middleware's healthcheck and Swift's, at the service's root. */
const HEALTH = /^\/healthcheck\/?$/;
const INFO = /^\/info\/?$/;
const OBJECTS = /^\/v1(?:\.0)?\/[^/]/;
/** Either of them: Swift judges one without the other as a temporary URL that is wrong. */
const SIGNED = /(?:^|&)temp_url_(?:sig|expires)=/;
/** AWS Signature Version 4 and 2, in a header or (presigned) in the query. */
const S3_HEADER = /^AWS(?:4-HMAC-SHA256)? /;
const S3_QUERY = /(?:^|&)(?:X-Amz-Signature|Signature)=/;
const FORM = /^multipart\/form-data\s*;/i;
const OF_CLUSTERS = /^\/(?:version\/?|healthz|livez|readyz|\.well-known\/openid-configuration|openid\/v1\/jwks)$/;

const reads = ({ method }: Asked): boolean => method === 'GET' || method === 'HEAD';

/** Fetch §4.8: a browser sends it before the request itself, and never with a credential or a body. */
const isPreflight = (raw: Asked): boolean =>
  raw.method === 'OPTIONS' &&
  raw.headers.origin !== undefined &&
  raw.headers['access-control-request-method'] !== undefined &&
  !hasBody(raw);

const isS3Signed = ({ headers }: Asked, query: string | undefined): boolean =>
  S3_HEADER.test(headers.authorization ?? '') || (query !== undefined && S3_QUERY.test(query));

/** On /clouds. `type`: the one that the path names; `rest`: the path below the service. */
export function serviceWithoutToken(
  raw: Asked,
  type: string,
  rest: string,
  query: string | undefined,
): TokenFree | undefined {
  if (type === 's3' && isS3Signed(raw, query)) return 'signature';
  if (isVersionDocument(raw.method ?? '', rest)) return 'versions';
  if (isPreflight(raw)) return 'preflight';
  if (reads(raw) && HEALTH.test(rest)) return 'health';
  if (type === 's3' && reads(raw)) return 'object';
  if (type !== 'object-store') return undefined;
  if (reads(raw) && INFO.test(rest)) return 'info';
  if (!OBJECTS.test(rest)) return undefined;
  if (query !== undefined && SIGNED.test(query)) return 'temporaryUrl';
  if (reads(raw)) return 'object';
  return raw.method === 'POST' && FORM.test(raw.headers['content-type'] ?? '') ? 'form' : undefined;
}

/** On /k8s. `rest`: the apiserver's path. */
export function clusterWithoutToken(raw: Asked, rest: string): TokenFree | undefined {
  if (isPreflight(raw)) return 'preflight';
  return reads(raw) && OF_CLUSTERS.test(rest) ? 'cluster' : undefined;
}

/**
 * The gateway's own documents, which anybody may read, by their routes; the facade's are the same below every auth URL. Not
 * the root, which balancers ask for their health checks, nor what members read to trust the gateway.
 */
export const OWN_DOCUMENTS: ReadonlySet<string> = new Set([
  '/identity',
  '/identity/v3',
  '/.well-known/openstack/api',
  '/.well-known/openstack/api/:region',
  '/scs/openapi.json',
  '/scs/v1',
  '/scs/v1/errors',
  '/scs/v1/flavor-names',
  '/scs/v1/flavor-names/:name',
  '/docs',
  '/portal/static/:name',
]);

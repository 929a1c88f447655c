// SPDX-License-Identifier: Apache-2.0
// The last known version documents of a service that is not reachable. Clients read them before anything else and take
// their absence for "no supported version"; with a cached one they continue, and learn of the failure by their actual
// request.

import type { ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { isVersionDocument } from '../../../adapters/openstack/index.ts';
import { parseTarget, type Target } from '../../../http/target.ts';
import { OWN_FENCE } from '../../../members/answer-rules.ts';
import { type CurrentFleet, memberOfRegion } from '../../../members/fleet.ts';
import type { Clock } from '../../../model/clock.ts';
import { type ErrorCode, GatewayError } from '../../../model/errors.ts';
import { CLOUDS } from '../../../model/public-paths.ts';
import type { ReferenceCache, ReferenceKey } from '../../../model/reference-cache.ts';
import '../../request.ts';

/** Refreshed after a minute at the earliest; dropped after a month, when the service is considered gone. */
const LIFE = { fresh: 60_000, stale: 30 * 24 * 60 * 60_000 };
const AWAY: ReadonlySet<ErrorCode> = new Set(['memberUnreachable', 'memberTimeout', 'memberBusy', 'memberReset']);
/** The statuses of proxies in front of a service that they cannot reach. */
const BEHIND_A_PROXY: ReadonlySet<number> = new Set([502, 503, 504]);

interface VersionDocument {
  readonly status: number;
  readonly contentType: string;
  /** Translated by the lens. latin1, so that bytes stay unchanged. */
  readonly text: string;
}

export interface LastVersionsDeps {
  readonly fleet: CurrentFleet;
  readonly references: ReferenceCache;
  readonly publicUrl: string;
  readonly now: Clock;
}

/** Shared by all callers: version documents need no token and contain the gateway's URLs only. */
const keyOf = (publicUrl: string, cloud: string, { region, service, rest }: Target): ReferenceKey => ({
  cloud,
  kind: 'versions',
  varyBy: [publicUrl, region, service, rest],
});

/** Cache only well-formed version documents under a closed set of paths, so that clients cannot fill the cache. */
const LOOKS_THE_PART = /^\s*\{\s*"versions?"\s*:/;
const KEPT_PATH = /^\/?(?:(?:v\d(?:\.\d)?|versions)\/?)?$/;

/** Called with each successful response to a request for a version document. */
export function learnVersions(
  { references, publicUrl }: Pick<LastVersionsDeps, 'references' | 'publicUrl'>,
  cloud: string,
  target: Target,
  document: VersionDocument,
): void {
  if (target.query !== undefined || !KEPT_PATH.test(target.rest) || !LOOKS_THE_PART.test(document.text)) return;
  void references.get(keyOf(publicUrl, cloud, target), LIFE, async () => document).catch(() => undefined);
}

/** Recognises the response of a proxy in place of the service's. */
export function refuseProxyAnswer(cloud: string, status: number): void {
  if (BEHIND_A_PROXY.has(status))
    throw new GatewayError('memberBusy', { cloud, detail: `the member answered ${status} for a version document` });
}

/** True: the client has its response. False: a cached document is no answer to this failure. */
export async function answerLastVersions(
  { fleet, references, publicUrl, now }: LastVersionsDeps,
  request: FastifyRequest,
  response: ServerResponse,
  error: unknown,
): Promise<boolean> {
  if (!(error instanceof GatewayError) || !AWAY.has(error.code) || response.headersSent) return false;
  const target = parseTarget(request.raw.url ?? '', CLOUDS);
  if (!isVersionDocument(request.method, target.rest)) return false;
  const member = memberOfRegion(fleet(), target.region);
  if (member === undefined) return false;
  const known = await references.last<VersionDocument>(keyOf(publicUrl, member.id, target));
  if (known === undefined || response.headersSent || response.destroyed) return false;
  const { status, contentType, text } = known.value;
  request.reason = `${error.code}: answered with the last known version document`;
  response.writeHead(status, {
    ...OWN_FENCE,
    'content-type': contentType,
    'content-length': String(text.length),
    age: String(Math.max(0, Math.floor((now() - known.at) / 1000))),
    'x-cache': 'STALE',
    'x-scs-degraded': member.id,
    'x-openstack-request-id': request.id,
  });
  response.end(request.method === 'HEAD' ? undefined : text, 'latin1');
  return true;
}

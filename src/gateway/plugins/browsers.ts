// SPDX-License-Identifier: Apache-2.0
// What every request and every answer of the gateway's own has to do with browsers, whatever its surface. The gateway's
// origin is everybody's: a script that a member could run there would speak for all of its users.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { OWN_FENCE } from '../../members/answer-rules.ts';
import { GatewayError } from '../../model/errors.ts';
import { CLOUDS, CONSOLES } from '../../model/public-paths.ts';
import type { Check } from '../check.ts';

/** What a page loads in order to run or to show it; data, downloads and navigation (a fenced page) are left. */
const LOADED: ReadonlySet<string> = new Set([
  'audioworklet',
  'embed',
  'frame',
  'fencedframe',
  'iframe',
  'manifest',
  'object',
  'paintworklet',
  'script',
  'serviceworker',
  'sharedworker',
  'style',
  'worker',
  'xslt',
]);

export const refusePages: Check = (request) => {
  const why = refusal(request);
  if (why !== undefined)
    throw new GatewayError('forbidden', { message: 'No page may load this from the gateway.', detail: why });
};

export function fenceAnswers(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    // The pages of a console have rules of their own.
    if (!request.raw.url?.startsWith(CONSOLES)) {
      for (const name in OWN_FENCE) if (!reply.hasHeader(name)) reply.header(name, OWN_FENCE[name]);
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    }
    // Fastify says it with a body that could not be parsed; HTTP/2 has no such field (RFC 9113 §8.2.2), and Node warns of it.
    if (request.raw.httpVersionMajor > 1) reply.removeHeader('connection');
    done(null, payload);
  });
}

/** Browsers set both headers themselves, and let no script change them (Service Workers §7.1, Fetch Metadata §2.1). */
function refusal({ raw: { headers, url } }: FastifyRequest): string | undefined {
  if (headers['service-worker'] !== undefined) return 'the script of a service worker';
  const destination = headers['sec-fetch-dest'];
  // The pages of a program behind an apiserver's proxy load their scripts through `kubectl proxy`.
  if (destination === undefined || !LOADED.has(String(destination)) || !url?.startsWith(CLOUDS)) return undefined;
  return `a page loads it as ${destination}`;
}

// SPDX-License-Identifier: Apache-2.0
// The portal's own files. Their names change with their content, so that browsers keep them for ever.
import type { FastifyInstance, FastifyReply } from 'fastify';
import { GatewayError } from '../../../model/errors.ts';
import { codingFor } from '../../content-coding.ts';
import type { PortalFiles } from '../../portal-files.ts';
import { PORTAL } from './places.ts';

/** What is opened by itself is a page, and could run what stands in it. */
const FENCE = {
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const;
/** The operator's logo: an SVG may have styles of its own. */
const PICTURE = { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox" } as const;
const FOR_EVER = 'public, max-age=31536000, immutable';

export function serveFiles(app: FastifyInstance, files: () => PortalFiles): void {
  app.get(`${PORTAL}/static/:name`, async (request, reply): Promise<FastifyReply> => {
    const { name } = request.params as { readonly name: string };
    const { all, logo } = files();
    const file = all.get(name);
    if (file === undefined) throw new GatewayError('notFound', { detail: 'no such file of the portal' });
    const coding = codingFor(request.headers['accept-encoding'], ['br', 'gzip']);
    const small = coding === 'identity' ? undefined : file[coding];
    const fence = file === logo ? { ...FENCE, ...PICTURE } : FENCE;
    reply.headers({ ...fence, 'content-type': file.type, 'cache-control': FOR_EVER, vary: 'accept-encoding' });
    if (small !== undefined) reply.header('content-encoding', coding);
    return reply.send(small ?? file.bytes);
  });
}

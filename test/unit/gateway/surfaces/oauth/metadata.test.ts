// SPDX-License-Identifier: Apache-2.0
// Where clients find the token endpoint if the gateway's public URL has a path: RFC 8414 puts the path behind the well-known
// part, what stands below the path is found as well.
import type { IncomingMessage } from 'node:http';
import fastify from 'fastify';
import { expect, it } from 'vitest';
import { createPathPrefix } from '../../../../../src/gateway/path-prefix.ts';
import { type OAuthDeps, oauthSurface } from '../../../../../src/gateway/surfaces/oauth/index.ts';

const publicUrl = 'https://gw.example.org/cloud';

it('the metadata of an issuer with a path stand at both places, and name the endpoint below the path', async () => {
  const urlOf = createPathPrefix(publicUrl);
  const app = fastify({ rewriteUrl: (raw) => urlOf(raw as IncomingMessage) });
  await app.register(oauthSurface({ publicUrl } as OAuthDeps));
  for (const url of [
    '/.well-known/oauth-authorization-server/cloud',
    '/cloud/.well-known/oauth-authorization-server',
    '/.well-known/oauth-authorization-server',
  ]) {
    const answer = await app.inject({ url });
    expect([url, answer.statusCode, answer.json()]).toMatchObject([
      url,
      200,
      { issuer: publicUrl, token_endpoint: `${publicUrl}/oauth2/token` },
    ]);
  }
  expect(urlOf({ url: '/cloud/oauth2/token', method: 'POST' } as IncomingMessage)).toBe('/oauth2/token');
  await app.close();
});

// SPDX-License-Identifier: Apache-2.0
// Version discovery, where every client starts without a token. As Keystone: 300 with a Location at the root (which no
// client follows), 200 at /v3. gophercloud uses the self link unchanged, so it is the public URL.
import type { FastifyInstance } from 'fastify';
import { identityVersion } from '../../identity-version.ts';
import { wantsJsonHome } from './accept.ts';
import { authRoot, type IdentityDeps } from './deps.ts';
import { jsonHome } from './json-home.ts';
import { json, resource } from './resource.ts';

const JSON_HOME = 'application/json-home';

export function versions(app: FastifyInstance, deps: IdentityDeps): void {
  // Anybody may ask for them as often as they like.
  const [homeOfRoot, homeOfV3] = [jsonHome('/v3'), jsonHome('')].map((home) => Buffer.from(JSON.stringify(home)));
  resource(app, '/identity', {
    GET: async (request, reply) => {
      if (wantsJsonHome(request.headers.accept)) return reply.header('content-type', JSON_HOME).send(homeOfRoot);
      reply.code(300).header('location', `${authRoot(deps, request)}/v3/`);
      return json(reply, { versions: { values: [identityVersion(authRoot(deps, request))] } });
    },
  });

  resource(app, '/identity/v3', {
    GET: async (request, reply) => {
      if (wantsJsonHome(request.headers.accept)) return reply.header('content-type', JSON_HOME).send(homeOfV3);
      return json(reply, { version: identityVersion(authRoot(deps, request)) });
    },
  });
}

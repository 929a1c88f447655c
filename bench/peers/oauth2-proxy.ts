// SPDX-License-Identifier: Apache-2.0
// oauth2-proxy that takes the identity provider's token of each request, without its log of requests.
import { PROXY_CORE, start } from '../processes.ts';
import type { Peer } from './peer.ts';

export const oauth2Proxy: Peer = {
  name: 'oauth2-proxy',
  command: 'oauth2-proxy',
  from: { go: 'github.com/oauth2-proxy/oauth2-proxy/v7@v7.15.6' },
  headers: ({ loginToken }) => ({ authorization: `Bearer ${loginToken}` }),
  async start(program, port, { origin, issuer }) {
    const options = {
      provider: 'oidc',
      'oidc-issuer-url': issuer,
      'client-id': 'scs-gateway',
      'client-secret': 'unused',
      'cookie-secret': '0123456789abcdef0123456789abcdef',
      'email-domain': '*',
      'oidc-email-claim': 'sub',
      'skip-jwt-bearer-tokens': 'true',
      'http-address': `127.0.0.1:${port}`,
      upstream: `${origin}/`,
      'request-logging': 'false',
      'auth-logging': 'false',
      'standard-logging': 'false',
    };
    const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
    return start(program, args, { core: PROXY_CORE, env: { ...process.env, GOMAXPROCS: '1' } });
  },
};

// SPDX-License-Identifier: Apache-2.0
// HAProxy that verifies the gateway's own token on each request, tells the member who it is, and swaps the token. It cannot be
// told of a revocation, opens no session and reads no body.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROXY_CORE, start } from '../processes.ts';
import type { Peer } from './peer.ts';

export const haproxy: Peer = {
  name: 'haproxy, jwt_verify',
  command: 'haproxy',
  from: { debian: 'haproxy' },
  headers: ({ token }) => ({ 'x-auth-token': token }),
  async start(program, port, { folder, origin, tokenKey }) {
    const [key, file] = [join(folder, 'token.pem'), join(folder, 'haproxy.cfg')];
    await writeFile(key, tokenKey);
    await writeFile(
      file,
      `global
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  http-reuse always
frontend public
  bind 127.0.0.1:${port}
  http-request set-var(txn.token) req.hdr(x-auth-token)
  http-request deny deny_status 401 unless { var(txn.token),jwt_verify("ES256","${key}") -m int 1 }
  http-request set-header x-user %[var(txn.token),jwt_payload_query('$.sub')]
  http-request set-header x-auth-token the-members
  default_backend origin
backend origin
  server origin ${origin.replace('http://', '')}
`,
    );
    return start(program, ['-db', '-q', '-f', file], { core: PROXY_CORE });
  },
};

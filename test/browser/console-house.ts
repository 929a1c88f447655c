// SPDX-License-Identifier: Apache-2.0
// A gateway whose member answers every request for a console with the URL that a test chooses.
import { readFile } from 'node:fs/promises';
import { type SplitHouse, startSplitHouse } from '../security/protocols.ts';

export const CONSOLE_DOMAIN = 'consoles.example';

/** The two ways in which a browser is kept from running a console's page as the gateway's. */
export const MODES = [
  ['in a sandbox', {}],
  ['at a host name of its own', { consoleDomain: CONSOLE_DOMAIN }],
] as const;

export interface ConsoleHouse extends SplitHouse {
  /** PEM: what the gateway shows. */
  readonly certificate: string;
  /** What the gateway makes of a console URL of the member's, for this user. */
  publish(url: string, user?: string): Promise<string>;
}

export async function startConsoleHouse(gateway: Readonly<Record<string, unknown>>): Promise<ConsoleHouse> {
  let path = '';
  const house = await startSplitHouse((file) => {
    Object.assign(file.gateway, gateway);
    path = file.gateway.listen.tls.cert.replace(/^file:/, '');
  });
  return {
    ...house,
    certificate: await readFile(path, 'utf8'),
    async publish(url, user = 'alice') {
      house.lie((_request, response) => {
        const body = JSON.stringify({ remote_console: { protocol: 'vnc', type: 'novnc', url } });
        response.writeHead(200, { 'content-type': 'application/json' }).end(body);
      });
      const headers = { 'x-auth-token': await house.scoped(user), 'content-type': 'application/json' };
      const path = '/clouds/cloud-b/compute/v2.1/servers/6a4a6f3e-6a1c-4d8c-9d1e-0a5f3f5d8e11/remote-consoles';
      const answer = await house.send('HTTP/1.1', 'POST', path, headers, '{"remote_console":{}}');
      return JSON.parse(answer.text).remote_console.url;
    },
  };
}

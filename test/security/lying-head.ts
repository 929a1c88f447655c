// SPDX-License-Identifier: Apache-2.0
// A member's answer by the byte, and what a client of either protocol gets of it on every surface that relays.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Protocol, SplitAnswer, SplitHouse } from './protocols.ts';

/** The liar writes this after each request, as it stands, and closes. */
export function answerRaw(h: SplitHouse, text: string | Buffer): void {
  h.lie((request: IncomingMessage, response: ServerResponse) => {
    request.resume();
    request.once('end', () => response.socket?.end(typeof text === 'string' ? Buffer.from(text, 'latin1') : text));
  });
}

export interface Surface {
  readonly name: string;
  readonly path: string;
  readonly headers: (token: string) => Readonly<Record<string, string>>;
}

const openstack = (token: string) => ({ 'x-auth-token': token });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

export const SURFACES: readonly Surface[] = [
  { name: '/clouds', path: '/clouds/cloud-b/compute/v2.1/servers', headers: openstack },
  // With a query, for which no last known document stands in.
  { name: '/clouds without a token', path: '/clouds/cloud-b/compute/v2.1/?a=b', headers: () => ({}) },
  { name: '/k8s', path: '/k8s/liar/api', headers: bearer },
  { name: '/scs', path: '/scs/v1/servers?cloud=cloud-b', headers: bearer },
];

/** An answer, or `reset`: broken off by intention. Rejects where neither comes. */
export async function asked(
  h: SplitHouse,
  protocol: Protocol,
  { path, headers }: Surface,
  token: string,
): Promise<SplitAnswer | 'reset'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came of ${path} by ${protocol}`)), 20_000);
  });
  const answer = h.send(protocol, 'GET', path, headers(token)).catch((): 'reset' => 'reset');
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

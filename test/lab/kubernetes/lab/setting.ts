// SPDX-License-Identifier: Apache-2.0
// What the lab's cases share: the cluster, the gateway before it, and what users have in hand.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import type { Idp } from '../../../../demo/idp.ts';
import type { Claims } from '../../claims.ts';
import type { Client } from '../cases.ts';
import type { Cluster } from '../cluster.ts';

export const PUBLIC = 'https://127.0.0.1:18543';
/** By the strategy; all lead to the same apiserver. */
export const ENTRIES = ['hub-a', 'imp-a'] as const;
export type Entry = (typeof ENTRIES)[number];

export interface Setting {
  readonly claims: Claims;
  readonly cluster: Cluster;
  readonly idp: Idp;
  readonly scratch: string;
  readonly pod: string;
  readonly gatewayPid: number;
  readonly operations: string;
  readonly ask: Ask;
  /** Gateway tokens by user. */
  readonly tokens: Readonly<Record<string, string>>;
  /** kubectl 1.37 as this user at this entry. */
  as(user: string, entry: string): Client;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}
export type Ask = (
  path: string,
  token?: string,
  more?: { method?: string; headers?: Record<string, string> | string[]; body?: string },
) => Promise<Answer>;

export function createAsk(caFile: string): { ask: Ask; close: () => Promise<void> } {
  const dispatcher = new Agent({ connect: { ca: readFileSync(caFile, 'utf8') } });
  return {
    ask: async (path, token, { method = 'GET', headers = {}, body } = {}) => {
      const authorization = token === undefined ? [] : ['authorization', `Bearer ${token}`];
      const flat = Array.isArray(headers) ? headers : Object.entries(headers).flat();
      const answer = await request(`${PUBLIC}${path}`, {
        method,
        dispatcher,
        headers: [...authorization, ...flat],
        ...(body === undefined ? {} : { body }),
      });
      return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
    },
    close: () => dispatcher.close(),
  };
}

interface AuditLine {
  readonly auditID: string;
  readonly requestURI: string;
  readonly user: { readonly username: string; readonly groups?: readonly string[] };
  readonly impersonatedUser?: { readonly username: string; readonly groups?: readonly string[] };
  readonly responseStatus?: { readonly code: number };
}

export const auditLines = (cluster: Cluster): AuditLine[] =>
  readFileSync(cluster.auditLog, 'utf8')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as AuditLine]));

// SPDX-License-Identifier: Apache-2.0
// The requests to issuers, by undici: small responses, a short timeout, the entry's own CA, redirects within the origin
// only. All other code in this folder sees only the `IssuerFetch` port.
import { Agent, buildConnector, type Dispatcher, request } from 'undici';
import { ISSUER_TIMEOUT_MS, type IssuerCall, type IssuerFetch, type IssuerPeer } from './options.ts';

const MAX_BODY = 1024 * 1024;
const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export interface IssuerClient {
  readonly fetch: IssuerFetch;
  close(): Promise<void>;
}

export interface IssuerClientDeps {
  /** Connections that are judged when they are made. Absent: all are. */
  connector?(peer: IssuerPeer, options: { readonly timeout: number; readonly ca?: string }): buildConnector.connector;
}

export function createIssuerClient({ connector }: IssuerClientDeps = {}): IssuerClient {
  // One pool per entry: a connection that was opened with one entry's trust must not serve another entry.
  const agents = new Map<string, Agent>();
  const agentFor = ({ ca = '', peer }: IssuerCall): Agent => {
    const key = JSON.stringify([ca, peer]);
    const options = { timeout: ISSUER_TIMEOUT_MS, ...(ca === '' ? {} : { ca }) };
    const judged = connector !== undefined && peer !== undefined;
    const agent = agents.get(key) ?? createAgent(judged ? connector(peer, options) : buildConnector(options));
    agents.set(key, agent);
    return agent;
  };
  return {
    fetch: (url, call) => follow(new URL(url), call, agentFor(call)),
    close: async () => {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
    },
  };
}

const createAgent = (connect: buildConnector.connector): Agent =>
  new Agent({
    connect,
    maxResponseSize: MAX_BODY,
    pipelining: 1,
  });

async function follow(start: URL, call: IssuerCall, dispatcher: Dispatcher): ReturnType<IssuerFetch> {
  // One timeout for the whole call, including redirects and body.
  const signal = AbortSignal.timeout(Math.min(call.timeoutMs, ISSUER_TIMEOUT_MS));
  let url = start;
  for (let redirects = 0; ; redirects += 1) {
    const { method, headers = {}, body = null } = call;
    const answer = await request(url, { method, headers, body, signal, dispatcher });
    const text = await answer.body.text();
    const { date } = answer.headers;
    if (!REDIRECTS.has(answer.statusCode))
      return { status: answer.statusCode, body: text, ...(typeof date === 'string' && { date }) };
    url = redirectTarget(url, answer.headers.location, call, redirects);
  }
}

/**
 * Follows a redirect only for GET and only within the origin: it must not carry credentials or our trust to another
 * host.
 */
function redirectTarget(from: URL, location: string | string[] | undefined, call: IssuerCall, redirects: number): URL {
  if (call.method !== 'GET') throw new Error(`${from.origin} redirects a ${call.method}`);
  if (redirects >= MAX_REDIRECTS) throw new Error(`${from.origin} redirects too often`);
  const target = typeof location === 'string' ? URL.parse(location, from.href) : null;
  if (target?.origin !== from.origin) throw new Error(`${from.origin} redirects to another origin`);
  return target;
}

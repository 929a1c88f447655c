// SPDX-License-Identifier: Apache-2.0
// A Keystone with accounts of its own, as far as a home cloud is asked: tokens by password, a user's groups, the end of a
// token. Its answers are Keystone's, as keystone/exception.py has them.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as bodyOf } from 'node:stream/consumers';

interface HomeUser {
  readonly password: string;
  readonly groups?: readonly { readonly name: string; readonly domain_id: string }[];
  /** Instead of a token, once the password is right. */
  readonly state?: 'expired' | 'totp';
  /** Whether or not the password is right. */
  readonly always?: 'locked' | 'disabled';
  readonly domain?: string;
}

export interface HomeKeystone {
  readonly authUrl: string;
  readonly users: Map<string, HomeUser>;
  /** Method and path of each request, and the body. */
  readonly seen: { readonly what: string; readonly body: string }[];
  readonly tokens: Set<string>;
  /** What it answers instead, or how long it takes. */
  fault?: { readonly status?: number; readonly body?: string; readonly groups?: number };
  delay: number;
  inside: number;
  mostInside: number;
  close(): Promise<void>;
}

const error = (message: string, code = 401) => JSON.stringify({ error: { code, message, title: 'Unauthorized' } });
const REQUIRED = 'The request you have made requires authentication.';

export async function startHomeKeystone(domain = 'customer-42'): Promise<HomeKeystone> {
  const server = createServer(async (request, response) => {
    state.inside += 1;
    state.mostInside = Math.max(state.mostInside, state.inside);
    const body = await bodyOf(request);
    const what = `${request.method} ${request.url}`;
    state.seen.push({ what, body });
    const answer = (status: number, text: string, headers: Record<string, string> = {}): void => {
      state.inside -= 1;
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
    };
    if (state.delay > 0) await new Promise((resolve) => setTimeout(resolve, state.delay));
    if (state.fault?.status !== undefined) return answer(state.fault.status, state.fault.body ?? '{}');
    const token = String(request.headers['x-auth-token'] ?? '');
    if (what === 'DELETE /v3/auth/tokens') {
      state.tokens.delete(String(request.headers['x-subject-token']));
      return answer(204, '');
    }
    if (what.endsWith('/groups')) {
      if (state.fault?.groups !== undefined) return answer(state.fault.groups, '{}');
      const name = /users\/id-(.*)\/groups/.exec(what)?.[1] ?? '';
      return answer(
        state.tokens.has(token) ? 200 : 401,
        JSON.stringify({ groups: state.users.get(name)?.groups ?? [] }),
      );
    }
    const { auth } = JSON.parse(body);
    const asked = auth.identity.password.user;
    const name = String(asked.name ?? String(asked.id).replace(/^id-/, ''));
    const user = asked.domain === undefined || asked.domain.name === domain ? state.users.get(name) : undefined;
    const id = `id-${name}`;
    if (user?.always !== undefined) return answer(401, error(`The account is ${user.always} for user: ${id}.`));
    if (user === undefined || user.password !== asked.password) return answer(401, error(REQUIRED));
    if (user.state === 'expired')
      return answer(401, error(`The password is expired and needs to be changed for user: ${id}.`));
    if (user.state === 'totp')
      return answer(401, JSON.stringify({ receipt: { methods: ['password'] }, required_auth_methods: [['totp']] }), {
        'openstack-auth-receipt': 'gAAAA-receipt',
      });
    const issued = `gAAAA-home-${state.tokens.size}-${name}`;
    state.tokens.add(issued);
    answer(
      201,
      JSON.stringify({
        token: {
          methods: ['password'],
          user: { id, name, domain: { id: 'd42', name: user.domain ?? domain }, password_expires_at: null },
          audit_ids: ['x'],
          issued_at: new Date().toISOString(),
          expires_at: new Date(Date.now() + 3_600_000).toISOString(),
          scope: auth.scope,
        },
      }),
      { 'x-subject-token': issued },
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const state: HomeKeystone = {
    authUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v3`,
    users: new Map(),
    seen: [],
    tokens: new Set(),
    delay: 0,
    inside: 0,
    mostInside: 0,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return state;
}

// SPDX-License-Identifier: Apache-2.0
// The identity facade on a real port with a fake identity service, and a client for it.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import Fastify from 'fastify';
import { createApplicationCredentials } from '../../../../../src/federation/credentials/index.ts';
import { facadePath } from '../../../../../src/gateway/facade-paths.ts';
import { type IdentityDeps, identitySurface } from '../../../../../src/gateway/surfaces/identity/index.ts';
import { METHODS } from '../../../../../src/gateway/surfaces/identity/methods/index.ts';
import { createFileStore } from '../../../../../src/store/file.ts';
import { createMemoryStore } from '../../../../../src/store/memory.ts';
import { NO_LIMITS } from '../../limits/no-limits.ts';
import { type FakeIdentityService, fakeIdentityService, ISSUER } from './fake-identity-service.ts';

export const PUBLIC = 'https://gateway.example.org';

export interface Facade {
  /** Where it really listens, unlike the public URL. */
  readonly base: string;
  readonly identityService: FakeIdentityService;
  /** Why each refused request was refused, as left for the log. */
  readonly reasons: (string | undefined)[];
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  send(method: string, path: string, headers?: Record<string, string>, body?: string): Promise<Answer>;
  /** A token by a federated login, scoped to the project if one is named. */
  login(user: string, project?: string): Promise<string>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a foreign document; the assertions say what it must hold
  readonly body: any;
  readonly text: string;
}

export const LOGIN = '/identity/v3/OS-FEDERATION/identity_providers/keycloak/protocols/openid/auth';
export const tokenBody = (token: string, scope?: unknown): string =>
  JSON.stringify({ auth: { identity: { methods: ['token'], token: { id: token } }, scope } });
export const JSON_TYPE = { 'content-type': 'application/json' };

export async function startFacade(overrides: Partial<IdentityDeps> = {}, methods = METHODS): Promise<Facade> {
  const identityService = fakeIdentityService(PUBLIC);
  const reasons: (string | undefined)[] = [];
  const durable = createFileStore({ folder: ':memory:' });
  const revoked = new Set<string>();
  const credentials = createApplicationCredentials({
    durable,
    store: createMemoryStore({ now: Date.now }),
    revocations: {
      has: (id) => revoked.has(id),
      add: async (id) => void revoked.add(id),
      addUser: async () => undefined,
      revokedUntil: () => 0,
    },
    now: Date.now,
    options: () => ({ perUser: 100, ownerUnseen: Number.POSITIVE_INFINITY }),
    log: { notNoted: () => undefined },
  });
  const rewriteUrl = ({ url = '' }: IncomingMessage): string => facadePath(url);
  const app = Fastify({ genReqId: () => `req-${randomUUID()}`, rewriteUrl });
  app.addHook('onResponse', async (request) => {
    reasons.push(request.reason);
  });
  await app.register(
    identitySurface(
      {
        identityService,
        limits: NO_LIMITS,
        bodyTime: () => 60_000,
        publicUrl: PUBLIC,
        identityProviders: () => [{ id: 'keycloak', protocol: 'openid', issuer: ISSUER }],
        regions: () => ['cloud-a', 'cloud-b'],
        nativeRegions: () => [],
        ec2Regions: () => [],
        applicationCredentials: { credentials, mostRules: () => 50, perUser: () => 100, now: Date.now },
        profile: { name: 'scs' },
        ...overrides,
      },
      methods,
    ),
  );
  const base = await app.listen({ port: 0, host: '127.0.0.1' });

  const send: Facade['send'] = async (method, path, headers = {}, body) => {
    const init: RequestInit = { method, headers, redirect: 'manual' };
    if (body !== undefined) init.body = body;
    const answer = await fetch(`${base}${path}`, init);
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: parse(text), text };
  };
  return {
    base,
    identityService,
    reasons,
    send,
    get: (path, headers) => send('GET', path, headers),
    login: async (user, project) => {
      const unscoped = subject(await send('POST', LOGIN, { authorization: `Bearer idp-${user}` }));
      if (project === undefined) return unscoped;
      const scope = { project: { name: project, domain: { name: 'acme' } } };
      return subject(await send('POST', '/identity/v3/auth/tokens', JSON_TYPE, tokenBody(unscoped, scope)));
    },
    async close() {
      await app.close();
      await durable.close();
    },
  };
}

function subject(answer: Answer): string {
  const token = answer.headers.get('x-subject-token');
  if (answer.status !== 201 || token === null) throw new Error(`no token: ${answer.status} ${answer.text}`);
  return token;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

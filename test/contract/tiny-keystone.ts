// SPDX-License-Identifier: Apache-2.0
// A Keystone of one user and a few projects on a real socket, for the suites around strategies and the exchange. Its
// answers are those that a real one sent (see the fixtures), with other ids, names and times put in.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Without the headers: lengths change with what is put in. */
function fixture(path: string): { status: number; body: Record<string, unknown> } {
  const { status, body } = JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'));
  return { status, body };
}
const SCOPED = fixture('unit/gateway/surfaces/identity/fixtures/token-create.json');
const UNSCOPED = fixture('unit/gateway/surfaces/identity/fixtures/federation-auth.json');
const PROJECTS = fixture('unit/gateway/surfaces/identity/fixtures/auth-projects.json');
const REFUSED = fixture('fixtures/openstack/cloud-a/token-bad-password.json');

export interface Call {
  /** Method and path. */
  readonly what: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: unknown;
}

export interface KeystoneProject {
  readonly id: string;
  readonly name: string;
  readonly domain: { readonly id: string; readonly name: string };
  readonly enabled?: boolean;
}

export const HUB_DOMAIN = { id: 'ce11d83f69ca48ff8c67c436b5504ddb', name: 'hub' };
export const RESEARCH: KeystoneProject = { id: 'a'.repeat(32), name: 'research', domain: HUB_DOMAIN };

export async function startTinyKeystone(now: () => number) {
  const calls: Call[] = [];
  const state = {
    /** Milliseconds that a first proof's token lives; a re-scoped one ends with its parent. */
    lifetime: 3_600_000,
    projects: [RESEARCH] as KeystoneProject[],
    domains: [{ ...HUB_DOMAIN, enabled: true }] as unknown[],
    /** Finds names whatever their letter case, as a Keystone on MySQL does. */
    foldsNames: false,
    /** Instead of the usual answer. */
    override: undefined as ((call: Call) => Answer | Promise<Answer> | undefined) | undefined,
    /** Tokens it still takes, with their end. */
    tokens: new Map<string, number>(),
  };
  let issued = 0;

  const issue = (fixed: Answer, token: object, expiresAt: number): Answer => {
    const id = `gAAAA-member-token-${++issued}`;
    state.tokens.set(id, expiresAt);
    return document(fixed.status, id, { ...(fixed.body as { token: object }).token, ...token }, expiresAt);
  };
  const document = (status: number, id: string, token: object, expiresAt: number): Answer => ({
    status,
    headers: { 'x-subject-token': id },
    body: { token: { ...token, expires_at: new Date(expiresAt).toISOString().replace('Z', '000Z') } },
  });
  const same = (one: string, other: string | undefined): boolean =>
    state.foldsNames ? one.toLowerCase() === other?.toLowerCase() : one === other;
  const scoped = (wanted: { id?: string; name?: string; domain?: { name?: string } }, end: number): Answer => {
    const project = state.projects.find(({ id, name, domain }) =>
      wanted.id === undefined ? same(name, wanted.name) && same(domain.name, wanted.domain?.name) : id === wanted.id,
    );
    if (project === undefined) return REFUSED;
    return issue(SCOPED, { project: { id: project.id, name: project.name, domain: project.domain } }, end);
  };

  function usual({ what, headers, body }: Call): Answer {
    const presented = String(headers['x-auth-token'] ?? '');
    const end = now() + state.lifetime;
    if (what === 'POST /v3/OS-FEDERATION/identity_providers/hub/protocols/openid/auth')
      return headers.authorization ? issue(UNSCOPED, {}, end) : REFUSED;
    if (what === 'POST /v3/auth/tokens') {
      const { identity, scope } = JSON.parse(body).auth;
      if (identity.methods[0] === 'application_credential') return scoped(RESEARCH, end);
      if (identity.methods[0] === 'password') return scoped(scope.project, end);
      const parent = state.tokens.get(identity.token.id);
      if (parent === undefined) return REFUSED;
      if (scope.domain && !same(HUB_DOMAIN.name, scope.domain.name)) return REFUSED;
      if (scope.domain) return issue(UNSCOPED, { domain: HUB_DOMAIN }, parent);
      return scoped(scope.project, parent);
    }
    const until = state.tokens.get(presented);
    if (until === undefined) return REFUSED;
    if (what === 'GET /v3/auth/tokens') {
      const { token } = SCOPED.body as { token: object };
      return document(200, presented, { ...token, project: RESEARCH }, until);
    }
    if (what === 'GET /v3/auth/domains') return { status: 200, body: { domains: state.domains } };
    const [example] = PROJECTS.body.projects as object[];
    const projects = state.projects.map(({ domain, ...rest }) => ({ ...example, ...rest, domain_id: domain.id }));
    return { status: 200, body: { ...PROJECTS.body, projects } };
  }

  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const call = { what: `${request.method} ${request.url}`, headers: request.headers, body };
    calls.push(call);
    const answer = (await state.override?.(call)) ?? usual(call);
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const authUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v3`;
  return {
    authUrl,
    calls,
    state,
    /** Since the last time it was asked. */
    taken: (): string[] => calls.splice(0).map(({ what }) => what),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type TinyKeystone = Awaited<ReturnType<typeof startTinyKeystone>>;

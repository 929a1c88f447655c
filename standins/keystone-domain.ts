// SPDX-License-Identifier: Apache-2.0
// The part of the stand-in's Keystone that a domain manager uses (scs-0302): projects, users and roles of one domain, by a
// token that is scoped to it. Another domain is a 403, and so is every role but those that the cloud lets managers give.
import { type Answer, answer, type Call, dig, hex32, type Route, route, text } from './http.ts';
import type { Named, Project } from './tokens.ts';

/** What the standard lets managers give. */
const GIVEN: ReadonlySet<string> = new Set(['member', 'reader', 'load-balancer_member']);

export interface DomainDeps {
  readonly projects: Project[];
  readonly role: (name: string) => Named;
  readonly link: (path: string) => string;
  readonly forbid: () => never;
  readonly missing: (what: string) => never;
}

interface Account extends Named {
  readonly domain: Named;
}

export function createDomainApi({ projects, role, link, forbid, missing }: DomainDeps) {
  const accounts: Account[] = [];
  const grants = new Set<string>();
  const keys = new Map<string, object>();

  const managed = (call: Call): Named => {
    const { domain, roles } = call.token;
    return domain !== undefined && roles.some(({ name }) => name === 'manager') ? domain : forbid();
  };
  const inDomain = (call: Call, wanted: unknown): Named => {
    const domain = managed(call);
    const id = text(wanted) ?? domain.id;
    return id === domain.id ? domain : forbid();
  };
  const view = (kind: string, { id, name, domain }: Account) => ({
    ...{ id, name, domain_id: domain.id, enabled: true, options: {}, links: { self: link(`/${kind}/${id}`) } },
    ...(kind === 'projects' ? { parent_id: domain.id, is_domain: false, description: '', tags: [] } : {}),
  });
  const listed = (kind: string, all: readonly Account[]) => (call: Call) => {
    const domain = inDomain(call, call.query.get('domain_id') ?? undefined);
    const name = call.query.get('name');
    const rows = all.filter((one) => one.domain.id === domain.id && (name === null || one.name === name));
    return answer(200, { [kind]: rows.map((one) => view(kind, one)), links: { next: null, self: link(`/${kind}`) } });
  };
  const one = <T extends Account>(call: Call, all: readonly T[], id = call.params[0]): T => {
    const found = all.find((candidate) => candidate.id === id) ?? missing(String(id));
    return found.domain.id === managed(call).id ? found : forbid();
  };
  const made = async (call: Call, singular: string): Promise<Account> => {
    const wanted = dig(await call.json(), singular);
    return { id: hex32(), name: text(dig(wanted, 'name')) ?? '', domain: inDomain(call, dig(wanted, 'domain_id')) };
  };
  const keysOf = (call: Call): string => (call.params[0] === call.token.user.id ? call.token.user.id : forbid());

  const roles = ['admin', 'manager', 'member', 'reader'].map(role);
  const grant = (call: Call): string => {
    const [project, user, id] = call.params;
    one(call, projects, project);
    one(call, accounts, user);
    const given = roles.find((candidate) => candidate.id === id) ?? missing(String(id));
    return GIVEN.has(given.name) ? call.params.join(' ') : forbid();
  };
  const routes: Route[] = [
    route('GET', '/v3/projects', listed('projects', projects)),
    route('POST', '/v3/projects', async (call) => {
      const project = await made(call, 'project');
      projects.push(project);
      return answer(201, { project: view('projects', project) });
    }),
    route('GET', '/v3/users', listed('users', accounts)),
    route('POST', '/v3/users', async (call) => {
      const user = await made(call, 'user');
      accounts.push(user);
      return answer(201, { user: view('users', user) });
    }),
    route('PATCH', '/v3/users/:id', (call) => answer(200, { user: view('users', one(call, accounts)) })),
    route('DELETE', '/v3/users/:id', (call) => {
      accounts.splice(accounts.indexOf(one(call, accounts)), 1);
      return answer(204);
    }),
    route('GET', '/v3/roles', (call) => {
      managed(call);
      const name = call.query.get('name');
      const rows = roles.filter((candidate) => name === null || candidate.name === name);
      return answer(200, { roles: rows, links: { next: null, self: link('/roles') } });
    }),
    route('PUT', '/v3/projects/:project/users/:user/roles/:role', (call) => {
      grants.add(grant(call));
      return answer(204);
    }),
    // EC2 credentials are each user's own, whatever the scope.
    route('POST', '/v3/users/:id/credentials/OS-EC2', async (call): Promise<Answer> => {
      const wanted = { user_id: keysOf(call), tenant_id: text(dig(await call.json(), 'tenant_id')) ?? '' };
      const credential = { ...wanted, access: hex32(), secret: hex32(), trust_id: null };
      keys.set(credential.access, credential);
      return answer(201, { credential });
    }),
    route('GET', '/v3/users/:id/credentials/OS-EC2', (call) => {
      keysOf(call);
      return answer(200, { credentials: [...keys.values()], links: { next: null, self: link('/credentials') } });
    }),
    route('DELETE', '/v3/users/:id/credentials/OS-EC2/:access', (call) => {
      keysOf(call);
      return keys.delete(call.params[1] ?? '') ? answer(204) : missing('credential');
    }),
  ];
  const showUser = (call: Call): Answer => answer(200, { user: view('users', one(call, accounts)) });
  const showProject = (call: Call): Answer => answer(200, { project: view('projects', one(call, projects)) });
  return { routes, showUser, showProject, accounts, grants };
}

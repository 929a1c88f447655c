// SPDX-License-Identifier: Apache-2.0
// The stand-in's Keystone: version documents, tokens, OS-FEDERATION behind a JWT check as mod_auth_openidc does it,
// projects, catalogue, application credentials. Its URLs come from the configured public endpoint, never from Host.
import { createHash } from 'node:crypto';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import {
  type Answer,
  answer,
  type Call,
  dig,
  HEALTH,
  hex32,
  isoMicros,
  Refusal,
  type Route,
  requestId,
  route,
  type Service,
  text,
} from './http.ts';
import { createDomainApi } from './keystone-domain.ts';
import type { Named, Project, Token, Tokens, User } from './tokens.ts';

/** The federation hub that this cloud trusts. */
export interface HubTrust {
  readonly issuer: string;
  /** Left out: `aud` is not checked, as a cloud without that Apache line does. */
  readonly audience?: string;
  readonly jwks: () => Promise<JSONWebKeySet>;
}

export type RoleIn = readonly [domain: string, project: string, role: string];

export interface IdentityOptions {
  readonly name: string;
  readonly region: string;
  /** Domain and project names, `acme/research`. */
  readonly projects: readonly string[];
  /** Groups of federated users → roles. */
  readonly groups: Readonly<Record<string, readonly RoleIn[]>>;
  /** Groups of federated users whose members manage a domain: its name. */
  readonly managers?: Readonly<Record<string, string>>;
  readonly users?: readonly {
    name: string;
    password: string;
    domain?: string;
    /** Names of groups of the user's own domain. */
    groups?: readonly string[];
    roles: readonly RoleIn[];
  }[];
  readonly applicationCredentials?: readonly {
    id: string;
    secret: string;
    name: string;
    user: string;
    project: string;
  }[];
  readonly identityProvider?: { readonly id: string; readonly protocol: string; readonly domain: string };
}

export interface IdentityPlace {
  /** The public endpoint without `/v3`. */
  readonly url: () => string;
  /** Type, name and URL (`%(project_id)s` inside) of the catalogue's services. */
  readonly services: () => readonly { readonly type: string; readonly name: string; readonly url: string }[];
  readonly hub: () => HubTrust | undefined;
  readonly tokens: Tokens;
}

interface Assignment {
  readonly project: Project;
  readonly role: string;
}

interface Credential {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
  readonly description: string | null;
  readonly unrestricted: boolean;
  readonly user: User;
  readonly project: Project;
  readonly roles: readonly Named[];
}

export function createKeystone(options: IdentityOptions, place: IdentityPlace) {
  const { tokens } = place;
  const provider = options.identityProvider ?? { id: 'hub', protocol: 'openid', domain: 'acme' };
  // Ids are made from the cloud's name too: no two clouds share one, a restart keeps them.
  const id = (kind: string, name: string) => hash(`${options.name}\0${kind}\0${name}`).slice(0, 32);
  const domainOf = (name: string): Named => ({ id: name === 'Default' ? 'default' : id('domain', name), name });
  const role = (name: string): Named => ({ id: id('role', name), name });
  const projects = options.projects.map((path): Project => {
    const [domain = 'Default', name = ''] = path.split('/');
    return { id: id('project', path), name, domain: domainOf(domain) };
  });
  const domains = [
    ...new Map([...projects.map(({ domain }) => domain), domainOf(provider.domain)].map((d) => [d.id, d])).values(),
  ];
  const assign = (roles: readonly RoleIn[]): Assignment[] =>
    roles.flatMap(([domain, name, roleName]) => {
      const project = projects.find((p) => p.domain.name === domain && p.name === name);
      return project ? [{ project, role: roleName }] : [];
    });
  const groups = [...new Set([...Object.keys(options.groups), ...Object.keys(options.managers ?? {})])];
  const managerOf = (group: string): string | undefined =>
    options.managers?.[groups.find((name) => id('group', name) === group) ?? ''];
  const users = (options.users ?? []).map((u) => {
    const domain = domainOf(u.domain ?? 'Default');
    return {
      user: { id: id('user', u.name), name: u.name, domain } as User,
      password: u.password,
      groups: u.groups ?? [],
      roles: assign(u.roles),
    };
  });
  const credentials = new Map<string, Credential>();
  for (const c of options.applicationCredentials ?? []) {
    const owner = users.find(({ user }) => user.name === c.user);
    const project = projects.find((p) => `${p.domain.name}/${p.name}` === c.project);
    if (!owner || !project) throw new Error(`application credential ${c.id}: no such user or project`);
    const made = {
      ...c,
      description: null,
      unrestricted: false,
      user: owner.user,
      project,
      roles: rolesIn(owner.roles, project),
    };
    credentials.set(c.id, made);
  }

  /** A member reads too: Keystone's implied roles. */
  function rolesIn(assignments: readonly Assignment[], project: Project): Named[] {
    const names = assignments.filter((a) => a.project.id === project.id).map((a) => a.role);
    return [...new Set(names.flatMap((name) => (name === 'member' ? ['reader', 'member'] : [name])))].map(role);
  }
  const assignmentsOf = (token: Pick<Token, 'user' | 'federation'>): readonly Assignment[] =>
    token.federation
      ? token.federation.groups.flatMap((group) =>
          assign(options.groups[groups.find((g) => id('group', g) === group) ?? ''] ?? []),
        )
      : (users.find(({ user }) => user.id === token.user.id)?.roles ?? []);
  const projectsOf = (token: Token): Project[] => [
    ...new Map(assignmentsOf(token).map(({ project }) => [project.id, project])).values(),
  ];

  const link = (path: string) => `${place.url()}/v3${path}`;
  const challenge = () => ({ 'WWW-Authenticate': `Keystone uri="${place.url()}/v3"` });
  const keystoneError = (code: number, title: string, message: string) => ({ error: { code, message, title } });
  const unauthorized = () =>
    answer(401, keystoneError(401, 'Unauthorized', 'The request you have made requires authentication.'), challenge());
  const refuse = (status: 400 | 401 | 403 | 404, message: string): never => {
    const title = { 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found' }[status];
    throw new Refusal(status, keystoneError(status, title, message), status === 401 ? challenge() : {});
  };
  const deny = () => refuse(401, 'The request you have made requires authentication.');
  const forbid = () => refuse(403, 'You are not authorized to perform the requested action.');

  const catalog = (project: Project | undefined) =>
    place.services().map(({ type, name, url }) => ({
      endpoints: ['public', 'internal', 'admin'].map((face) => ({
        id: id('endpoint', `${type} ${face}`),
        interface: face,
        region_id: options.region,
        url: url.replace('%(project_id)s', project?.id ?? ''),
        region: options.region,
      })),
      id: id('service', type),
      type,
      name,
    }));

  function render(token: Token, withCatalog: boolean): Record<string, unknown> {
    const { federation, project, domain, applicationCredential: credential } = token;
    const scope = project
      ? { project: { domain: project.domain, id: project.id, name: project.name }, is_domain: false }
      : domain && { domain };
    return {
      methods: token.methods,
      user: {
        domain: token.user.domain,
        id: token.user.id,
        name: token.user.name,
        ...(federation
          ? {
              'OS-FEDERATION': {
                groups: federation.groups.map((group) => ({ id: group })),
                identity_provider: { id: federation.provider },
                protocol: { id: federation.protocol },
              },
            }
          : { password_expires_at: null }),
      },
      audit_ids: token.auditIds,
      expires_at: `${isoMicros(token.expiresAt)}Z`,
      issued_at: `${isoMicros(token.issuedAt)}Z`,
      ...(scope && { ...scope, roles: token.roles, ...(withCatalog && { catalog: catalog(project) }) }),
      ...(credential && { application_credential: credential }),
    };
  }
  const given = (call: Call, token: Token, status = 201): Answer =>
    answer(status, { token: render(token, !call.query.has('nocatalog')) }, { 'X-Subject-Token': token.id });

  // --- authentication
  type Facts = Pick<Token, 'user' | 'methods'> & Partial<Pick<Token, 'federation' | 'applicationCredential'>>;

  async function authenticate(call: Call): Promise<Answer> {
    const auth = dig(await call.json(), 'auth');
    const identity = dig(auth, 'identity');
    const methods = dig(identity, 'methods');
    if (!Array.isArray(methods) || !methods.length) refuse(400, "'methods' is a required property");
    const [method] = methods as string[];
    if (method === 'password') {
      const given = dig(identity, 'password', 'user');
      const found = findUser(given);
      if (!found || found.password !== text(dig(given, 'password'))) deny();
      else return scoped(call, { user: found.user, methods: ['password'] }, dig(auth, 'scope'));
    }
    if (method === 'token') {
      const parent = tokens.find(text(dig(identity, 'token', 'id')));
      if (!parent) deny();
      else {
        const kept = [...new Set([...parent.methods, 'token'])];
        const { user, federation } = parent;
        return scoped(call, { user, methods: kept, ...(federation && { federation }) }, dig(auth, 'scope'), parent);
      }
    }
    if (method === 'application_credential') {
      const wanted = dig(identity, 'application_credential');
      const credential = findCredential(wanted);
      if (dig(auth, 'scope') !== undefined) deny(); // Keystone: they carry their own scope
      if (!credential || credential.secret !== text(dig(wanted, 'secret'))) deny();
      else {
        const { user, project, roles } = credential;
        const applicationCredential = {
          id: credential.id,
          name: credential.name,
          restricted: !credential.unrestricted,
        };
        const methods = ['application_credential'];
        return given(call, tokens.issue({ user, project, roles, methods, applicationCredential }));
      }
    }
    return deny();
  }

  const inDomain = (wanted: unknown, domain: Named): boolean =>
    dig(wanted, 'id') === domain.id || dig(wanted, 'name') === domain.name;
  const findUser = (wanted: unknown) =>
    users.find(
      ({ user }) =>
        dig(wanted, 'id') === user.id ||
        (dig(wanted, 'name') === user.name && inDomain(dig(wanted, 'domain'), user.domain)),
    );
  const findCredential = (wanted: unknown) =>
    credentials.get(text(dig(wanted, 'id')) ?? '') ??
    [...credentials.values()].find(
      (c) => c.name === dig(wanted, 'name') && findUser(dig(wanted, 'user'))?.user.id === c.user.id,
    );

  function scoped(call: Call, facts: Facts, scope: unknown, parent?: Token): Answer {
    if (scope === undefined || scope === 'unscoped' || dig(scope, 'unscoped') !== undefined) {
      return given(call, tokens.issue({ ...facts, roles: [] }, parent));
    }
    const wanted = dig(scope, 'project');
    if (wanted !== undefined) {
      const project = projects.find(
        (p) =>
          dig(wanted, 'id') === p.id || (dig(wanted, 'name') === p.name && inDomain(dig(wanted, 'domain'), p.domain)),
      );
      const roles = project ? rolesIn(assignmentsOf(facts), project) : [];
      if (!project || !roles.length) return deny();
      return given(call, tokens.issue({ ...facts, project, roles }, parent));
    }
    const domain = domains.find((one) => inDomain(dig(scope, 'domain'), one));
    const managed = facts.federation?.groups.some((group) => managerOf(group) === domain?.name);
    if (domain === undefined || !managed) return deny(); // nobody has a role on the system here
    return given(call, tokens.issue({ ...facts, domain, roles: [role('manager')] }, parent));
  }

  // --- federation: Apache checks the JWT (answers in HTML), then Keystone's mapping (answers in JSON)
  let keys: JSONWebKeySet | undefined;
  async function verify(jwt: string, hub: HubTrust): Promise<JWTPayload | undefined> {
    const check = async (jwks: JSONWebKeySet) => {
      const rules = { issuer: hub.issuer, ...(hub.audience && { audience: hub.audience }), algorithms: ALGORITHMS };
      return (await jwtVerify(jwt, createLocalJWKSet(jwks), { ...rules, requiredClaims: ['sub', 'iss'] })).payload;
    };
    try {
      keys ??= await hub.jwks();
      return await check(keys);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) return undefined;
    }
    try {
      keys = await hub.jwks(); // an unknown kid: the hub may have rotated its keys
      return await check(keys);
    } catch {
      return undefined;
    }
  }

  async function federated(call: Call): Promise<Answer> {
    const bearer = /^Bearer (.+)$/i.exec(call.req.headers.authorization ?? '')?.[1];
    const hub = place.hub();
    const claims = bearer && hub && (await verify(bearer, hub));
    if (!claims) throw new Refusal(401, APACHE_401, APACHE_HEADERS);
    const [idp, protocol] = call.params;
    if (idp !== provider.id || protocol !== provider.protocol) refuse(404, `Could not find identity provider: ${idp}.`);
    const { sub, preferred_username: name, email, groups: theirs } = claims;
    if (!sub || typeof name !== 'string' || typeof email !== 'string' || !Array.isArray(theirs)) return deny();
    const domain = domainOf(provider.domain);
    const user = { id: hash(`${domain.id}\0${sub}`), name, domain, email };
    const known = theirs.filter((group): group is string => groups.includes(group)).map((group) => id('group', group));
    const federation = { provider: provider.id, protocol: provider.protocol, groups: known };
    return given(call, tokens.issue({ user, federation, methods: [provider.protocol], roles: [] }));
  }

  // --- documents and lists
  const version = () => ({
    id: 'v3.14',
    status: 'stable',
    updated: '2020-04-07T00:00:00Z',
    links: [{ rel: 'self', href: link('/') }],
    'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
  });
  const projectView = (p: Project) => ({
    id: p.id,
    name: p.name,
    domain_id: p.domain.id,
    description: '',
    enabled: true,
    parent_id: p.domain.id,
    is_domain: false,
    tags: [],
    options: {},
    links: { self: link(`/projects/${p.id}`) },
  });
  const domainView = (d: Named) => ({
    id: d.id,
    name: d.name,
    description: '',
    enabled: true,
    tags: [],
    options: {},
    links: { self: link(`/domains/${d.id}`) },
  });
  const list = (path: string, plural: string, rows: readonly unknown[]) =>
    answer(200, { [plural]: rows, links: { next: null, self: link(path), previous: null } });
  const listProjects = (call: Call) => list('/auth/projects', 'projects', projectsOf(call.token).map(projectView));
  const listDomains = (call: Call) => {
    const managed = new Set((call.token.federation?.groups ?? []).map(managerOf));
    return list('/auth/domains', 'domains', domains.filter(({ name }) => managed.has(name)).map(domainView));
  };
  const own = (call: Call): void => {
    if (call.params[0] !== call.token.user.id) forbid();
  };
  const credentialView = (c: Credential, secret = false) => ({
    id: c.id,
    name: c.name,
    description: c.description,
    user_id: c.user.id,
    project_id: c.project.id,
    system: null,
    expires_at: null,
    unrestricted: c.unrestricted,
    roles: c.roles.map((r) => ({ ...r, domain_id: null, description: null, options: { immutable: true } })),
    ...(secret && { secret: c.secret }),
    links: { self: link(`/application_credentials/${c.id}`) },
  });
  const subject = (call: Call): Token =>
    tokens.find(text(call.req.headers['x-subject-token'])) ?? refuse(404, 'Could not find token.');
  const ofUser = (call: Call, key: string): Credential => {
    const found = credentials.get(key);
    return found && found.user.id === call.token.user.id
      ? found
      : refuse(404, `Could not find Application Credential: ${key}.`);
  };

  const missing = (what: string) => refuse(404, `Could not find ${what}.`);
  const domainApi = createDomainApi({ projects, role, link, forbid, missing });
  const auth = '/v3/OS-FEDERATION/identity_providers/:idp/protocols/:protocol/auth';
  const routes: Route[] = [
    route('GET', '/', () => answer(300, { versions: { values: [version()] } }, { Location: link('/') }), true),
    HEALTH,
    route('GET', '/v3', () => answer(200, { version: version() }), true),
    route('GET', auth, federated, true),
    route('POST', auth, federated, true),
    route('POST', '/v3/auth/tokens', authenticate, true),
    route('GET', '/v3/auth/tokens', (call) => given(call, subject(call), 200)),
    route('DELETE', '/v3/auth/tokens', (call) => {
      tokens.revoke(subject(call).id);
      return answer(204);
    }),
    route('GET', '/v3/auth/projects', listProjects),
    route('GET', '/v3/OS-FEDERATION/projects', listProjects),
    route('GET', '/v3/auth/domains', listDomains),
    route('GET', '/v3/OS-FEDERATION/domains', listDomains),
    route('GET', '/v3/auth/catalog', ({ token }) => {
      if (!token.project) forbid();
      return answer(200, {
        catalog: catalog(token.project),
        links: { next: null, self: link('/auth/catalog'), previous: null },
      });
    }),
    ...domainApi.routes,
    route('GET', '/v3/projects/:id', (call) => {
      if (call.token.domain !== undefined) return domainApi.showProject(call);
      const found = projectsOf(call.token).find((p) => p.id === call.params[0]);
      return found ? answer(200, { project: projectView(found) }) : forbid();
    }),
    route('GET', '/v3/domains/:id', (call) => {
      const found = projectsOf(call.token).find((p) => p.domain.id === call.params[0])?.domain;
      return found ? answer(200, { domain: domainView(found) }) : forbid();
    }),
    route('GET', '/v3/users/:id', (call) => {
      if (call.params[0] !== call.token.user.id && call.token.domain !== undefined) return domainApi.showUser(call);
      own(call);
      const { id: self, name, domain, email } = call.token.user;
      const user = { id: self, name, domain_id: domain.id, enabled: true, email: email ?? `${name}@example.org` };
      return answer(200, {
        user: { ...user, password_expires_at: null, options: {}, links: { self: link(`/users/${self}`) } },
      });
    }),
    route('GET', '/v3/users/:id/groups', (call) => {
      own(call);
      const { id: self, domain } = call.token.user;
      const names = users.find(({ user }) => user.id === self)?.groups ?? [];
      const list = names.map((name) => ({ id: id('group', name), name, domain_id: domain.id, description: '' }));
      return answer(200, { groups: list, links: { next: null, previous: null, self: link(`/users/${self}/groups`) } });
    }),
    route('GET', '/v3/users/:id/projects', (call) => {
      own(call);
      return listProjects(call);
    }),
    route('GET', '/v3/users/:id/application_credentials', (call) => {
      own(call);
      const mine = [...credentials.values()].filter((c) => c.user.id === call.token.user.id);
      const path = `/users/${call.token.user.id}/application_credentials`;
      return list(
        path,
        'application_credentials',
        mine.map((c) => credentialView(c)),
      );
    }),
    route('POST', '/v3/users/:id/application_credentials', async (call) => {
      own(call);
      const wanted = dig(await call.json(), 'application_credential');
      const name = text(dig(wanted, 'name'));
      const { user, project } = call.token;
      const chosen = dig(wanted, 'roles');
      const names = Array.isArray(chosen) ? chosen.map((role) => dig(role, 'name')) : undefined;
      const roles = call.token.roles.filter((role) => names === undefined || names.includes(role.name));
      if (!name || !project) return refuse(400, "'name' is a required property");
      const made: Credential = {
        id: hex32(),
        name,
        secret: text(dig(wanted, 'secret')) ?? hex32() + hex32(),
        description: text(dig(wanted, 'description')) ?? null,
        unrestricted: dig(wanted, 'unrestricted') === true,
        user,
        project,
        roles,
      };
      credentials.set(made.id, made);
      return answer(201, { application_credential: credentialView(made, true) });
    }),
    route('GET', '/v3/users/:id/application_credentials/:ac', (call) => {
      own(call);
      return answer(200, { application_credential: credentialView(ofUser(call, call.params[1] ?? '')) });
    }),
    route('DELETE', '/v3/users/:id/application_credentials/:ac', (call) => {
      own(call);
      credentials.delete(ofUser(call, call.params[1] ?? '').id);
      return answer(204);
    }),
    route('GET', '/v3/regions', () =>
      list('/regions', 'regions', [
        {
          id: options.region,
          description: '',
          parent_region_id: null,
          links: { self: link(`/regions/${options.region}`) },
        },
      ]),
    ),
    ...['services', 'endpoints', 'groups'].map((kind) => route('GET', `/v3/${kind}`, () => forbid())),
  ];
  const service: Service = {
    type: 'identity',
    routes,
    unauthorized,
    notFound: () => answer(404, keystoneError(404, 'Not Found', 'The requested URL was not found on the server.')),
    headers: () => ({ Vary: 'X-Auth-Token', 'x-openstack-request-id': requestId() }),
  };
  return {
    service,
    /** Made by domain managers: accounts, and `project user role` of what was given. */
    made: domainApi,
    /** This cloud's own ids, by name, for assertions. */
    projectIds: Object.fromEntries(projects.map((p) => [`${p.domain.name}/${p.name}`, p.id])),
    domainIds: Object.fromEntries(domains.filter((d) => d.name !== 'Default').map((d) => [d.name, d.id])),
    userIds: Object.fromEntries(users.map(({ user }) => [user.name, user.id])),
    federatedUserId: (sub: string): string => hash(`${domainOf(provider.domain).id}\0${sub}`),
    adminProject: id('project', 'Default/admin'),
  };
}

const hash = (value: string): string => createHash('sha256').update(value).digest('hex');

/** What mod_auth_openidc 2.4 takes: no EdDSA. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];
const APACHE_HEADERS = {
  'WWW-Authenticate': 'Bearer error="invalid_token", error_description="JWT token could not be validated"',
  'Content-Type': 'text/html; charset=iso-8859-1',
};
const APACHE_401 =
  '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\n<html><head>\n<title>401 Unauthorized</title>\n</head><body>\n<h1>Unauthorized</h1>\n<p>This server could not verify that you\nare authorized to access the document\nrequested.</p>\n</body></html>\n';

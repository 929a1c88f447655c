// SPDX-License-Identifier: Apache-2.0
// What the commands of a user ask a gateway for, over HTTP. Errors are sentences for the user.
import { AWAY, CommandError, LOGIN_NEEDED } from './command.ts';
import { printable, reasonOf } from './error-causes.ts';
import { guardedFetch } from './guarded-fetch.ts';

export interface GatewayProvider {
  readonly id: string;
  readonly protocol: string;
  readonly issuer: string;
  /** The public client of command-line tools; absent where the operator has configured none. */
  readonly cli?: { readonly clientId: string; readonly scope: string };
}

export interface GatewayToken {
  readonly token: string;
  /** Milliseconds, by the gateway's clock, which need not be this machine's. */
  readonly life: number;
}

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly domain: { readonly id: string; readonly name: string };
}

export interface Me {
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly domain: string;
    readonly groups: readonly string[];
  };
  readonly identityProvider: string;
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly notes: readonly { readonly message: string }[];
}

export interface GatewayApi {
  providers(): Promise<readonly GatewayProvider[]>;
  /** A token without a scope, for one of the identity provider. */
  login(provider: GatewayProvider, bearer: string): Promise<GatewayToken>;
  scoped(token: string, project: Project): Promise<GatewayToken>;
  projects(token: string): Promise<readonly Project[]>;
  regions(): Promise<readonly string[]>;
  me(token: string): Promise<Me>;
  /** Ends a login and all that descends from it. */
  revoke(token: string): Promise<void>;
  /** Ends every token of the user. */
  revokeAll(token: string): Promise<void>;
  /** An application credential of the user, for the token's project. */
  createCredential(
    token: string,
    user: string,
    wanted: object,
  ): Promise<{ readonly id: string; readonly secret: string }>;
  deleteCredential(token: string, user: string, id: string): Promise<void>;
  kubeconfig(token: string, query: Readonly<Record<string, string>>): Promise<string>;
  /** The ids of all clouds. */
  clouds(token: string): Promise<readonly string[]>;
  /** How far a cloud holds to the SCS standards. Whether it has the shape is for the caller to see. */
  conformance(token: string, cloud: string, query: Readonly<Record<string, string>>): Promise<unknown>;
}

/** Milliseconds. A scoped token makes the gateway ask all clouds. */
const PATIENCE = 30_000;
/** Bytes: a kubeconfig has a certificate for each cluster. */
const MAX_ANSWER = 16 * 1024 * 1024;
/** Milliseconds. Clocks that differ by less are usual. */
const CLOCKS_DIFFER = 120_000;

interface Question {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

export function createGatewayApi(gateway: string, inner: typeof fetch, now: () => number = Date.now): GatewayApi {
  const base = gateway.replace(/\/+$/, '');
  const send = guardedFetch(inner, MAX_ANSWER);

  async function ask(method: string, path: string, { token, headers, body }: Question = {}): Promise<Response> {
    const answer = await send(`${base}${path}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
      headers: {
        accept: 'application/json, application/yaml;q=0.9',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}`, 'x-auth-token': token }),
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    }).catch((error) => {
      if (error instanceof CommandError) throw error;
      throw new CommandError(`${base} does not answer: ${reasonOf(error)}`, { cause: error, exitCode: AWAY });
    });
    if (answer.ok) return answer;
    throw await refused(base, answer, now());
  }
  const json = async <T>(answer: Response): Promise<T> =>
    (await answer.json().catch((cause) => {
      throw new CommandError(`${base} is no gateway: it answers with something that is not JSON`, { cause });
    })) as T;
  const tokenOf = async (answer: Response): Promise<GatewayToken> => {
    const token = answer.headers.get('x-subject-token');
    const { token: body } = await json<{ token?: { issued_at?: string; expires_at?: string } }>(answer);
    const life = Date.parse(body?.expires_at ?? '') - Date.parse(body?.issued_at ?? '');
    // A token is a word: it becomes part of header fields and of files.
    if (token === null || !/^[\w.~+/=-]{1,8192}$/.test(token) || !(life > 0))
      throw new CommandError(`${base} is no gateway: its answer to a login has no token`);
    return { token, life };
  };

  return {
    providers: async () => {
      const { login } = await json<{ login?: { identityProviders?: unknown } }>(await ask('GET', '/'));
      const providers = login?.identityProviders;
      if (Array.isArray(providers) && providers.every(isProvider)) return providers;
      throw new CommandError(`${base} does not say where to log in: is it a gateway, of this version?`);
    },
    login: async ({ id, protocol }, bearer) => {
      const [idp, by] = [id, protocol].map(encodeURIComponent);
      const path = `/identity/v3/OS-FEDERATION/identity_providers/${idp}/protocols/${by}/auth`;
      return tokenOf(await ask('POST', path, { headers: { authorization: `Bearer ${bearer}` } }));
    },
    scoped: async (token, { id }) => {
      const auth = { identity: { methods: ['token'], token: { id: token } }, scope: { project: { id } } };
      return tokenOf(await ask('POST', '/identity/v3/auth/tokens', { body: { auth } }));
    },
    projects: async (token) => {
      const { items } = await json<{ items?: unknown }>(await ask('GET', '/scs/v1/projects', { token }));
      return Array.isArray(items) ? items.filter(isProject) : [];
    },
    regions: async () => {
      const { profile } = await json<{ profile?: { regions?: unknown } }>(
        await ask('GET', '/.well-known/openstack/api'),
      );
      return Array.isArray(profile?.regions) ? profile.regions.map(String) : [];
    },
    me: async (token) => json<Me>(await ask('GET', '/scs/v1/me', { token })),
    revoke: async (token) => {
      await ask('DELETE', '/identity/v3/auth/tokens', { token, headers: { 'x-subject-token': token } });
    },
    revokeAll: async (token) => {
      await ask('DELETE', '/scs/v1/me/tokens', { token });
    },
    createCredential: async (token, user, wanted) => {
      const body = { application_credential: wanted };
      const answer = await ask('POST', credentialsOf(user), { token, body });
      const { application_credential: made } = await json<{ application_credential?: Record<string, unknown> }>(answer);
      const { id, secret } = Object(made);
      // They become part of a file.
      if (![id, secret].every((one) => isText(one) && /^[\x21-\x7e]{1,4096}$/.test(one)))
        throw new CommandError(`${base} is no gateway: its answer has no application credential`);
      return { id, secret };
    },
    deleteCredential: async (token, user, id) => {
      await ask('DELETE', `${credentialsOf(user)}/${encodeURIComponent(id)}`, { token });
    },
    kubeconfig: async (token, query) =>
      (await ask('GET', `/scs/v1/kubeconfig?${new URLSearchParams(query)}`, { token })).text(),
    clouds: async (token) => {
      const { items } = await json<{ items?: unknown }>(await ask('GET', '/scs/v1/clouds', { token }));
      return Array.isArray(items) ? items.map((item: unknown) => Object(item).id).filter(isText) : [];
    },
    conformance: async (token, cloud, query) => {
      const path = `/scs/v1/clouds/${encodeURIComponent(cloud)}/conformance?${new URLSearchParams(query)}`;
      return json<unknown>(await ask('GET', path, { token }));
    },
  };
}

const credentialsOf = (user: string): string =>
  `/identity/v3/users/${encodeURIComponent(user)}/application_credentials`;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

function isProvider(value: unknown): value is GatewayProvider {
  const { id, protocol, issuer, cli } = Object(value) as Partial<GatewayProvider>;
  return [id, protocol, issuer].every(isText) && (cli === undefined || [cli.clientId, cli.scope].every(isText));
}

function isProject(value: unknown): value is Project {
  const { id, name, domain } = Object(value) as Partial<Project>;
  return [id, name, domain?.name].every(isText);
}

/** In the dialects that it speaks: Keystone's, and RFC 9457. */
async function refused(base: string, answer: Response, now: number): Promise<CommandError> {
  const { status, headers } = answer;
  const body = Object(await answer.json().catch(() => undefined)) as {
    detail?: unknown;
    error?: { message?: unknown };
  };
  const why = body.detail ?? body.error?.message;
  const text = isText(why) ? `: ${printable(why).slice(0, 500)}` : '';
  const apart = Date.parse(headers.get('date') ?? '') - now;
  const clock =
    status === 401 && Math.abs(apart) > CLOCKS_DIFFER
      ? ` (the clock of this machine is ${Math.round(Math.abs(apart) / 60_000)} minutes ${apart > 0 ? 'behind' : 'ahead of'} the gateway's)`
      : '';
  const exitCode = status === 401 ? LOGIN_NEEDED : status >= 500 || status === 429 ? AWAY : 1;
  return new CommandError(`${base} answered ${status}${text}${clock}`, { exitCode });
}

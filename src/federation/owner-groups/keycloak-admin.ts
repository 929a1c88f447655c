// SPDX-License-Identifier: Apache-2.0
// Keycloak's admin REST API: whether an account is there and enabled, and which groups it is in. The gateway has a client of
// the realm with a service account that may read users (the role `view-users` of `realm-management`).
import Type from 'typebox';
import { isObject } from '../../model/is-object.ts';
import type { Secret } from '../../model/secret.ts';
import { group, reference, secureUrl, text } from '../../schema/fields.ts';
import { askJson, type JsonAnswer } from './ask-json.ts';
import { defineOwnerSource, type OwnerSource, type OwnerSourceDeps, often, UserUntold } from './definition.ts';
import { withGroups } from './with-groups.ts';

/** Of one user. One more is asked for, so that a cut list is not taken for the whole. */
const MOST_GROUPS = 1_000;
/** Before its end a token is no longer used. */
const SPARE = 10_000;

export const keycloakAdmin = defineOwnerSource({
  kind: 'keycloak-admin',
  schema: group(
    { description: "Keycloak's admin API, by a client of the realm whose service account may read users." },
    {
      kind: Type.Literal('keycloak-admin'),
      clientId: text({
        description:
          'A confidential client with a service account that has the role `view-users` of `realm-management`.',
        examples: ['scs-gateway-groups'],
      }),
      clientSecret: reference({
        description: 'Reference to its secret.',
        examples: ['file:/run/secrets/keycloak-groups'],
      }),
      adminUrl: Type.Optional(
        secureUrl({
          description:
            "The realm's URL in the admin API, if it is not the issuer with /admin before /realms (admin host of its own).",
          examples: ['https://keycloak-admin.example.org/admin/realms/scs'],
        }),
      ),
      groupNames: Type.Enum(['name', 'path'], {
        description:
          'What of a group is its name: as the mapper of the tokens has it (`path` where *Full group path* is on).',
        examples: ['path'],
        default: 'name',
      }),
      ...often(),
    },
  ),

  faults({ adminUrl }, { issuer, claims }) {
    const faults = [];
    if (claims?.subject !== undefined && claims.subject !== 'sub')
      faults.push({ field: '', reason: 'needs claims.subject to be sub, which is the id of the user in Keycloak' });
    if (claims?.groups !== undefined && /(^|\.)roles$/.test(claims.groups))
      faults.push({ field: '', reason: 'reads groups, but claims.groups holds roles: all of them would be lost' });
    if (adminUrl === undefined && issuer !== undefined && adminUrlOf(issuer) === undefined)
      faults.push({ field: 'adminUrl', reason: 'is required: the issuer has no /realms/ in it' });
    return faults;
  },

  resolve: ({ clientSecret, ...same }, contents) => ({ ...same, clientSecret: contents.secret(clientSecret) }),

  create: (options, deps) => createKeycloakAdmin(options, deps),
});

interface Options {
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly adminUrl?: string | undefined;
  readonly groupNames: 'name' | 'path';
}

/** `https://host/auth/realms/x` → `https://host/auth/admin/realms/x`. */
function adminUrlOf(issuer: string): string | undefined {
  const at = issuer.lastIndexOf('/realms/');
  return at === -1 ? undefined : `${issuer.slice(0, at)}/admin${issuer.slice(at)}`;
}

function createKeycloakAdmin(options: Options, deps: OwnerSourceDeps): OwnerSource {
  const { clientId, clientSecret, groupNames, adminUrl } = options;
  const { provider, now } = deps;
  const base = (adminUrl ?? adminUrlOf(provider.issuer) ?? '').replace(/\/+$/, '');
  const fetch = deps.fetchOf(base);
  const endpoint = deps.tokenEndpoint({ clientId, clientSecret });
  let held: { readonly token: string; readonly until: number } | undefined;

  async function token(): Promise<string> {
    if (held !== undefined && held.until > now()) return held.token;
    const asked = now();
    const answer = await endpoint({ grant_type: 'client_credentials' });
    const { access_token: given, expires_in: seconds } = answer.ok ? answer.value : {};
    if (typeof given !== 'string') throw new Error(`the client ${clientId} got no token`);
    held = { token: given, until: asked + (typeof seconds === 'number' ? seconds * 1000 - SPARE : 0) };
    return given;
  }

  async function get(path: string): Promise<JsonAnswer> {
    const ask = async () =>
      askJson(fetch, { url: `${base}${path}`, token: await token(), accept: 'application/json', ca: provider.ca });
    const answer = await ask();
    if (answer.status !== 401) return answer;
    // The realm's keys or the client's sessions are other ones by now.
    held = undefined;
    return ask();
  }

  const unlike = ({ status }: JsonAnswer, what: string): Error =>
    new Error(
      `the admin API answered ${status} to the question for ${what}${status === 403 ? ': the client lacks the role view-users' : ''}`,
    );

  return {
    async ask(principal) {
      // A URL takes these for other places (RFC 3986 §5.2.4), however they are written.
      if (/^\.{1,2}$/.test(principal.subject)) throw new UserUntold('the subject of the user cannot be asked for');
      const user = `/users/${encodeURIComponent(principal.subject)}`;
      const account = await get(user);
      if (isNoUser(account)) return { state: 'gone', reason: 'there is no such user' };
      const { body } = account;
      if (account.status !== 200 || !isObject(body) || body.id !== principal.subject) throw unlike(account, 'a user');
      if (body.enabled === false) return { state: 'gone', reason: 'the user is disabled' };
      if (body.enabled !== true) throw new Error('the admin API does not tell whether a user is enabled');
      const groups = await get(`${user}/groups?first=0&max=${MOST_GROUPS + 1}&briefRepresentation=true`);
      // Deleted between the two.
      if (isNoUser(groups)) return { state: 'gone', reason: 'there is no such user' };
      if (groups.status !== 200 || !Array.isArray(groups.body)) throw unlike(groups, "a user's groups");
      if (groups.body.length > MOST_GROUPS) throw new UserUntold('a user is in too many groups');
      const names = groups.body.map((one: unknown) => (isObject(one) ? one[groupNames] : undefined));
      if (!names.every((name) => typeof name === 'string')) throw new Error(`a group has no ${groupNames}`);
      return { state: 'there', principal: withGroups(principal, names, provider.groups) };
    },
  };
}

/** Keycloak's own words: 404 of a proxy, or of a realm that is not there, says nothing of a user. */
const isNoUser = ({ status, body }: JsonAnswer): boolean =>
  status === 404 && isObject(body) && /^user not found$/i.test(String(body.error));

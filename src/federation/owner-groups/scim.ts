// SPDX-License-Identifier: Apache-2.0
// SCIM 2.0 (RFC 7643, RFC 7644): whether a user is there and active, and which groups it is in.
import Type from 'typebox';
import { isObject } from '../../model/is-object.ts';
import type { Secret } from '../../model/secret.ts';
import { group, reference, secureUrl } from '../../schema/fields.ts';
import type { Json } from '../identity/options.ts';
import { askJson } from './ask-json.ts';
import { defineOwnerSource, type OwnerSource, type OwnerSourceDeps, often } from './definition.ts';
import { withGroups } from './with-groups.ts';

/** RFC 7644 §3.1: some servers know plain JSON only. */
const ACCEPT = 'application/scim+json, application/json;q=0.9';
const MOST_GROUPS = 1_000;

export const scim = defineOwnerSource({
  kind: 'scim',
  schema: group(
    { description: 'SCIM 2.0 (RFC 7644), at the provider or at the directory behind it, by a bearer token.' },
    {
      kind: Type.Literal('scim'),
      url: secureUrl({
        description: 'Base URL of the service: /Users and /Groups are below it.',
        examples: ['https://idp.example.org/scim/v2'],
      }),
      token: reference({
        description: 'Reference to the bearer token, which needs to read users and groups only.',
        examples: ['file:/run/secrets/scim-token'],
      }),
      attribute: Type.Enum(['id', 'externalId'], {
        description:
          "The attribute of a SCIM user that is the user's immutable id in the provider's tokens (claims.subject).",
        examples: ['externalId'],
        default: 'id',
      }),
      groupNames: Type.Enum(['display', 'value'], {
        description: 'What of a group is its name in the tokens: its display name, or its id.',
        examples: ['value'],
        default: 'display',
      }),
      ...often(),
    },
  ),

  resolve: ({ token, ...same }, contents) => ({ ...same, token: contents.secret(token) }),

  create: (options, deps) => createScim(options, deps),
});

interface Options {
  readonly url: string;
  readonly token: Secret;
  readonly attribute: 'id' | 'externalId';
  readonly groupNames: 'display' | 'value';
}

function createScim({ url, token, attribute, groupNames }: Options, deps: OwnerSourceDeps): OwnerSource {
  const { provider } = deps;
  const base = url.replace(/\/+$/, '');
  const fetch = deps.fetchOf(base);

  /** RFC 7644 §3.4.2: a list response, also where there is one or none. */
  async function list(type: 'Users' | 'Groups', filter: string, query: Readonly<Record<string, string>>) {
    const search = new URLSearchParams({ filter, ...query });
    const asked = { url: `${base}/${type}?${search}`, token: token.reveal(), accept: ACCEPT, ca: provider.ca };
    const { status, body } = await askJson(fetch, asked);
    const { totalResults: total, Resources: found = [] } = isObject(body) ? body : {};
    if (status !== 200 || typeof total !== 'number' || !Array.isArray(found) || !found.every(isObject))
      throw new Error(`the SCIM service answered ${status} to the question for ${type}, or no list`);
    return { total, found: found as Json[] };
  }

  async function groupsOf(user: Json): Promise<unknown[]> {
    // Read-only, and left out by servers that do not have it as well as of users without any (RFC 7643 §4.1.2).
    if (Array.isArray(user.groups) && user.groups.length > 0)
      return user.groups.map((one: unknown) => {
        const { display, value } = isObject(one) ? one : {};
        return groupNames === 'display' ? display : value;
      });
    const filter = `members.value eq ${JSON.stringify(user.id)}`;
    const attributes = { attributes: 'id,displayName', count: String(MOST_GROUPS) };
    const { total, found } = await list('Groups', filter, attributes);
    if (total !== found.length) throw new Error('the SCIM service does not list all groups of a user');
    return found.map(({ id, displayName }) => (groupNames === 'display' ? displayName : id));
  }

  return {
    async ask(principal) {
      // A string of JSON (RFC 7644 §3.4.2.2).
      const filter = `${attribute} eq ${JSON.stringify(principal.subject)}`;
      const { total, found } = await list('Users', filter, { count: '2' });
      if (total === 0 && found.length === 0) return { state: 'gone', reason: 'there is no such user' };
      const [user, ...others] = found;
      // A service that takes no notice of filters lists everybody.
      if (total !== 1 || others.length > 0 || user?.[attribute] !== principal.subject)
        throw new Error(`the SCIM service does not find one user by ${attribute}`);
      if (typeof user.id !== 'string') throw new Error('the SCIM service tells no id of a user');
      if (user.active === false) return { state: 'gone', reason: 'the user is not active' };
      // Some write it as a text (RFC 7643 §4.1.1 has a boolean): "False" must not count as nothing said.
      if (user.active !== undefined && user.active !== true)
        throw new Error('the SCIM service does not tell whether a user is active');
      const names = await groupsOf(user);
      if (!names.every((name) => typeof name === 'string')) throw new Error(`a group has no ${groupNames}`);
      return { state: 'there', principal: withGroups(principal, names, provider.groups) };
    },
  };
}

// SPDX-License-Identifier: Apache-2.0
// What Keystone lets a member see of its own. Most of these lists are empty here: what outlives a login is not given out,
// and limits are the members' own. `openstack` and openstacksdk go on after an empty list where they end at a 404.
import { hash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { GatewayError } from '../../../model/errors.ts';
import type { Caller } from '../../../model/identity.ts';
import { domainRef } from '../../../model/ids.ts';
import { authenticate } from './authenticate.ts';
import { type IdentityDeps, v3Url } from './deps.ts';
import { missing, refused } from './error.ts';
import { listOf, type See } from './list-answer.ts';
import { keystoneRoute } from './refusals.ts';
import { type Resource, renderGroup } from './render.ts';
import { groupId } from './render-token.ts';
import { type Handler, type IdentityRequest, json, param } from './resource.ts';
import { keystonesOf, nativeWay } from './ways-in.ts';

const NOTHING = { items: [], degraded: [] };

/** A person's account at a cloud may have them there; the gateway's logins may not. */
const noCredentials = (deps: IdentityDeps): string =>
  ['The gateway gives out no credentials that would outlive your login and its revocation.', nativeWay(deps)]
    .filter((sentence) => sentence !== undefined)
    .join(' ');

/** Clouds that make them for users of the federation are named first: nothing else has to be done there than to ask. */
const noEc2Credentials = (deps: IdentityDeps, userId: string): string => {
  const regions = deps.ec2Regions();
  if (regions.length === 0) return noCredentials(deps);
  const keystones = keystonesOf(deps.publicUrl, regions, `/users/${userId}/credentials/OS-EC2`);
  return `An EC2 credential is one cloud's, and is made there: ${keystones}.`;
};

/** Keystone's refusal, with what to do instead. */
const denying =
  (deps: IdentityDeps, action: string, hint: (deps: IdentityDeps, userId: string) => string): Handler =>
  async (request) => {
    const { principal } = await authenticate(deps, request);
    throw refused(action, hint(deps, principal.id));
  };

/** The 404 of an item of a list that is always empty; 403 first, if the path names another user. */
const noItem =
  (deps: IdentityDeps, error: (request: IdentityRequest) => GatewayError, ofOthers?: string): Handler =>
  async (request) => {
    const caller = await authenticate(deps, request);
    if (ofOthers !== undefined) ofCaller(ofOthers)(caller, request);
    throw error(request);
  };

/** Keystone's, of the item that the path names. */
const no = (kind: string, name: string) => (request: IdentityRequest) => missing(kind, param(request, name));
const noLimit = (kind: string, name: string) => (request: IdentityRequest) =>
  new GatewayError('notFound', { message: `Could not find ${kind} for ${param(request, name)}.` });

/** What the caller has, for a path that names a user: nothing unless `see` says otherwise. */
const ofCaller =
  (rule: string, see: (caller: Caller) => Resource[] = () => []): See =>
  (caller, request) => {
    if (param(request, 'id') !== caller.principal.id) throw refused(rule);
    return { items: see(caller), degraded: [] };
  };

export function ownLists(app: FastifyInstance, deps: IdentityDeps): void {
  keystoneRoute(app, deps, '/users/:id/groups', {
    GET: listOf(deps, ofCaller('list_groups_for_user', groupsOf(deps)), { name: 'groups', filters: ['name'] }),
  });

  // As in Keystone, an EC2 credential's id is the hash of its access key, and is looked up before the user is.
  const noEc2 = noItem(deps, (request) => missing('credential', hash('sha256', param(request, 'access'), 'hex')));
  keystoneRoute(app, deps, '/users/:id/credentials/OS-EC2', {
    GET: listOf(deps, ofCaller('ec2_list_credentials'), { name: 'credentials' }),
    POST: denying(deps, 'ec2_create_credential', noEc2Credentials),
  });
  keystoneRoute(app, deps, '/users/:id/credentials/OS-EC2/:access', { GET: noEc2, DELETE: noEc2 });
  keystoneRoute(app, deps, '/credentials', {
    GET: listOf(deps, () => NOTHING, { name: 'credentials' }),
    POST: denying(deps, 'create_credential', noCredentials),
  });

  keystoneRoute(app, deps, '/OS-TRUST/trusts', {
    GET: listOf(deps, noTrusts, { name: 'trusts' }),
    POST: denying(deps, 'create_trust', noCredentials),
  });
  const noTrust = noItem(deps, no('trust', 'trust'));
  keystoneRoute(app, deps, '/OS-TRUST/trusts/:trust', { GET: noTrust, DELETE: noTrust });
  keystoneRoute(app, deps, '/OS-TRUST/trusts/:trust/roles', { GET: noTrust });
  keystoneRoute(app, deps, '/OS-TRUST/trusts/:trust/roles/:role', { GET: noTrust });
}

/** Keystone's unified limits; the members' own count. */
export function limits(app: FastifyInstance, deps: IdentityDeps): void {
  for (const name of ['limits', 'registered_limits']) {
    keystoneRoute(app, deps, `/${name}`, { GET: listOf(deps, () => NOTHING, { name }) });
  }
  const gone = noItem(deps, noLimit('limit', 'limit_id'));
  keystoneRoute(app, deps, '/limits/:limit_id', { PATCH: gone, DELETE: gone });
  keystoneRoute(app, deps, '/registered_limits/:registered_limit_id', {
    GET: noItem(deps, noLimit('registered limit', 'registered_limit_id')),
  });
  keystoneRoute(app, deps, '/limits/model', {
    GET: async (request, reply) => {
      await authenticate(deps, request);
      return json(reply, { model: FLAT });
    },
  });
}

const groupsOf =
  (deps: IdentityDeps) =>
  ({ principal: { domain, groups } }: Caller): Resource[] =>
    groups.map((name) => renderGroup(v3Url(deps), { id: groupId(domain, name), name, domain: domainRef(domain) }));

/** Keystone's default (keystone/limit/models/flat.py). */
const FLAT = {
  name: 'flat',
  description: 'Limit enforcement and validation does not take project hierarchy into consideration.',
};

/** A member may ask for its own, as the giving or the taking side. */
const noTrusts: See = ({ principal }, { query }) => {
  const { trustor_user_id: trustor, trustee_user_id: trustee } = query;
  if (trustor === undefined && trustee === undefined) throw refused('list_trusts');
  if (trustor !== undefined && trustor !== principal.id) throw refused('list_trusts_for_trustor');
  if (trustee !== undefined && trustee !== principal.id) throw refused('list_trusts_for_trustee');
  return NOTHING;
};

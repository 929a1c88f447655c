// SPDX-License-Identifier: Apache-2.0
// RFC 8693: a token of an identity provider, or one of the gateway, becomes a token of the gateway for a scope or for one
// cluster. The first is a login, the second a change of scope: the new token descends from the one that was shown.
import { defined } from '../../../../model/defined.ts';
import type { Scope, ScopeRequest } from '../../../../model/identity.ts';
import type { Authenticated } from '../../../../model/identity-service.ts';
import { OAuthRefusal } from '../error.ts';
import type { Form } from '../form.ts';
import type { Grant, GrantDeps, Proof } from '../grant.ts';
import { readScope } from '../scope.ts';
import { readTarget, unknownTarget } from '../target.ts';

const TYPE = 'urn:ietf:params:oauth:token-type:';
const ACCESS_TOKEN = `${TYPE}access_token`;
const JWT = `${TYPE}jwt`;
/** RFC 8693 §3. What a token is stands in itself; the type only must not say something that it cannot be. */
const OF_PROVIDERS: ReadonlySet<string> = new Set([ACCESS_TOKEN, JWT, `${TYPE}id_token`]);
const OF_GATEWAY: ReadonlySet<string> = new Set([ACCESS_TOKEN, JWT]);

export const tokenExchange: Grant = {
  type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  clientAuthentication: ['none'],
  issuedTokenType: ACCESS_TOKEN,

  read({ form }, deps) {
    refuseActors(form);
    const token = needed(form, 'subject_token');
    const type = needed(form, 'subject_token_type');
    if (!OF_PROVIDERS.has(type)) throw wrongType();
    const wanted = form.one('requested_token_type');
    if (wanted !== undefined && !OF_GATEWAY.has(wanted))
      throw new OAuthRefusal('invalid_request', `Tokens are issued with the type ${ACCESS_TOKEN} only.`);
    const cluster = readTarget(deps, form.all('audience'), form.all('resource'));
    const text = form.one('scope');
    if (cluster !== undefined && text !== undefined)
      throw new OAuthRefusal('invalid_scope', 'A token for a cluster has no scope: leave it out.');
    const scope = text === undefined ? undefined : readScope(text);
    const proof = deps.tokens.claimsToBeOurs(token)
      ? ofGateway(deps, token, type, cluster === undefined ? scope : undefined)
      : ofProvider(deps, token, scope, cluster);
    return cluster === undefined ? proof : forCluster(deps, proof, cluster);
  },
};

/** A login: it lives as every login does, and leaves what one leaves. A token for one cluster opens no cloud. */
function ofProvider(
  { fleet, identityService }: GrantDeps,
  token: string,
  scope: ScopeRequest | undefined,
  cluster: string | undefined,
): Proof {
  const { identityProviders } = fleet();
  const judges = cluster === undefined ? identityService : identityProviders;
  return {
    ...(scope && { scope }),
    async authenticate() {
      const { principal, notAfter, login } = await judges.authenticateAny(token);
      return { principal, methods: [principal.protocol], ...defined({ notAfter, login }) };
    },
    known: () => identityProviders.knows(token),
  };
}

/** What is not asked for stays as it is: without `scope` the new token has that of the old one. */
function ofGateway({ identityService }: GrantDeps, token: string, type: string, scope?: ScopeRequest): Proof {
  if (!OF_GATEWAY.has(type)) throw wrongType();
  return {
    kind: 'token',
    ...(scope && { scope }),
    async authenticate() {
      const parent = await identityService.verify(token);
      const { principal, methods } = parent;
      const asBefore = scope === undefined ? { scope: asRequest(parent.scope) } : {};
      return { principal, parent, methods: methods.includes('token') ? methods : [...methods, 'token'], ...asBefore };
    },
  };
}

function forCluster({ fleet }: GrantDeps, proof: Proof, cluster: string): Proof {
  return {
    ...proof,
    authenticate: async (from): Promise<Authenticated> => ({ ...(await proof.authenticate(from)), cluster }),
    allow() {
      const found = fleet().clusters.get(cluster);
      if (found === undefined) throw unknownTarget();
      if (found.strategy.kind === 'passthrough')
        throw new OAuthRefusal(
          'invalid_target',
          'This cluster takes tokens of its identity provider, none of the gateway.',
        );
    },
  };
}

const asRequest = (scope: Scope): ScopeRequest => {
  if (scope.kind === 'unscoped') return scope;
  return scope.kind === 'domain'
    ? { kind: 'domain', name: scope.domain.name }
    : { kind: 'project', id: scope.project.id };
};

/** Who acts for somebody else would have to stand in the token, and no member could be told (RFC 8693 §1.1). */
function refuseActors(form: Form): void {
  if (form.names.some((name) => name.startsWith('actor_token')))
    throw new OAuthRefusal('invalid_request', 'Delegation (actor_token) is not offered.');
}

function needed(form: Form, name: string): string {
  const value = form.one(name);
  if (value === undefined) throw new OAuthRefusal('invalid_request', `The parameter ${name} is missing.`);
  return value;
}

const wrongType = (): OAuthRefusal =>
  new OAuthRefusal(
    'invalid_request',
    `subject_token_type is ${ACCESS_TOKEN} or ${JWT}, for a token of an identity provider also ${TYPE}id_token.`,
  );

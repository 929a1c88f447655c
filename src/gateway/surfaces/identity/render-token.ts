// SPDX-License-Identifier: Apache-2.0
// The token document of Keystone's API v3 for a federated user, as a pure function (keystone/common/render_token.py).
import { hash } from 'node:crypto';
import type { Caller, CredentialClaims, Principal, Scope } from '../../../model/identity.ts';
import type { ScopeView } from '../../../model/identity-service.ts';
import { domainRef } from '../../../model/ids.ts';
import { shownRule } from './render.ts';

export interface RenderTokenOptions {
  /** False for `?nocatalog`. */
  readonly catalog: boolean;
}

/** `view` is what the members grant the caller in its scope. It is ignored for an unscoped token. */
export function renderToken(caller: Caller, view: ScopeView, options: RenderTokenOptions): { readonly token: object } {
  return {
    token: {
      methods: caller.methods,
      user: renderUser(caller.principal),
      audit_ids: caller.credential === undefined ? caller.auditIds : caller.auditIds.slice(0, -1),
      expires_at: isoMicroseconds(caller.expiresAt),
      issued_at: isoMicroseconds(caller.issuedAt),
      ...(caller.scope.kind === 'unscoped' ? {} : renderScope(caller.scope, view, options)),
      ...(caller.credential === undefined ? {} : { application_credential: renderCredential(caller.credential) }),
    },
  };
}

function renderCredential({ id, name, restricted, accessRules }: CredentialClaims): object {
  return { id, name, restricted, ...(accessRules === undefined ? {} : { access_rules: accessRules.map(shownRule) }) };
}

/** Keystone shows federated users with OS-FEDERATION and without password_expires_at, and all others the other way. */
function renderUser(principal: Principal): object {
  const user = { domain: domainRef(principal.domain), id: principal.id, name: principal.name };
  if (principal.homeCloud) return { ...user, password_expires_at: null };
  return {
    ...user,
    'OS-FEDERATION': {
      groups: principal.groups.map((name) => ({ id: groupId(principal.domain, name) })),
      identity_provider: { id: principal.identityProvider },
      protocol: { id: principal.protocol },
    },
  };
}

function renderScope(
  scope: Exclude<Scope, { kind: 'unscoped' }>,
  view: ScopeView,
  options: RenderTokenOptions,
): object {
  const where = scope.kind === 'project' ? { project: scope.project, is_domain: false } : { domain: scope.domain };
  return { ...where, roles: view.roles, ...(options.catalog ? { catalog: view.catalog } : {}) };
}

/** Keystone's time format: six digits of microseconds, UTC as `Z`. */
export const isoMicroseconds = (epochMs: number): string => new Date(epochMs).toISOString().replace('Z', '000Z');

/** An IdP's groups have no ids. Keystone's group ids have 32 hex digits. */
export const groupId = (domain: string, name: string): string =>
  hash('sha256', `group\0${domain}\0${name}`, 'hex').slice(0, 32);

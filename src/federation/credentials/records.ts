// SPDX-License-Identifier: Apache-2.0
// What is kept of application credentials, their owners and access rules, as texts: written here, read with care. What
// no gateway has written does not open (sealed-durable.ts); what another version has written may have another form.
import { hash } from 'node:crypto';
import type { AccessRule } from '../../model/access-rules.ts';
import type { ApplicationCredential } from '../../model/application-credential.ts';
import { defined } from '../../model/defined.ts';
import type { KeptItem } from '../../model/durable-store.ts';
import { NO_GROUPS, type Principal } from '../../model/identity.ts';
import { domainRef, projectRef, userId } from '../../model/ids.ts';
import { isObject } from '../../model/is-object.ts';
import { REFRESH_TOKEN_KIND } from '../owner-groups/refresh-tokens.ts';

export const KINDS = {
  credential: 'application-credential',
  owner: 'credential-owner',
  rule: 'access-rule',
  refreshToken: REFRESH_TOKEN_KIND,
} as const;

export interface KeptCredential extends ApplicationCredential {
  readonly secretHash: string;
}

/** Whose credentials are good: as the last login has shown them. */
export interface Owner {
  readonly principal: Principal;
  /** Epoch milliseconds: the last login, or the last time that the identity provider has told of the owner. */
  readonly seenAt: number;
  /** Since when the provider says that there is no such account, or none that may log in. */
  readonly gone?: number;
}

/** Unique per kind, and of a bounded length. */
const digest = (...parts: readonly string[]): string => hash('sha256', JSON.stringify(parts), 'base64url');
export const nameKey = (owner: string, name: string): string => digest(owner, name);
export const ownerKey = (domainId: string, name: string): string => digest(domainId, name);
export const ruleKey = (owner: string, { service, method, path }: Omit<AccessRule, 'id'>): string =>
  digest(owner, service, method, path);

export function writeCredential({ secretHash, ...credential }: KeptCredential): string {
  const { name, description, project, roles, limited, unrestricted, accessRules, expiresAt } = credential;
  const where = [project.domain.name, project.name];
  return JSON.stringify({ name, description, where, roles, limited, unrestricted, accessRules, expiresAt, secretHash });
}

export function readCredential({ id, owner, value }: KeptItem): KeptCredential | undefined {
  const said = parsed(value);
  if (said === undefined) return undefined;
  const { name, description, where, roles, limited, unrestricted, accessRules, expiresAt, secretHash } = said;
  if (!isText(name) || !isText(secretHash) || !areTexts(where) || where.length !== 2 || !areTexts(roles))
    return undefined;
  // A bound that cannot be read must not be taken for none.
  if (typeof limited !== 'boolean' || typeof unrestricted !== 'boolean') return undefined;
  if (expiresAt !== undefined && !Number.isSafeInteger(expiresAt)) return undefined;
  const rules = accessRules === undefined ? undefined : readRules(accessRules);
  if (accessRules !== undefined && rules === undefined) return undefined;
  const [domain = '', project = ''] = where;
  return defined({
    id,
    owner,
    name,
    description: isText(description) ? description : null,
    project: projectRef(domain, project),
    roles,
    limited,
    unrestricted,
    accessRules: rules,
    expiresAt: expiresAt as number | undefined,
    secretHash,
  });
}

export const writeRule = ({ service, method, path }: AccessRule): string => JSON.stringify({ service, method, path });

export function readRule({ id, value }: Pick<KeptItem, 'id' | 'value'>): AccessRule | undefined {
  const said = parsed(value);
  return said === undefined ? undefined : ruleOf({ ...said, id });
}

function readRules(list: unknown): AccessRule[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const rules = list.map(ruleOf);
  return rules.includes(undefined) ? undefined : (rules as AccessRule[]);
}

function ruleOf(said: unknown): AccessRule | undefined {
  if (!isObject(said)) return undefined;
  const { id, service, method, path } = said;
  return isText(id) && isText(service) && isText(method) && isText(path) ? { id, service, method, path } : undefined;
}

export function writeOwner({ principal: p, seenAt, gone }: Owner): string {
  const { issuer, subject, name, domain, email, groups, noGroups, identityProvider, protocol, homeCloud } = p;
  const where = { identityProvider, protocol, homeCloud };
  return JSON.stringify({ issuer, subject, name, domain, email, groups, noGroups, ...where, seenAt, gone });
}

export function readOwner({ id, value }: Pick<KeptItem, 'id' | 'value'>): Owner | undefined {
  const said = parsed(value);
  if (said === undefined) return undefined;
  const { issuer, subject, name, domain, email, groups, noGroups, identityProvider, protocol, seenAt } = said;
  const texts = [issuer, subject, name, domain, identityProvider, protocol];
  if (!areTexts(texts) || !areTexts(groups) || !Number.isSafeInteger(seenAt)) return undefined;
  if (said.gone !== undefined && !Number.isSafeInteger(said.gone)) return undefined;
  const [i = '', s = '', n = '', d = '', idp = '', prt = ''] = texts;
  // An id is made of issuer and subject: whoever changes one of them has another user.
  if (userId(i, s) !== id) return undefined;
  const principal: Principal = defined({
    id,
    issuer: i,
    subject: s,
    name: n,
    domain: d,
    email: isText(email) ? email : undefined,
    groups,
    noGroups: NO_GROUPS.find((one) => one === noGroups),
    identityProvider: idp,
    protocol: prt,
    homeCloud: said.homeCloud === true ? (true as const) : undefined,
  });
  return defined({ principal, seenAt: seenAt as number, gone: said.gone as number | undefined });
}

export const ownerUnique = ({ principal: { domain, name } }: Owner): string => ownerKey(domainRef(domain).id, name);

function parsed(value: string): Record<string, unknown> | undefined {
  try {
    const said: unknown = JSON.parse(value);
    return isObject(said) ? said : undefined;
  } catch {
    return undefined;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';
const areTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
